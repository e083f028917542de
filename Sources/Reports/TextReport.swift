import Profiles

/// A profile as text for a terminal: what it is, how far it can be trusted, states, functions, stacks, waits, locks, actors, threads, tasks.
public enum TextReport {
  /// - Parameters:
  ///   - limit: Rows of each table.
  ///   - width: Columns of the terminal.
  /// - Throws: `ViewError` for a bad regular expression or an unknown sample type or state.
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
    let account = try WaitAccount(profile, options)
    let reason = Summary.emptyReason(first, of: profile)
    if let reason { page.paragraph(reason) } else { for line in Summary.scope(view) { page.paragraph(line) } }
    let type = profile.shownType(options)
    let isWhole = profile.isShownWhole(options)
    // The states of threads are those of all their time; a narrower table is shown when it was asked for.
    let showsStates = options.groupBy == .state && isWhole && account != nil
    if let account { states(account, options, isAll: reason != nil || isWhole, &page) }
    if reason != nil {
      if isWhole, let account { TextWaits(account, limit: limit).add(for: type, to: &page) }
      return page.text
    }
    let columns = try TextColumns(profile, options, account)
    if !showsStates { table(first, [], heading(options.groupBy), limit, isLabel(options.groupBy) ? columns.group : columns.function, &page) }
    var plain = options
    plain.groupBy = .function
    let functions = isLabel(options.groupBy) || options.groupBy == .line ? try ProfileView(profile, plain) : view
    TextTree.add(CallTree(functions), limit: limit * 3, to: &page)
    if options.states == nil, options.groupBy == .function, let account { TextWaits(account, limit: limit).add(for: type, to: &page) }
    for grouping in [ViewOptions.Grouping.thread, .task] where grouping != options.groupBy {
      let rows = FunctionTable(try ProfileView(profile, options.grouped(grouping)))
      if rows.rows.allSatisfy({ $0.frame.name == "[no \(grouping)]" }) { continue }
      let more = grouping == .thread && isWhole ? account?.threadsThatOnlyWait(besides: rows) ?? [] : []
      table(rows, more, heading(grouping), limit, grouping == .thread ? columns.thread : columns.group, &page)
    }
    return page.text
  }

  /// The states of threads and tasks; of those only, whose time is shown, and none where the report is narrowed to some or goes by them.
  private static func states(_ account: WaitAccount, _ options: ViewOptions, isAll: Bool, _ page: inout TextPage) {
    guard isAll || (options.states == nil && options.groupBy != .state) else { return }
    let states = TextStates(account.states, requests: account.requests, isDetailed: options.groupBy == .state, width: page.width)
    let isOfTasks = options.sampleType == ValueType.queue.type
    if isAll || !isOfTasks { states.addThreads(to: &page) }
    if isAll || isOfTasks || options.sampleType == ValueType.cpu.type { states.addTasks(to: &page) }
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

  /// - Parameter more: Rows beyond those of the table, with nothing of its values.
  private static func table(
    _ table: FunctionTable, _ more: [FunctionTable.Row], _ name: String, _ limit: Int, _ columns: TextColumns.Layout, _ page: inout TextPage
  ) {
    let rows = table.rows + more
    page.section(name)
    page.line(columns.heading(page.width), style: .faint)
    for row in rows.prefix(limit) {
      let cells = columns.cells(row, of: table, page.width)
      page.line("\(cells)  \(label(row.frame, page, to: page.width - cells.columns - 2))")
    }
    if rows.prefix(limit).contains(where: { $0.frame.name == StateWords.betweenSamples && $0.frame.kind == .marker }) {
      page.line("    \(StateWords.betweenSamples): \(StateWords.betweenSamplesMeaning)", style: .faint)
    }
    let left = rows.count - limit
    if left > 0 {
      let rest = rows.dropFirst(limit).reduce(0) { $0 &+ $1.selfValue }
      page.line("    … \(left) more with \(Quantity.percent(rest, of: table.total)) together (--limit)", style: .faint)
    }
  }

  /// Columns a table leaves to the names when it has to choose what else to show.
  static let nameRoom = 32

  /// Name and place of a row in so many columns: the place is left out first, then the middle of the name.
  static func label(_ frame: ViewFrame, and more: String = "", _ page: TextPage, to limit: Int) -> String {
    let whole = TextPage.printable(label(frame) + more)
    if whole.columns <= limit || frame.threadID != nil || more.columns > limit / 2 { return page.shortened(whole, to: limit) }
    return page.shortened(frame.name, to: limit - more.columns) + TextPage.printable(more)
  }

  /// Name and place of a row.
  static func label(_ frame: ViewFrame) -> String {
    if let thread = frame.threadID { return "\(frame.name) (\(thread))" }
    guard !frame.file.isEmpty, !frame.file.hasPrefix("<") else { return frame.name }
    let file = frame.file.split(separator: "/").last.map(String.init) ?? frame.file
    return frame.line > 0 ? "\(frame.name)  \(file):\(frame.line)" : "\(frame.name)  \(file)"
  }
}
