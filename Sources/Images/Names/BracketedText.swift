/// Demanglers' text as bytes, with searches that respect brackets.
struct BracketedText {
  let bytes: [UInt8]

  init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

  func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The end of what begins at `start`: behind the bracket that closes the one there, or `limit` when none does.
  func endOfBracket(at start: Int, limit: Int) -> Int {
    var depth = 0
    var index = start
    while index < limit {
      switch bytes[index] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "<") where !isOperator(at: index): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ">") where !isOperator(at: index): depth -= 1
      default: break
      }
      index += 1
      if depth <= 0 { return index }
    }
    return limit
  }

  /// The first place outside brackets, at or behind `start`, where `word` stands.
  func firstIndex(of word: StaticString, from start: Int, limit: Int) -> Int? {
    var index = start
    while index < limit {
      if matches(word, at: index, limit: limit) { return index }
      index = isOpening(at: index) ? endOfBracket(at: index, limit: limit) : index + 1
    }
    return nil
  }

  /// The first place of `word`, whatever brackets it is in.
  func firstPlace(of word: StaticString, from start: Int) -> Int? {
    (start..<max(start, bytes.count)).first { matches(word, at: $0, limit: bytes.count) }
  }

  func matches(_ word: StaticString, at index: Int, limit: Int) -> Bool {
    let count = word.utf8CodeUnitCount
    guard index >= 0, index + count <= limit else { return false }
    for offset in 0..<count where bytes[index + offset] != word.utf8Start[offset] { return false }
    return true
  }

  func isOpening(at index: Int) -> Bool {
    switch bytes[index] {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): true
    case UInt8(ascii: "<"): !isOperator(at: index)
    default: false
    }
  }

  /// Whether an angle bracket belongs to an arrow or to an operator's name (`Foo.<= infix(…)`), which begins behind a dot.
  private func isOperator(at index: Int) -> Bool {
    if bytes[index] == UInt8(ascii: ">"), index > 0, bytes[index - 1] == UInt8(ascii: "-") { return true }
    var first = index
    while first > 0, Self.isOperatorByte(bytes[first - 1]) { first -= 1 }
    return first > 0 && bytes[first - 1] == UInt8(ascii: ".")
  }

  static func isOperatorByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"),
      UInt8(ascii: "!"), UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "^"), UInt8(ascii: "~"), UInt8(ascii: "%"), UInt8(ascii: "?"):
      true
    default: false
    }
  }
}
