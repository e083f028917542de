import Profiles

/// A live view as lines of text: a screenful for a terminal, or a block of a log.
public enum TopPage {
  /// The narrowest and lowest screen that is drawn for; on a smaller one the rest is cut off.
  private static let leastWidth = 20
  private static let leastHeight = 4

  /// One screen: at most `height` lines, each at most `width` columns wide.
  ///
  /// - Parameters:
  ///   - interval: The last stretch; nil while there is none yet.
  ///   - whole: All stretches together.
  ///   - hasKeys: Whether there is a keyboard to name keys for.
  public static func screen(
    _ status: TopStatus, interval: TopAccount?, whole: TopAccount, view: TopView, width: Int, height: Int, hasKeys: Bool, usesColor: Bool
  ) -> [String] {
    let page = TextPage(width: max(leastWidth, width), usesColor: usesColor)
    let clip = TextPage(width: max(1, width), usesColor: usesColor)
    let room = max(leastHeight, height) - (hasKeys ? 1 : 0)
    let account = view.span == .whole ? whole : interval ?? TopAccount()
    var lines = [StyledLine(page.shortened(status.text, to: page.width), .bold)]
    if interval == nil {
      lines.append(StyledLine("  recording; the first numbers come after one interval", .faint))
    } else {
      lines.append(activity(account, view))
      if room >= 10 { lines += states(account, page, legendLines: room >= 20 ? 2 : 1) }
    }
    if !status.message.isEmpty { lines.append(StyledLine(page.shortened(status.message, to: page.width), .doubtful)) }
    if interval != nil { lines += tables(account, view, page, room: room - lines.count) }
    lines = Array(lines.prefix(room))
    if hasKeys {
      lines += [StyledLine](repeating: StyledLine(), count: max(0, room - lines.count))
      lines.append(keys(view))
    }
    return lines.prefix(max(1, height)).map { $0.text(clip) }
  }

  /// One block of a log: all tables, each with its first `limit` rows.
  public static func block(_ status: TopStatus, interval: TopAccount, limit: Int, width: Int, usesColor: Bool) -> String {
    let page = TextPage(width: max(leastWidth, width), usesColor: usesColor)
    var lines = [StyledLine(page.shortened(status.text, to: page.width), .bold), activity(interval, TopView())]
    lines += states(interval, page, legendLines: 8)
    if !status.message.isEmpty { lines.append(StyledLine(page.shortened(status.message, to: page.width), .doubtful)) }
    for name in TopView.Table.allCases {
      let table = TopTable(name, interval, by: .own, page)
      if table.count == 0, name != .functions { continue }
      lines += [StyledLine(), StyledLine(table.title, .bold), StyledLine(table.heading, .faint)]
      lines += table.rows(from: 0, limit: limit)
      let left = table.count - limit
      if left > 0 { lines.append(StyledLine("    … \(left) more (--limit)", .faint)) }
    }
    return lines.map { $0.text(page) + "\n" }.joined()
  }

  // MARK: Parts

  /// `1.83 cores busy in the last 2.00 s, 12 threads, 1 234 requests, 617/s, 39.5 µs of CPU each`.
  private static func activity(_ account: TopAccount, _ view: TopView) -> StyledLine {
    var line = StyledLine()
    if view.isPaused { line.append("PAUSED  ", .doubtful) }
    line.append(cores(account), .bold)
    line.append(" cores busy in \(view.span == .whole ? "all of" : "the last") \(Quantity.seconds(account.duration))")
    line.append(", \(Quantity.count(Int64(account.threads.count))) thread\(account.threads.count == 1 ? "" : "s")")
    if let requests = account.requests {
      line.append(", \(Quantity.count(requests)) request\(requests == 1 ? "" : "s")")
      if requests > 0, account.duration > 0 {
        let rate = Int64(min(1e15, Double(requests) * 1e9 / Double(account.duration)).rounded())
        line.append(", \(Quantity.count(rate))/s, \(Quantity.microseconds(account.processor, perRequest: requests)) µs of CPU each")
      }
    }
    return line
  }

  /// Processors that were busy at any moment, in the mean: `1.83`.
  static func cores(_ account: TopAccount) -> String {
    guard account.duration > 0 else { return "0.00" }
    let hundredths = Int64(min(1e15, max(0, Double(account.processor) / Double(account.duration) * 100)).rounded())
    return "\(hundredths / 100)." + (hundredths % 100 < 10 ? "0" : "") + "\(hundredths % 100)"
  }

  private static func states(_ account: TopAccount, _ page: TextPage, legendLines: Int) -> [StyledLine] {
    TopStates(title: "threads", rows: account.threadStateRows).lines(page, legendLines: legendLines)
      + TopStates(title: "tasks", rows: account.taskStateRows).lines(page, legendLines: legendLines)
  }

  /// Rows that each of the tables below the chosen one has at least, and its lines with them: a gap, a title, a heading.
  private static let otherRows = 3
  private static let otherLines = 3 + otherRows

  /// The chosen table, and the others below it where there is room for them.
  private static func tables(_ account: TopAccount, _ view: TopView, _ page: TextPage, room: Int) -> [StyledLine] {
    let chosen = TopTable(view.table, account, by: view.order, page)
    var lines = [StyledLine(), tabs(account, view, page), StyledLine(chosen.heading, .faint)]
    var others = TopView.Table.allCases.filter { $0 != view.table }.map { TopTable($0, account, by: view.order, page) }.filter { $0.count > 0 }
    // A low screen belongs to the chosen table, as far as that fills it.
    let reserved = room >= 24 ? others.count * otherLines : 0
    let offset = min(view.offset, max(0, chosen.count - 1))
    lines += chosen.rows(from: offset, limit: room - reserved - lines.count)
    while !others.isEmpty, lines.count + otherLines <= room {
      let other = others.removeFirst()
      lines += [StyledLine(), StyledLine(other.title, .bold), StyledLine(other.heading, .faint)]
      lines += other.rows(from: 0, limit: max(otherRows, room - lines.count - others.count * otherLines))
    }
    return lines
  }

  private static func tabs(_ account: TopAccount, _ view: TopView, _ page: TextPage) -> StyledLine {
    var line = StyledLine()
    for table in TopView.Table.allCases {
      let title = "\(name(table)) \(Quantity.count(Int64(rowCount(account, table))))"
      // Brackets, so that the choice is seen without colour too.
      line.append(table == view.table ? "[\(title)]" : " \(title) ", table == view.table ? .chosen : .plain)
      line.append(" ")
    }
    return line
  }

  private static func name(_ table: TopView.Table) -> String {
    switch table {
    case .functions: "functions"
    case .threads: "threads"
    case .tasks: "tasks"
    }
  }

  /// Rows of a table.
  public static func rowCount(_ account: TopAccount, _ table: TopView.Table) -> Int {
    switch table {
    case .functions: account.functions.count
    case .threads: account.threads.count
    case .tasks: account.tasks.count
    }
  }

  private static func keys(_ view: TopView) -> StyledLine {
    let span = view.span == .interval ? "c all time" : "c last interval"
    let order = view.order == .own ? "s by total" : "s by self"
    return StyledLine("q quit  space \(view.isPaused ? "go on" : "pause")  \(span)  \(order)  tab next table  ↑↓ scroll  r begin anew", .faint)
  }
}
