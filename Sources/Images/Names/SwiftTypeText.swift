/// Types in a demangler's full text, without the modules they are from.
enum SwiftTypeText {
  /// `Swift.Array<Foo.Bar>` becomes `Array<Bar>`; the associated types of generic parameters (`A.Element`) keep theirs.
  static func simplified(_ text: BracketedText, _ range: Range<Int>) -> String {
    var result: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      guard isNameByte(text.bytes[index]) else {
        result.append(text.bytes[index])
        index += 1
        continue
      }
      let start = index
      while index < range.upperBound, isNameByte(text.bytes[index]) { index += 1 }
      let startsPath = start == range.lowerBound || text.bytes[start - 1] != UInt8(ascii: ".")
      let isModule =
        startsPath && index + 1 < range.upperBound && text.bytes[index] == UInt8(ascii: ".")
        && (isNameByte(text.bytes[index + 1]) || text.bytes[index + 1] == UInt8(ascii: "(")) && !isGenericParameter(text.bytes[start..<index])
      if isModule { index += 1 } else { result += text.bytes[start..<index] }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte >= 0x80 || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
      || ((byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z"))
  }

  /// `A`, `B1`: how the demangler calls generic parameters.
  private static func isGenericParameter(_ name: ArraySlice<UInt8>) -> Bool {
    guard let first = name.first, first >= UInt8(ascii: "A"), first <= UInt8(ascii: "Z") else { return false }
    return name.dropFirst().allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }
}
