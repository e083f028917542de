import Profiles

/// A profile as text for a terminal: what it is, how far it can be trusted, functions, stacks, threads, tasks.
public enum TextReport {
  /// - Parameters:
  ///   - limit: Rows of each table.
  ///   - width: Columns of the terminal.
  /// - Throws: `ViewError` for a bad regular expression.
  public static func render(
    _ profile: Profile, options: ViewOptions, limit: Int, width: Int, usesColor: Bool
  ) throws(ViewError) -> String {
    var page = TextPage(width: max(60, width), usesColor: usesColor)
    let summary = Summary(profile)
    page.title(summary.heading)
    page.paragraph(summary.trust)
    for note in summary.notes { page.paragraph("note: \(note)") }
    let view = try ProfileView(profile, options)
    let first = FunctionTable(view)
    if let reason = Summary.emptyReason(first, of: profile) {
      page.paragraph(reason)
      return page.text
    }
    if view.total != view.unfilteredTotal {
      page.paragraph(
        "shown: \(Quantity.percent(view.total, of: view.unfilteredTotal)) of \(Quantity.value(view.unfilteredTotal, view.sampleType)), "
          + "the rest was left out by --focus or --ignore")
    }
    table(first, heading(options.groupBy), limit, isGroup: isLabel(options.groupBy), &page)
    var plain = options
    plain.groupBy = .function
    let functions = isLabel(options.groupBy) || options.groupBy == .line ? try ProfileView(profile, plain) : view
    TextTree.add(CallTree(functions), limit: limit * 3, to: &page)
    for grouping in [ViewOptions.Grouping.thread, .task] where grouping != options.groupBy {
      var grouped = options
      grouped.groupBy = grouping
      let rows = FunctionTable(try ProfileView(profile, grouped))
      if grouping == .task, rows.rows.allSatisfy({ $0.frame.name == "[no task]" }) { continue }
      table(rows, heading(grouping), limit, isGroup: true, &page)
    }
    return page.text
  }

  private static func isLabel(_ grouping: ViewOptions.Grouping) -> Bool { grouping != .function && grouping != .line }

  static func heading(_ grouping: ViewOptions.Grouping) -> String {
    switch grouping {
    case .function: "functions"
    case .line: "lines"
    case .thread: "threads"
    case .task: "tasks"
    case .state: "states"
    }
  }

  private static func table(_ table: FunctionTable, _ name: String, _ limit: Int, isGroup: Bool, _ page: inout TextPage) {
    page.section(name)
    page.line(isGroup ? "   share        time  name" : "    self   total        time  name", style: .faint)
    for row in table.rows.prefix(limit) {
      let share = Quantity.percent(row.selfValue, of: table.total)
      let total = Quantity.percent(row.total, of: table.total)
      var cells = share.leftPadded(8)
      if !isGroup { cells += total.leftPadded(9) }
      cells += "  " + Quantity.value(isGroup ? row.total : row.selfValue, table.sampleType).leftPadded(10)
      page.line("\(cells)  \(page.shortened(label(row.frame), to: page.width - cells.count - 2))")
    }
    let left = table.rows.count - limit
    if left > 0 {
      let rest = table.rows.dropFirst(limit).reduce(0) { $0 &+ $1.selfValue }
      page.line("    … \(left) more with \(Quantity.percent(rest, of: table.total)) together (--limit)", style: .faint)
    }
  }

  /// Name and place of a row.
  private static func label(_ frame: ViewFrame) -> String {
    if let thread = frame.threadID { return "\(frame.name) (\(thread))" }
    guard !frame.file.isEmpty, !frame.file.hasPrefix("<") else { return frame.name }
    let file = frame.file.split(separator: "/").last.map(String.init) ?? frame.file
    return frame.line > 0 ? "\(frame.name)  \(file):\(frame.line)" : "\(frame.name)  \(file)"
  }
}
