/// Strangers' text in a comment: names of branches and functions must neither format, nor link, nor call anybody.
enum MarkdownProse {
  /// Text in which nothing is markup in GitHub's and GitLab's dialects.
  static func escaped(_ text: String) -> String { disarmed(MarkdownReport.escaped(text)) }

  /// Takes from text what is turned into links, mentions or formulas only after it was read as Markdown.
  ///
  /// `@name` calls a person, `#1` and `!1` refer to issues, addresses become links, `$x$` becomes a formula, `~~x~~` is struck out. A space of no width
  /// ends each of them; it is written as a number, for text that shows none.
  static func disarmed(_ text: String) -> String {
    var safe = String.UnicodeScalarView()
    let nothing = "&#8203;".unicodeScalars
    var (last, beforeLast): (Unicode.Scalar, Unicode.Scalar) = (" ", " ")
    for scalar in text.unicodeScalars {
      switch scalar {
      case "@": safe.append(contentsOf: [scalar] + nothing)
      case "$", "~": safe.append(contentsOf: ["\\", scalar])
      case "/" where last == ":": safe.append(contentsOf: nothing + [scalar])
      case "." where "wW".unicodeScalars.contains(last) && "wW".unicodeScalars.contains(beforeLast): safe.append(contentsOf: nothing + [scalar])
      case "0"..."9" where last == "#" || last == "!": safe.append(contentsOf: nothing + [scalar])
      default: safe.append(scalar)
      }
      (last, beforeLast) = (scalar, last)
    }
    return String(safe)
  }

  /// A command as a block of code, behind a fence that is longer than any in it.
  static func block(_ text: String) -> String {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\n" { clean.append(scalar) } else { clean.append(contentsOf: TextPage.printable(String(scalar)).unicodeScalars) }
    }
    var (longest, run) = (0, 0)
    for scalar in clean {
      run = scalar == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: max(3, longest + 1))
    return "\(fence)\n\(String(clean))\n\(fence)\n"
  }
}
