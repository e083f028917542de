/// The first instructions of a function that sets up a frame pointer, x86-64.
///
/// ```
/// push %rbp; mov %rsp,%rbp; push %r15; push %rbx; sub $0x18,%rsp      → 8 + 8 + 24 bytes of frame
/// ```
struct FramePrologue {
  /// How far the frame pointer is above the stack pointer once the frame is set up.
  private(set) var frameSize: UInt64 = 0
  /// Bytes of code.
  private(set) var length: Int

  /// As much code is looked at.
  static let length = 64
  private static let setUp: [UInt8] = [0x55, 0x48, 0x89, 0xe5]

  /// nil when the function does not set up a frame pointer first.
  init?(_ code: [UInt8]) {
    guard code.starts(with: Self.setUp) else { return nil }
    length = Self.setUp.count
    while length + 7 <= code.count {
      let next = code[length..<length + 7].map { $0 }
      if next[0] & 0xf8 == 0x50 {
        frameSize += 8
        length += 1
      } else if next[0] == 0x41, next[1] & 0xf8 == 0x50 {
        frameSize += 8
        length += 2
      } else if next[0] == 0x48, next[1] == 0x83, next[2] == 0xec {
        frameSize += UInt64(next[3])
        length += 4
        return
      } else if next[0] == 0x48, next[1] == 0x81, next[2] == 0xec {
        frameSize += (0..<4).reduce(0) { $0 | UInt64(next[3 + $1]) << (8 * UInt64($1)) }
        length += 7
        return
      } else {
        return
      }
    }
  }
}
