import CLinux
import Images

/// The layout of a sample, which follows from what was asked for in `PerfAttributes`: program counter, process and thread, time, processor,
/// period, kernel call chain, user registers, user stack.
enum PerfSample {
  /// Bits of `asm/perf_regs.h` (x86-64): ax bx cx dx si di bp sp ip flags cs ss, and r8 to r15.
  static let registerMask: UInt64 = 0xff0fff
  private static let registerCount = 20
  /// The DWARF number of each register in the record's order; -1 for those that nobody needs.
  private static let numbers: InlineArray<20, Int8> = [0, 3, 2, 1, 4, 5, 6, 7, 16, -1, -1, -1, 8, 9, 10, 11, 12, 13, 14, 15]
  /// `PERF_SAMPLE_REGS_ABI_64`
  private static let longRegisters: UInt64 = 2
  /// Numbers from here on are not addresses but say what the addresses after them belong to (`PERF_CONTEXT_MAX`).
  private static let firstMarker = UInt64(bitPattern: -4095)
  private static let kernelMarker = UInt64(bitPattern: -128)

  /// The sample in `bytes`; nil when they are not one. Its buffers point into `bytes`.
  static func parse(_ bytes: UnsafeRawBufferPointer) -> RawSample? {
    // A buffer of words that does not lie on words cannot be handed on.
    guard let base = bytes.baseAddress, UInt(bitPattern: base) % 8 == 0, bytes.count >= 56 else { return nil }
    var words = PerfWords(bytes, from: 8)
    guard words.next() != nil, let (processID, threadID) = bytes.pair(at: 16), words.next() != nil, let time = words.next(),
      words.next() != nil, let period = words.next(), let chainCount = words.next(), let chain = words.next(chainCount),
      let kind = words.next()
    else { return nil }
    var sample = RawSample(time: time, processID: processID, threadID: threadID, weight: period)
    sample.kernelCallchain = kernelPart(chain)
    var registers: Registers?
    if kind != 0 {
      guard let values = words.next(UInt64(registerCount)) else { return nil }
      // A 32 bit program's stack cannot be unwound with the rules for 64 bits.
      if kind == longRegisters { registers = read(values) }
    }
    guard let room = words.next() else { return nil }
    sample.registers = registers
    guard room > 0 else { return sample }
    guard room % 8 == 0, let stack = words.next(room / 8), let filled = words.next(), filled <= room else { return nil }
    if registers != nil { sample.stack = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(stack)[..<Int(filled)]) }
    return sample
  }

  private static func read(_ values: UnsafeBufferPointer<UInt64>) -> Registers {
    var registers = Registers()
    for index in 0..<registerCount where numbers[index] >= 0 { registers[Int(numbers[index])] = values[index] }
    return registers
  }

  /// The addresses between the mark of the kernel and the next mark.
  private static func kernelPart(_ chain: UnsafeBufferPointer<UInt64>) -> UnsafeBufferPointer<UInt64> {
    guard let mark = chain.firstIndex(of: kernelMarker) else { return UnsafeBufferPointer(rebasing: chain[..<0]) }
    let start = mark + 1
    let end = chain[start...].firstIndex { $0 >= firstMarker } ?? chain.count
    return UnsafeBufferPointer(rebasing: chain[start..<end])
  }
}

/// Consecutive words of a record.
private struct PerfWords {
  private let words: UnsafeBufferPointer<UInt64>
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer, from offset: Int) {
    let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
    words = UnsafeBufferPointer(start: rest.baseAddress?.assumingMemoryBound(to: UInt64.self), count: rest.count / 8)
  }

  /// The next word; nil at the end.
  mutating func next() -> UInt64? {
    guard position < words.count else { return nil }
    position += 1
    return words[position - 1]
  }

  /// The next `count` words; nil when there are not so many.
  mutating func next(_ count: UInt64) -> UnsafeBufferPointer<UInt64>? {
    guard count <= UInt64(words.count - position) else { return nil }
    defer { position += Int(count) }
    return UnsafeBufferPointer(rebasing: words[position..<(position + Int(count))])
  }
}
