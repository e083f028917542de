import Profiles

/// The columns of a text report's tables: shares and time always, time per request and time of waiting where there is some.
struct TextColumns {
  /// The columns of one kind of table, before the name.
  struct Layout {
    fileprivate var hasTotal = false
    fileprivate var requests: Int64?
    fileprivate var extra: [Extra] = []
    fileprivate var hint = ""

    func heading(_ width: Int) -> String {
      let text = numberTitles(width) + (showsBar(width) ? String(repeating: " ", count: Self.barWidth + 2) : "")
      return text + "  name" + (text.count + hint.count + 6 <= width ? hint : "")
    }

    private func numberTitles(_ width: Int) -> String {
      var text = hasTotal ? "    self    total        time" : "   share        time"
      if requests != nil { text += "  µs/request" }
      for column in extra where column.isShown(width) { text += "  " + column.title.leftPadded(10) }
      return text
    }

    private static let barWidth = 10

    /// A bar of the first share, where it leaves enough to the names.
    private func showsBar(_ width: Int) -> Bool { numberTitles(width).count + Self.barWidth + 4 + TextReport.nameRoom <= width }

    func cells(_ row: FunctionTable.Row, of table: FunctionTable, _ width: Int) -> String {
      let value = hasTotal ? row.selfValue : row.total
      var cells = Quantity.percent(row.selfValue, of: table.total).leftPadded(8)
      if hasTotal { cells += Quantity.percent(row.total, of: table.total).leftPadded(9) }
      cells += "  " + Quantity.value(value, table.sampleType).leftPadded(10)
      if let requests { cells += "  " + Quantity.microseconds(value, perRequest: requests).leftPadded(10) }
      for column in extra where column.isShown(width) { cells += "  " + column.text(row.frame).leftPadded(10) }
      if showsBar(width) { cells += "  " + Quantity.bar(row.selfValue, of: table.total, width: Self.barWidth).rightPadded(Self.barWidth) }
      return cells
    }
  }

  fileprivate struct Extra {
    var title: String
    /// Columns a terminal must have for this one.
    var least = 0
    var text: (ViewFrame) -> String

    func isShown(_ width: Int) -> Bool { width >= least }
  }

  /// Of functions and lines.
  private(set) var function = Layout(hasTotal: true)
  private(set) var thread = Layout()
  /// Of tasks and other groups.
  private(set) var group = Layout()

  init(_ profile: Profile, _ options: ViewOptions, _ account: WaitAccount?) throws(ViewError) {
    let isTime = profile.sampleTypes.contains { $0.type == profile.shownType(options) && $0.unit == ValueType.cpu.unit }
    let requests = isTime ? profile.environment.countedRequests : nil
    function.requests = requests
    thread.requests = requests
    group.requests = requests
    // Beside time on a processor stands the time that is not; tables of other values are of those alone.
    guard let account, profile.shownType(options) == ValueType.cpu.type, options.states == nil else { return }
    let waits = try WaitingFunctions(profile, options)
    addWaiting(requests, &function) { waits.total($0) }
    function.hint = "; waiting with all it calls, without idle and sleep"
    let threads = ThreadWaits(account.states)
    addWaiting(requests, &thread) { threads.waiting[$0] ?? 0 }
    thread.extra.append(Extra(title: "at rest", least: requests == nil ? 80 : 92) { Self.time(threads.resting[$0] ?? 0) })
  }

  private func addWaiting(_ requests: Int64?, _ layout: inout Layout, _ value: @escaping (ViewFrame) -> Int64) {
    layout.extra.append(Extra(title: "waiting", least: requests == nil ? 72 : layout.hasTotal ? 87 : 80) { Self.time(value($0)) })
    if let requests {
      layout.extra.append(Extra(title: "µs/request", least: 100) { value($0) == 0 ? "–" : Quantity.microseconds(value($0), perRequest: requests) })
    }
  }

  /// Most functions never wait: a dash keeps the eye on those that do.
  private static func time(_ value: Int64) -> String { value == 0 ? "–" : Quantity.seconds(value) }
}
