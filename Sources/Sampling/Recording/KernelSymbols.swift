import Images

/// Names of kernel functions, from /proc/kallsyms.
///
/// Where the kernel hides its addresses (kptr_restrict) the table is empty and every kernel frame is just `[kernel]`.
struct KernelSymbols {
  private var starts: [UInt64] = []
  private var nameOffsets: [UInt32] = []
  private let text: [UInt8]

  /// Reads the table of the running kernel. - Complexity: one pass over the text and a sort of its functions.
  init() { self.init(text: ProcFile.bytes("/proc/kallsyms")) }

  /// Lines of `address type name [module]`; lines that are not are left out.
  init(text: [UInt8]) {
    self.text = text
    var entries: [(start: UInt64, name: UInt32)] = []
    var position = 0
    while position < text.count {
      let line = position
      while position < text.count, text[position] != UInt8(ascii: "\n") { position += 1 }
      let end = position
      position += 1
      guard let (address, after) = Self.hexadecimal(text, from: line, to: end), address != 0, after + 3 < end else { continue }
      let kind = text[after + 1] | 0x20
      guard kind == UInt8(ascii: "t") || kind == UInt8(ascii: "w") else { continue }
      entries.append((address, UInt32(after + 3)))
    }
    entries.sort { $0.start < $1.start }
    starts = entries.map(\.start)
    nameOffsets = entries.map(\.name)
  }

  /// The name of the function at `address`, without its module.
  func name(at address: UInt64) -> String? {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let start = Int(nameOffsets[low - 1])
    var end = start
    while end < text.count, text[end] != UInt8(ascii: "\n"), text[end] != UInt8(ascii: "\t"), text[end] != UInt8(ascii: " ") { end += 1 }
    return String(decoding: text[start..<end], as: UTF8.self)
  }

  /// The number in hexadecimal digits at `start`, and where it ends.
  private static func hexadecimal(_ text: [UInt8], from start: Int, to end: Int) -> (value: UInt64, end: Int)? {
    var value: UInt64 = 0
    var position = start
    while position < end {
      let byte = text[position]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      default: return position == start ? nil : (value, position)
      }
      value = value << 4 | UInt64(digit)
      position += 1
    }
    return nil
  }
}
