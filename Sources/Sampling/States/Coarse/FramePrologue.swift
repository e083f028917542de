/// The first instructions of a function that sets up a frame pointer.
enum FramePrologue {
  /// As much code is looked at.
  static let length = 64

  /// How far the frame pointer is above the stack pointer once the function has set up its frame; nil when the code does not tell.
  ///
  /// ```
  /// push %rbp; mov %rsp,%rbp; push %r15; push %rbx; sub $0x18,%rsp      → 8 + 8 + 24
  /// ```
  /// - Parameter code: The function's first bytes, x86-64.
  static func frameSize(_ code: [UInt8]) -> UInt64? {
    let setUp: [UInt8] = [0x55, 0x48, 0x89, 0xe5]
    guard code.starts(with: setUp) else { return nil }
    var position = setUp.count
    var size: UInt64 = 0
    while position + 7 <= code.count {
      if code[position] & 0xf8 == 0x50 {
        size += 8
        position += 1
      } else if code[position] == 0x41, code[position + 1] & 0xf8 == 0x50 {
        size += 8
        position += 2
      } else if code[position] == 0x48, code[position + 1] == 0x83, code[position + 2] == 0xec {
        return size + UInt64(code[position + 3])
      } else if code[position] == 0x48, code[position + 1] == 0x81, code[position + 2] == 0xec {
        return size + (0..<4).reduce(0) { $0 | UInt64(code[position + 3 + $1]) << (8 * $1) }
      } else {
        return size
      }
    }
    return nil
  }
}
