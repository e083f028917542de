import Profiles

/// The states of threads and of tasks as text, one line each.
enum TextStates {
  private static let barWidth = 20
  private static let nameWidth = 14
  private static let leastDetailedWidth = 100

  /// - Parameter isDetailed: Also how many waits there were, how long one was, and the mean of a thread.
  static func add(_ table: StateTable, requests: Int64?, isDetailed: Bool, to page: inout TextPage) {
    let isDetailed = isDetailed && page.width >= leastDetailedWidth
    threads(table, requests, isDetailed, &page)
    tasks(table, requests, isDetailed, &page)
  }

  private static func threads(_ table: StateTable, _ requests: Int64?, _ isDetailed: Bool, _ page: inout TextPage) {
    guard table.holdsThreadWaits else { return }
    let count = Int64(table.byThread.count)
    page.section("states")
    heading("   share   awake", requests, isDetailed, perThread: true, &page)
    for row in table.threads where row.value != 0 {
      let isResting = ThreadState(rawValue: row.name)?.isResting == true
      let shares =
        Quantity.percent(row.value, of: table.wall).leftPadded(8)
        + (isResting ? "–" : Quantity.percent(row.value, of: table.awake)).leftPadded(8)
      line(row, shares, requests, isDetailed, threads: count, whole: table.wall, &page)
    }
    let sum = "100 %".leftPadded(8) + Quantity.percent(table.awake, of: table.wall).leftPadded(8)
    last(
      sum + "  " + Quantity.seconds(table.wall).leftPadded(10) + perRequest(table.wall, requests)
        + "  wall time of \(Quantity.count(count)) thread\(count == 1 ? "" : "s")", "; awake is what is neither idle nor asleep", &page)
  }

  private static func tasks(_ table: StateTable, _ requests: Int64?, _ isDetailed: Bool, _ page: inout TextPage) {
    guard table.taskTotal != 0 else { return }
    page.section("task states")
    heading("   share", requests, isDetailed, perThread: false, &page)
    for row in table.tasks where row.value != 0 {
      let share = Quantity.percent(row.value, of: table.taskTotal).leftPadded(8)
      line(row, share, requests, isDetailed, threads: nil, whole: table.taskTotal, &page)
    }
    last(
      "100 %".leftPadded(8) + "  " + Quantity.seconds(table.taskTotal).leftPadded(10) + perRequest(table.taskTotal, requests) + "  time of tasks",
      "; what runs is in the states of threads too", &page)
  }

  /// The sum, and what there is to say of it where there is room.
  private static func last(_ sum: String, _ hint: String, _ page: inout TextPage) {
    page.line(sum + (sum.count + hint.count <= page.width ? hint : ""), style: .faint)
  }

  private static func heading(_ shares: String, _ requests: Int64?, _ isDetailed: Bool, perThread: Bool, _ page: inout TextPage) {
    var text = shares + "        time" + (requests == nil ? "" : "  µs/request")
    if isDetailed { text += "       waits        each" + (perThread ? "  per thread" : "") }
    page.line(text + "  state", style: .faint)
  }

  private static func line(
    _ row: StateTable.Row, _ shares: String, _ requests: Int64?, _ isDetailed: Bool, threads: Int64?, whole: Int64, _ page: inout TextPage
  ) {
    var text = shares + "  " + Quantity.seconds(row.value).leftPadded(10) + perRequest(row.value, requests)
    if isDetailed {
      text += "  " + (row.waits > 0 ? Quantity.count(row.waits) : "").leftPadded(10) + "  " + Quantity.mean(row.value, of: row.waits).leftPadded(10)
      if let threads { text += "  " + Quantity.seconds(row.value / max(1, threads)).leftPadded(10) }
    }
    let name = page.shortened(row.name, to: max(9, min(40, page.width - text.count - 2)))
    text += "  " + name
    let room = page.width - text.count
    if room > barWidth + nameWidth {
      text += String(repeating: " ", count: max(1, nameWidth - name.count))
      let bar = Quantity.bar(row.value, of: whole, width: barWidth)
      let meaning = StateWords.meaning(row.name)
      text += bar
      if !meaning.isEmpty, page.width - text.count > barWidth - bar.count + 2 + meaning.count {
        text += String(repeating: " ", count: barWidth - bar.count + 2) + page.styled(meaning, .faint)
      }
    }
    page.line(text)
  }

  private static func perRequest(_ value: Int64, _ requests: Int64?) -> String {
    requests.map { "  " + Quantity.microseconds(value, perRequest: $0).leftPadded(10) } ?? ""
  }
}
