/// How many columns of a terminal a text takes: none for marks that combine, two for wide characters, one for all others.
///
/// Wide are the characters that Unicode calls wide or full width (UAX 11, <https://www.unicode.org/Public/UCD/latest/ucd/EastAsianWidth.txt>), and
/// those that are shown as pictures. Terminals that draw a combination as one picture need fewer columns than this says, never more.
enum DisplayWidth {
  static func of(_ text: some StringProtocol) -> Int {
    // Most names have nothing but ASCII, where a byte is a column.
    if text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  static func of(_ character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      // Asks for the picture of the character before it.
      if scalar.value == 0xfe0f, width == 1 { width = 2 } else { width += of(scalar) }
    }
    return width
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    // Vowels and final consonants of Hangul join the syllable before them.
    if (0x1160...0x11ff).contains(scalar.value) { return 0 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    // Half of a flag.
    if (0x1f1e6...0x1f1ff).contains(scalar.value) { return 1 }
    return scalar.properties.isEmojiPresentation || isWide(scalar.value) ? 2 : 1
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0x4dbf, 0x4e00...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3, 0xf900...0xfaff,
    0xfe10...0xfe19, 0xfe30...0xfe6f, 0xff01...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18cff, 0x1aff0...0x1b2ff, 0x1f200...0x1f265,
    0x20000...0x2fffd, 0x30000...0x3fffd,
  ]

  private static func isWide(_ scalar: UInt32) -> Bool { scalar >= 0x1100 && wide.contains { $0.contains(scalar) } }
}

extension StringProtocol {
  /// Columns of a terminal.
  var columns: Int { DisplayWidth.of(self) }

  /// As many characters from the start as fit.
  func prefix(columns limit: Int) -> SubSequence {
    var width = 0
    return prefix { character in
      width += DisplayWidth.of(character)
      return width <= limit
    }
  }
}

extension String {
  /// As many characters before the end as fit.
  func suffix(columns limit: Int) -> Substring {
    var width = 0
    var start = endIndex
    while start > startIndex {
      let before = index(before: start)
      width += DisplayWidth.of(self[before])
      if width > limit { break }
      start = before
    }
    return self[start...]
  }

  /// The string with spaces before it up to so many columns.
  func leftPadded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - columns)) + self }

  /// The string with spaces behind it up to so many columns.
  func rightPadded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - columns)) }
}
