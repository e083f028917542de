import Profiles

/// A profile as Markdown, for a comment on a pull request.
public enum MarkdownReport {
  /// - Parameter limit: Rows of each table.
  /// - Throws: `ViewError` for a bad regular expression.
  public static func render(_ profile: Profile, options: ViewOptions, limit: Int) throws(ViewError) -> String {
    let summary = Summary(profile)
    var text = "### \(escaped(summary.heading))\n\n\(escaped(summary.trust))\n"
    for note in summary.notes { text += "\n> \(escaped(note))\n" }
    for grouping in [options.groupBy == .line ? ViewOptions.Grouping.line : .function, .thread, .task] {
      let table = FunctionTable(try ProfileView(profile, options.grouped(grouping)))
      if let reason = Summary.emptyReason(table, of: profile) { return text + "\n\(escaped(reason))\n" }
      guard !table.rows.allSatisfy({ $0.frame.name == "[no task]" }) else { continue }
      text += add(table, TextReport.heading(grouping), isGroup: grouping != .function && grouping != .line, limit)
    }
    return text
  }

  private static func add(_ table: FunctionTable, _ name: String, isGroup: Bool, _ limit: Int) -> String {
    var text =
      "\n#### \(name)\n\n"
      + (isGroup ? "| share | time | name |\n|---:|---:|---|\n" : "| self | total | time | name | place |\n|---:|---:|---:|---|---|\n")
    for row in table.rows.prefix(limit) {
      let name = code(row.frame.name)
      let time = escaped(Quantity.value(isGroup ? row.total : row.selfValue, table.sampleType))
      text += "| \(Quantity.percent(row.selfValue, of: table.total)) | "
      if !isGroup { text += "\(Quantity.percent(row.total, of: table.total)) | " }
      text += "\(time) | \(name) |"
      if !isGroup { text += " \(place(row.frame)) |" }
      text += "\n"
    }
    if table.rows.count > limit { text += "\n\(table.rows.count - limit) more are not shown.\n" }
    return text
  }

  private static func place(_ frame: ViewFrame) -> String {
    guard !frame.file.isEmpty, !frame.file.hasPrefix("<") else { return "" }
    let file = frame.file.split(separator: "/").last.map(String.init) ?? frame.file
    return escaped(frame.line > 0 ? "\(file):\(frame.line)" : file)
  }

  /// A name as code: in a table the bar ends a cell even there, and a backtick ends the code.
  private static func code(_ name: String) -> String {
    var code = String.UnicodeScalarView()
    for scalar in TextPage.printable(name).unicodeScalars { code.append(scalar == "|" ? "¦" : scalar == "`" ? "ˋ" : scalar) }
    return "`\(code)`"
  }

  /// Text in which nothing is markup. Scalar by scalar: a bar under an accent is another character, and still ends a cell.
  private static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in TextPage.printable(text).unicodeScalars {
      switch scalar {
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "|", "*", "_", "`", "[", "]", "\\", "#": escaped.append(contentsOf: ["\\", scalar])
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}
