import Profiles

/// Simplifies C++ names: namespaces, class and function, without parameters, result and long template arguments.
enum CxxName {
  /// Template arguments up to this many characters are shown.
  private static let templateLimit = 24

  static func simplify(_ mangled: String) -> FunctionName {
    let symbol = SymbolSuffix.removed(from: mangled[...])
    guard let demangled = Demangler.cxx(String(symbol.hasPrefix("__Z") ? symbol.dropFirst() : symbol)) else { return FunctionName.plain(mangled) }
    var name = FunctionName(display: "", demangled: demangled)
    var text = demangled[...]
    while let words = glue.first(where: { text.hasPrefix($0) }) {
      name.kind = .thunk
      text = text.dropFirst(words.count)
    }
    name.display = displayed(Array(text.utf8))
    if name.display.isEmpty { name.display = demangled }
    return name
  }

  private static let glue = ["non-virtual thunk to ", "virtual thunk to ", "covariant return thunk to "]

  private static func displayed(_ bytes: [UInt8]) -> String {
    let end = endOfName(bytes)
    let name = startOfName(bytes, end)
    var result: [UInt8] = []
    var index = name
    while index < end {
      if bytes[index] == UInt8(ascii: "<"), !isOperator(bytes, index) {
        let close = closing(bytes, from: index, limit: end)
        if close - index <= templateLimit { result += bytes[index..<close] } else { result += Array("<…>".utf8) }
        index = close
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return withoutHash(String(decoding: result, as: UTF8.self))
  }

  /// Where the parameter list begins: the last bracket pair outside others, but for `operator()` and `(anonymous namespace)`.
  private static func endOfName(_ bytes: [UInt8]) -> Int {
    var index = 0
    var end = bytes.count
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "("):
        let close = closing(bytes, from: index, limit: bytes.count)
        let isPart = hasSuffix(bytes, index, "operator") || (close < bytes.count && bytes[close] == UInt8(ascii: ":"))
        if !isPart, !isAnonymous(bytes, index) { end = min(end, index) }
        // What follows the parameters of an enclosing function (`f()::{lambda()#1}`) is still the name.
        if close < bytes.count, bytes[close] == UInt8(ascii: ":") || hasPrefix(bytes, close, " const::") { end = bytes.count }
        index = close
      case UInt8(ascii: "<") where !isOperator(bytes, index), UInt8(ascii: "{"), UInt8(ascii: "["):
        index = closing(bytes, from: index, limit: bytes.count)
      default: index += 1
      }
    }
    return end
  }

  /// Behind the result type: the last space outside brackets that is not an operator's.
  private static func startOfName(_ bytes: [UInt8], _ end: Int) -> Int {
    var start = 0
    var index = 0
    while index < end {
      switch bytes[index] {
      case UInt8(ascii: "("), UInt8(ascii: "{"), UInt8(ascii: "["): index = closing(bytes, from: index, limit: end)
      case UInt8(ascii: "<") where !isOperator(bytes, index): index = closing(bytes, from: index, limit: end)
      case UInt8(ascii: " "):
        if hasSuffix(bytes, index, "operator") { return start }
        if !hasPrefix(bytes, index, " const::") { start = index + 1 }
        index += 1
      default: index += 1
      }
    }
    return start
  }

  private static func closing(_ bytes: [UInt8], from start: Int, limit: Int) -> Int {
    var depth = 0
    var index = start
    while index < limit {
      switch bytes[index] {
      case UInt8(ascii: "("), UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "<") where !isOperator(bytes, index): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ">") where !isOperator(bytes, index): depth -= 1
      default: break
      }
      index += 1
      if depth <= 0 { break }
    }
    return index
  }

  /// Whether an angle bracket belongs to `operator<`, `operator<<`, `operator->` and their like, or to an arrow.
  private static func isOperator(_ bytes: [UInt8], _ index: Int) -> Bool {
    if bytes[index] == UInt8(ascii: ">"), index > 0, bytes[index - 1] == UInt8(ascii: "-") { return true }
    var first = index
    while first > 0, index - first < 3, bytes[first - 1] == bytes[index] || bytes[first - 1] == UInt8(ascii: "=") { first -= 1 }
    return hasSuffix(bytes, first, "operator") && !(first < index && bytes[first] == UInt8(ascii: "<") && index - first > 1)
  }

  private static func isAnonymous(_ bytes: [UInt8], _ index: Int) -> Bool { hasPrefix(bytes, index, "(anonymous namespace)") }

  private static func hasPrefix(_ bytes: [UInt8], _ index: Int, _ word: String) -> Bool { bytes[index...].starts(with: word.utf8) }

  private static func hasSuffix(_ bytes: [UInt8], _ index: Int, _ word: String) -> Bool {
    index >= word.utf8.count && bytes[(index - word.utf8.count)..<index].elementsEqual(word.utf8)
  }

  /// Rust's older mangling is C++'s with a hash as the last part.
  private static func withoutHash(_ name: String) -> String {
    guard let mark = name.utf8.count > 19 ? name.utf8.index(name.endIndex, offsetBy: -19) : nil, name[mark...].hasPrefix("::h"),
      name[mark...].dropFirst(3).utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x61 && $0 <= 0x66 })
    else { return name }
    return String(name[..<mark])
  }
}
