/// Text for an attribute of XML 1.0.
enum XMLText {
  /// One line without markup and without characters a document may not have (production 2 of the W3C recommendation "Extensible Markup Language 1.0"); those
  /// become U+FFFD.
  static func attribute(_ text: String) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in TextPage.printable(text).unicodeScalars {
      switch scalar {
      case "<": safe.append(contentsOf: "&lt;".unicodeScalars)
      case ">": safe.append(contentsOf: "&gt;".unicodeScalars)
      case "&": safe.append(contentsOf: "&amp;".unicodeScalars)
      case "\"": safe.append(contentsOf: "&quot;".unicodeScalars)
      case "'": safe.append(contentsOf: "&apos;".unicodeScalars)
      default: safe.append(isAllowed(scalar) ? scalar : "\u{fffd}")
      }
    }
    return String(safe)
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xa, 0xd, 0x20...0xd7ff, 0xe000...0xfffd, 0x10000...0x10ffff: true
    default: false
    }
  }
}
