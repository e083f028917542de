/// The suffixes that LLVM and GCC append to the names of functions they split, clone or privatise: `.cold.1`, `.llvm.123`, `.15`.
enum SymbolSuffix {
  private static let words: Set<Substring> = [
    "cold", "part", "isra", "constprop", "llvm", "lto_priv", "resume", "destroy", "cleanup", "warm", "hot", "exit", "specialized", "localalias",
  ]

  /// The name without its suffixes. Only known ones are removed: a dot may belong to the name.
  static func removed(from name: Substring) -> Substring {
    var name = name
    while let dot = name.lastIndex(of: "."), dot > name.startIndex {
      let word = name[name.index(after: dot)...]
      guard !word.isEmpty, words.contains(word) || word.utf8.allSatisfy(isDigit) else { break }
      name = name[..<dot]
    }
    return name
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// Whether a mangled suffix marks an await or suspend resume funclet: `TQ0_`, `TY12_`, also behind other suffixes (`.15TQ0_`).
  static func marksFunclet(_ suffix: Substring) -> Bool {
    let bytes = Array(suffix.utf8)
    for index in bytes.indices where bytes[index] == UInt8(ascii: "T") {
      guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "Q") || bytes[index + 1] == UInt8(ascii: "Y") else { continue }
      var end = index + 2
      while end < bytes.count, isDigit(bytes[end]) { end += 1 }
      if end < bytes.count,
        bytes[end] == UInt8(ascii: "_")
      {
        return true
      }
    }
    return false
  }
}
