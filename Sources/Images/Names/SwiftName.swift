import Profiles

/// Simplifies Swift names, working on the demangler's full text: the runtime exports no other form.
enum SwiftName {
  /// Whether a symbol's name is one of Swift's: since Swift 5 (`$s`), embedded (`$e`), Swift 4.2 and before.
  static func isMangled(_ name: String) -> Bool {
    ["$s", "$S", "$e", "_$s", "_$S", "_$e", "_T0", "@__swiftmacro_"].contains { name.hasPrefix($0) }
  }

  static func simplify(_ mangled: String) -> FunctionName {
    guard let demangled = Demangler.swift(mangled), demangled != mangled else { return FunctionName.plain(mangled) }
    var name = FunctionName(display: "", demangled: demangled)
    var text = demangled[...]
    if let suffix = text.range(of: Self.suffixMark) {
      name.isAsyncFunclet = SymbolSuffix.marksFunclet(text[suffix.upperBound...])
      text = text[..<suffix.lowerBound]
    }
    unwrap(&text, &name)
    let declaration = SwiftDeclaration(text)
    name.display = declaration.display
    name.isAsyncEntry = declaration.isAsync && !name.isAsyncFunclet && !demangled.hasPrefix(dataPrefix)
    if name.display.isEmpty { name.display = demangled }
    return name
  }

  /// Removes what the compiler wrapped around a function, from the outside in.
  private static func unwrap(_ text: inout Substring, _ name: inout FunctionName) {
    // A name can be wrapped as often as it has characters for it; each turn shortens the text.
    while true {
      if let rest = funclet(text) {
        name.isAsyncFunclet = true
        text = rest
      } else if let rest = specialization(text) {
        text = rest
      } else if let prefix = folded.first(where: { text.hasPrefix($0) }) {
        text = text.dropFirst(prefix.count)
      } else if let prefix = glue.first(where: { text.hasPrefix($0) }) {
        name.kind = .thunk
        text = text.dropFirst(prefix.count)
      } else {
        if outlined.contains(where: { text.hasPrefix($0) }) { name.kind = .thunk }
        return
      }
    }
  }

  /// `(2) await resume partial function for …`.
  private static func funclet(_ text: Substring) -> Substring? {
    guard text.hasPrefix("("), let close = text.firstIndex(of: ")") else { return nil }
    let rest = text[text.index(after: close)...]
    for words in [" await resume partial function for ", " suspend resume partial function for "] where rest.hasPrefix(words) {
      return rest.dropFirst(words.count)
    }
    return nil
  }

  /// `generic specialization <Swift.Int> of …` and its relatives.
  private static func specialization(_ text: Substring) -> Substring? {
    guard let words = specializations.first(where: { text.hasPrefix($0) }) else { return nil }
    let bytes = BracketedText(text)
    var index = words.utf8.count
    if text.hasPrefix("function signature") {
      // The demangler does not balance the brackets of propagated closures here.
      guard let end = bytes.firstPlace(of: "> of ", from: index) else { return nil }
      index = end + 1
    } else if index < bytes.bytes.count, bytes.bytes[index] == UInt8(ascii: "<") {
      index = bytes.endOfBracket(at: index, limit: bytes.bytes.count)
    }
    guard bytes.matches(" of ", at: index, limit: bytes.bytes.count) else { return nil }
    return text[text.utf8.index(text.startIndex, offsetBy: index + 4)...]
  }

  /// The record that callers of an async function start from: data, not code.
  private static let dataPrefix = "async function pointer to "
  private static let suffixMark = " with unmangled suffix "

  private static let specializations = [
    "generic specialization ", "generic not re-abstracted specialization ", "generic partial specialization ",
    "generic not re-abstracted partial specialization ", "generic pre-specialization ", "function signature specialization ",
    "inlined generic function ", "dropped ", "closed specialization ",
  ]

  /// Wrappers of code that is the function's own.
  private static let folded = [
    "merged ", "async function pointer to ", "back deployment fallback for ", "native owning addressor for ", "distributed accessor for ",
    "has_symbol query for ",
  ]

  /// Wrappers of code that only passes a call on.
  private static let glue = [
    "partial apply forwarder for ", "partial apply ObjC forwarder for ", "protocol witness for ", "protocol self-conformance witness for ",
    "dispatch thunk of ", "vtable thunk for ", "override thunk for ", "back deployment thunk for ", "distributed thunk ", "@objc ", "@nonobjc ",
    "curry thunk of ", "foreign thunk for ", "flattened autodiff thunk for ",
  ]

  /// Code that stands for no function a person wrote.
  private static let outlined = [
    "outlined ", "reabstraction thunk ", "autodiff self-reordering reabstraction thunk ",
  ]
}

extension Substring {
  /// The first place where `text` stands. (Foundation's, without Foundation.)
  fileprivate func range(of text: String) -> Range<Index>? {
    guard let first = text.utf8.first else { return nil }
    var start = startIndex
    while let found = utf8[start...].firstIndex(of: first) {
      if self[found...].hasPrefix(text) { return found..<index(found, offsetBy: text.count) }
      start = utf8.index(after: found)
    }
    return nil
  }
}
