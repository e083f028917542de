/// Functions of Swift's own libraries by their mangled names: the compiler copies generic ones into the program, where nothing else tells them
/// from the program's own.
///
/// Source: swift/docs/ABI/Mangling.rst: `s` is the module Swift, `S` and a letter one of its types; a member that another module adds says so by
/// the name of the module and `E`.
enum StandardLibrary {
  /// Modules beside `Swift`, as their names are mangled.
  private static let modules = [
    "10Foundation", "20FoundationEssentials", "15Synchronization", "12_Concurrency", "8Dispatch", "5Glibc", "11_Observation", "17_StringProcessing",
  ]

  /// Whether a function with this name in the symbol table is declared in such a library.
  static func declares(_ systemName: String) -> Bool {
    guard systemName.hasPrefix("$s") else { return false }
    var rest = systemName.utf8.dropFirst(2)
    if rest.first == UInt8(ascii: "s") {
      rest = rest.dropFirst()
      // A name, and what it names: a structure, an enumeration, a class, a protocol.
      guard skipName(&rest) else { return true }
      if let kind = rest.first, "VOCP".utf8.contains(kind) { rest = rest.dropFirst() }
    } else if rest.first == UInt8(ascii: "S"), let type = rest.dropFirst().first, isLetter(type) {
      rest = rest.dropFirst(2)
    } else {
      guard let module = modules.first(where: { rest.starts(with: $0.utf8) }) else { return false }
      rest = rest.dropFirst(module.utf8.count)
      guard skipName(&rest) else { return true }
      if let kind = rest.first, "VOCP".utf8.contains(kind) { rest = rest.dropFirst() }
    }
    return !(skipName(&rest) && rest.first == UInt8(ascii: "E"))
  }

  /// Takes a length and as many characters away; false when there is no such name.
  private static func skipName(_ rest: inout Substring.UTF8View) -> Bool {
    let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard let first = digits.first, first != UInt8(ascii: "0"), let length = Int(Substring(digits)) else { return false }
    rest = rest.dropFirst(digits.count).dropFirst(length)
    return true
  }

  private static func isLetter(_ character: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character | 0x20)
  }
}
