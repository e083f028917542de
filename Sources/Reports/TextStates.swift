import Profiles

/// The states of threads and of tasks as text, one line each.
struct TextStates {
  private static let nameWidth = 14
  private static let leastDetailedWidth = 100

  private let table: StateTable
  private let requests: Int64?
  /// Also how many waits there were, how long one was, and the mean of a thread.
  private let isDetailed: Bool

  init(_ table: StateTable, requests: Int64?, isDetailed: Bool, width: Int) {
    self.table = table
    self.requests = requests
    self.isDetailed = isDetailed && width >= Self.leastDetailedWidth
  }

  func addThreads(to page: inout TextPage) {
    guard table.holdsThreadWaits else { return }
    let count = Int64(table.byThread.count)
    page.section("states")
    heading("   share   awake", perThread: true, &page)
    lines(table.threads, of: table.wall, threads: count, &page) { row in
      let isResting = ThreadState(rawValue: row.name)?.isResting == true
      return " " + (isResting ? "–" : Quantity.percent(row.value, of: table.awake)).leftPadded(7)
    }
    let shares = "100 %".leftPadded(8) + Quantity.percent(table.awake, of: table.wall).leftPadded(8)
    let blank = String(repeating: " ", count: isDetailed ? 36 : 0)
    sum(
      shares + time(table.wall) + blank + "  wall time",
      [" of \(Quantity.count(count)) thread\(count == 1 ? "" : "s")", "; awake is what is neither idle nor asleep"], &page)
  }

  func addTasks(to page: inout TextPage) {
    guard table.taskTotal != 0 else { return }
    page.section("task states")
    heading("   share", perThread: false, &page)
    lines(table.tasks, of: table.taskTotal, threads: nil, &page) { _ in "" }
    let blank = String(repeating: " ", count: isDetailed ? 24 : 0)
    sum("100 %".leftPadded(8) + time(table.taskTotal) + blank + "  time of tasks", ["; what runs is in the states of threads too"], &page)
  }

  private func heading(_ shares: String, perThread: Bool, _ page: inout TextPage) {
    var text = shares + "        time" + (requests == nil ? "" : "  µs/request")
    if isDetailed { text += "       waits        each" + (perThread ? "  per thread" : "") }
    page.line(text + "  state", style: .faint)
  }

  private func lines(_ rows: [StateTable.Row], of whole: Int64, threads: Int64?, _ page: inout TextPage, _ more: (StateTable.Row) -> String) {
    let rows = rows.filter { $0.value != 0 }
    var tail: Tail?
    for row in rows {
      var text = Quantity.percent(row.value, of: whole).leftPadded(8) + more(row) + time(row.value)
      if isDetailed {
        text += "  " + (row.waits > 0 ? Quantity.count(row.waits) : "–").leftPadded(10)
        text += "  " + (row.waits > 0 ? Quantity.mean(row.value, of: row.waits) : "–").leftPadded(10)
        if let threads { text += "  " + Quantity.seconds(row.value / max(1, threads)).leftPadded(10) }
      }
      let name = page.shortened(row.name, to: max(9, min(40, page.width - text.count - 2)))
      let room = page.width - text.count - 2 - Self.nameWidth
      let shown = tail ?? Tail(rows, room)
      tail = shown
      page.line(text + "  " + name + shown.text(row, of: whole, after: name, page))
    }
  }

  private func time(_ value: Int64) -> String {
    "  " + Quantity.seconds(value).leftPadded(10) + (requests.map { "  " + Quantity.microseconds(value, perRequest: $0).leftPadded(10) } ?? "")
  }

  /// The last line: a sum, and what there is to say of it where there is room.
  private func sum(_ text: String, _ hints: [String], _ page: inout TextPage) {
    page.line(hints.reduce(text) { $0.count + $1.count <= page.width ? $0 + $1 : $0 }, style: .faint)
  }

  /// What stands behind the name of every state: a bar, and its meaning where there is room for that of all of them.
  private struct Tail {
    private let bar: Int
    private let hasMeaning: Bool
    private let room: Int

    /// - Parameter room: Columns behind the name.
    init(_ rows: [StateTable.Row], _ room: Int) {
      self.room = room
      let longest = rows.map { StateWords.meaning($0.name).count }.max() ?? 0
      hasMeaning = room >= 10 + 2 + longest
      bar = room >= 20 + (hasMeaning ? 2 + longest : 0) ? 20 : room >= 10 ? 10 : 0
    }

    func text(_ row: StateTable.Row, of whole: Int64, after name: String, _ page: TextPage) -> String {
      guard bar > 0, max(nameWidth, name.columns + 1) + bar <= room + nameWidth else { return "" }
      let drawn = Quantity.bar(row.value, of: whole, width: bar)
      let text = String(repeating: " ", count: max(1, nameWidth - name.columns)) + drawn
      let meaning = StateWords.meaning(row.name)
      guard hasMeaning, !meaning.isEmpty, name.columns < nameWidth else { return drawn.isEmpty ? "" : text }
      return text + String(repeating: " ", count: bar - drawn.count + 2) + page.styled(meaning, .faint)
    }
  }
}
