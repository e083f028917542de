/// A frame line of `perf script` text: `address symbol+0xoffset (image)`; `(inlined)` stands for the image of an inlined function.
struct PerfScriptFrame {
  var address: UInt64
  /// nil when perf found no symbol.
  var symbol: Range<Int>?
  /// nil when unknown.
  var image: Range<Int>?
  var isInlined: Bool

  init?(_ line: Range<Int>, of input: UnsafeRawBufferPointer) {
    var position = line.lowerBound
    while position < line.upperBound, Self.isBlank(input[position]) { position += 1 }
    address = 0
    let digits = position
    while position < line.upperBound, let digit = Self.hexadecimal(input[position]) {
      address = address << 4 | digit
      position += 1
    }
    guard position > digits, position - digits <= 16, position == line.upperBound || Self.isBlank(input[position]) else { return nil }
    while position < line.upperBound, Self.isBlank(input[position]) { position += 1 }
    var end = line.upperBound
    while end > position, Self.isBlank(input[end - 1]) { end -= 1 }
    image = nil
    isInlined = false
    if let opening = Self.openingOfLastGroup(position..<end, input) {
      let name = (opening + 1)..<(end - 1)
      isInlined = input[name].elementsEqual("inlined".utf8)
      if !isInlined, !input[name].elementsEqual("[unknown]".utf8) { image = name }
      end = opening
      while end > position, Self.isBlank(input[end - 1]) { end -= 1 }
    }
    let name = Self.withoutOffset(position..<end, input)
    symbol = name.isEmpty || input[name].elementsEqual("[unknown]".utf8) ? nil : name
  }

  /// Where the kernel's code lies, or an image that is the kernel's.
  func isKernel(_ input: UnsafeRawBufferPointer) -> Bool {
    if address >> 63 == 1 { return true }
    guard let image else { return false }
    return input[image].starts(with: "[kernel".utf8) || input[image].starts(with: "[guest.kernel".utf8)
  }

  /// The parenthesis that opens the group the line ends with, when a blank precedes it: paths may contain groups too, `(/a (deleted))`.
  private static func openingOfLastGroup(_ range: Range<Int>, _ input: UnsafeRawBufferPointer) -> Int? {
    guard let last = range.last, input[last] == UInt8(ascii: ")") else { return nil }
    var depth = 0
    for position in range.reversed() {
      if input[position] == UInt8(ascii: ")") { depth += 1 }
      if input[position] == UInt8(ascii: "(") { depth -= 1 }
      guard depth == 0 else { continue }
      let isGroup = last - position > 1 && (position == range.lowerBound || isBlank(input[position - 1]))
      return isGroup ? position : nil
    }
    return nil
  }

  private static func withoutOffset(_ range: Range<Int>, _ input: UnsafeRawBufferPointer) -> Range<Int> {
    guard let plus = range.last(where: { input[$0] == UInt8(ascii: "+") }), plus > range.lowerBound, range.upperBound - plus > 3,
      input[plus + 1] == UInt8(ascii: "0"), input[plus + 2] == UInt8(ascii: "x"),
      input[(plus + 3)..<range.upperBound].allSatisfy({ hexadecimal($0) != nil })
    else { return range }
    return range.lowerBound..<plus
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private static func hexadecimal(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    default: nil
    }
  }
}
