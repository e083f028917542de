import Profiles

/// One table of a live view: its heading, and rows that are made when they are shown.
struct TopTable {
  let title: String
  let count: Int
  let heading: String
  /// What stands in place of rows when there are none.
  let empty: String
  private let row: (Int) -> StyledLine

  init(_ table: TopView.Table, _ account: TopAccount, by order: TopView.Order, _ page: TextPage) {
    switch table {
    case .functions: self = Self.functions(account, order, page)
    case .threads: self = Self.threads(account, page)
    case .tasks: self = Self.tasks(account, page)
    }
  }

  private init(_ title: String, _ count: Int, heading: String, empty: String, row: @escaping (Int) -> StyledLine) {
    self.title = title
    self.count = count
    self.heading = heading
    self.empty = empty
    self.row = row
  }

  /// The rows from `offset` on, at most `limit`; what stands in their place when there are none.
  func rows(from offset: Int, limit: Int) -> [StyledLine] {
    guard limit > 0 else { return [] }
    guard count > 0 else { return [StyledLine("  " + empty, .faint)] }
    return (min(offset, count)..<min(count, offset + limit)).map(row)
  }

  private static let barWidth = 10

  private static func functions(_ account: TopAccount, _ order: TopView.Order, _ page: TextPage) -> TopTable {
    let rows = account.functionRows(by: order)
    let showsTotal = page.width >= 36
    let showsTime = page.width >= 50
    let requests = page.width >= 72 ? account.requests.flatMap { $0 > 0 ? $0 : nil } : nil
    let showsBar = page.width >= 84
    var heading = (order == .own ? "↓self" : "self").leftPadded(8)
    if showsTotal { heading += (order == .total ? "↓total" : "total").leftPadded(9) }
    if showsTime { heading += "        time" }
    if requests != nil { heading += "  µs/request" }
    if showsBar { heading += String(repeating: " ", count: barWidth + 2) }
    return TopTable("functions", rows.count, heading: heading + "  function", empty: "nothing ran on a processor") { index in
      let row = rows[index]
      let value = order == .own ? row.selfValue : row.total
      var cells = Quantity.percent(row.selfValue, of: account.processor).leftPadded(8)
      if showsTotal { cells += Quantity.percent(row.total, of: account.processor).leftPadded(9) }
      if showsTime { cells += "  " + Quantity.seconds(value).leftPadded(10) }
      if let requests { cells += "  " + Quantity.microseconds(value, perRequest: requests).leftPadded(10) }
      var line = StyledLine(cells)
      if showsBar {
        line.append("  ")
        line.append(Quantity.bar(value, of: account.processor, width: barWidth).rightPadded(barWidth), .running)
      }
      line.append("  " + TextReport.label(row.frame, page, to: page.width - line.columns - 2))
      return line
    }
  }

  private static func threads(_ account: TopAccount, _ page: TextPage) -> TopTable {
    let rows = account.threadRows
    let hasStates = rows.contains { $0.wall > $0.processor }
    let showsShares = hasStates && page.width >= 60
    let showsLongest = hasStates && page.width >= 44
    var heading = "     cpu"
    if showsShares { heading += "    ready  waiting  at rest" }
    if showsLongest { heading += "  mostly   " }
    return TopTable("threads", rows.count, heading: heading + "  thread", empty: "no thread was seen") { index in
      let row = rows[index]
      var cells = Quantity.percent(row.processor, of: account.duration).leftPadded(8)
      if showsShares { for value in [row.ready, row.waiting, row.resting] { cells += share(value, of: row.wall).leftPadded(9) } }
      if showsLongest { cells += "  " + TextPage.shortened(row.longest.isEmpty ? "–" : row.longest, to: 9).rightPadded(9) }
      return StyledLine(cells + "  " + TextReport.label(row.frame, page, to: page.width - cells.columns - 2))
    }
  }

  private static func tasks(_ account: TopAccount, _ page: TextPage) -> TopTable {
    let rows = account.taskRows
    let showsTimes = account.taskStates.contains { $0.key != TaskState.running.rawValue } && page.width >= 48
    let heading = "     cpu" + (showsTimes ? "      queued   suspended" : "")
    return TopTable("tasks", rows.count, heading: heading + "  task", empty: "no Swift task was seen") { index in
      let row = rows[index]
      var cells = Quantity.percent(row.sum.processor, of: account.duration).leftPadded(8)
      if showsTimes { for value in [row.sum.queued, row.sum.suspended] { cells += "  " + time(value).leftPadded(10) } }
      return StyledLine(cells + "  " + page.shortened(row.name, to: page.width - cells.columns - 2))
    }
  }

  /// A dash keeps the eye on those that have some.
  private static func share(_ value: Int64, of whole: Int64) -> String { value == 0 ? "–" : Quantity.percent(value, of: whole) }
  private static func time(_ value: Int64) -> String { value == 0 ? "–" : Quantity.seconds(value) }
}
