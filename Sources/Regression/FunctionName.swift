/// What is in the name of a function, besides what the compiler numbers anew with every change.
struct FunctionName: Sendable, Hashable {
  /// Without numbers of closures and local functions, and without private discriminators: `closure # in Router.respond(to:)`.
  let normalized: String
  /// The type or types it is a member of, with the module when the name has it: `App.Router`; empty for a free function.
  let type: String
  /// Without type, labels and generic arguments: `respond`.
  let base: String

  init(_ name: String) {
    normalized = Self.normalize(name)
    let path = Self.path(of: normalized)
    if let dot = path.lastIndex(of: ".") {
      type = String(path[..<dot])
      base = String(path[path.index(after: dot)...])
    } else {
      type = ""
      base = String(path)
    }
  }

  /// The function a closure or a local function lies in, up to its labels.
  private static func path(of name: String) -> Substring {
    var rest = Substring(name)
    while let place = rest.range(of: " in ") { rest = rest[place.upperBound...] }
    // `static`, `getter:` and such are words before the path.
    let path = rest.prefix { $0 != "(" && $0 != "<" }
    return path.split(separator: " ").last ?? path
  }

  /// Scans once, as names are many and mostly plain.
  private static func normalize(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "#")) || name.contains(" in _") else { return name }
    var result = ""
    var rest = Substring(name)
    while let character = rest.first {
      if character == "#" {
        result.append("#")
        rest = rest.dropFirst().drop { $0.isNumber }
      } else if rest.hasPrefix(" in _"), let end = discriminatorEnd(rest) {
        // `(name in _0123456789ABCDEF0123456789ABCDEF)` is what a private name looks like.
        rest = rest[end...]
      } else {
        result.append(character)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// Where the hexadecimal digits after ` in _` end; nil when there are too few for a discriminator.
  private static func discriminatorEnd(_ text: Substring) -> Substring.Index? {
    let digits = text.dropFirst(5).prefix { $0.isHexDigit }
    return digits.count >= 16 ? digits.endIndex : nil
  }
}

extension Substring {
  /// The first place of a word.
  fileprivate func range(of word: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(word) { return start..<index(start, offsetBy: word.count) }
      start = index(after: start)
    }
    return nil
  }
}
