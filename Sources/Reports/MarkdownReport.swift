import Profiles

/// A profile as Markdown, for a comment on a pull request.
public enum MarkdownReport {
  /// - Parameter limit: Rows of each table.
  /// - Throws: `ViewError` for a bad regular expression.
  public static func render(_ profile: Profile, options: ViewOptions, limit: Int) throws(ViewError) -> String {
    let summary = Summary(profile)
    var text = "### \(escaped(summary.heading))\n\n\(escaped(summary.trust))\n"
    for note in summary.notes { text += "\n> \(escaped(note))\n" }
    let account = try WaitAccount(profile, options)
    if let account { text += states(account) }
    let isWhole = profile.isShownWhole(options)
    for grouping in [options.groupBy == .line ? ViewOptions.Grouping.line : .function, .thread, .task] {
      let view = try ProfileView(profile, options.grouped(grouping))
      let table = FunctionTable(view)
      if let reason = Summary.emptyReason(table, of: profile) { return text + "\n\(escaped(reason))\n" }
      if grouping == .thread, isWhole, let account { text += waits(account, limit) }
      guard !table.rows.allSatisfy({ $0.frame.name == "[no task]" }) else { continue }
      let isGroup = grouping != .function && grouping != .line
      if !isGroup, options.sampleType != nil || options.states != nil { for line in Summary.scope(view) { text += "\n\(escaped(line))\n" } }
      let requests = table.sampleType.unit == ValueType.cpu.unit ? profile.environment.countedRequests : nil
      text += add(table, TextReport.heading(grouping), isGroup: isGroup, requests, limit)
    }
    return text
  }

  private static func add(_ table: FunctionTable, _ name: String, isGroup: Bool, _ requests: Int64?, _ limit: Int) -> String {
    var text = "\n#### \(name)\n\n| \(isGroup ? "share" : "self | total") | time |\(requests == nil ? "" : " µs/request |") name |"
    text += isGroup ? "\n" : " place |\n"
    text += "|---:|\(isGroup ? "" : "---:|")---:|\(requests == nil ? "" : "---:|")---|\(isGroup ? "" : "---|")\n"
    for row in table.rows.prefix(limit) {
      let name = code(row.frame.name)
      let value = isGroup ? row.total : row.selfValue
      text += "| \(Quantity.percent(row.selfValue, of: table.total)) | "
      if !isGroup { text += "\(Quantity.percent(row.total, of: table.total)) | " }
      text += "\(escaped(Quantity.value(value, table.sampleType))) | "
      if let requests { text += "\(escaped(Quantity.microseconds(value, perRequest: requests))) | " }
      text += "\(name) |"
      if !isGroup { text += " \(place(row.frame)) |" }
      text += "\n"
    }
    if table.rows.count > limit { text += "\n\(table.rows.count - limit) more are not shown.\n" }
    return text
  }

  static func place(_ frame: ViewFrame) -> String {
    guard !frame.file.isEmpty, !frame.file.hasPrefix("<") else { return "" }
    let file = frame.file.split(separator: "/").last.map(String.init) ?? frame.file
    return escaped(frame.line > 0 ? "\(file):\(frame.line)" : file)
  }

  /// A name as code: in a table the bar ends a cell even there, and a backtick ends the code.
  static func code(_ name: String) -> String {
    var code = String.UnicodeScalarView()
    for scalar in TextPage.printable(name).unicodeScalars { code.append(scalar == "|" ? "¦" : scalar == "`" ? "ˋ" : scalar) }
    return "`\(code)`"
  }

  /// Text in which nothing is markup. Scalar by scalar: a bar under an accent is another character, and still ends a cell.
  static func escaped(_ text: String) -> String {
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
