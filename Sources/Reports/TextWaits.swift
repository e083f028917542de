import Profiles

/// What threads and tasks waited for, as text: waits by function, locks, actors, the pool of threads.
struct TextWaits {
  private let account: WaitAccount
  private let limit: Int
  /// Rows of each table inside a block.
  private let innerLimit: Int

  init(_ account: WaitAccount, limit: Int) {
    self.account = account
    self.limit = limit
    innerLimit = max(1, limit / 4)
  }

  /// Adds the sections that belong to a sample type: all of them to processor time, which every report begins with.
  func add(for type: String, to page: inout TextPage) {
    let isAll = ![ValueType.wait.type, ValueType.queue.type, ValueType.blame.type].contains(type)
    if isAll || type == ValueType.wait.type { waits(&page) }
    if isAll || type != ValueType.queue.type { locks(&page) }
    if isAll || type == ValueType.queue.type { actors(&page) }
    if isAll || type == ValueType.queue.type { pool(&page) }
  }

  private func waits(_ page: inout TextPage) {
    guard account.waits.total != 0 else { return }
    page.section("waits")
    // Names need room: where there is little, the number of waits and then their mean are left to wider terminals.
    let room = page.width - share(0, 0).count - 14
    let showsMean = room >= TextReport.nameRoom + 12
    let showsCount = room >= TextReport.nameRoom + 22
    let columns = (showsCount ? "     waits" : "") + (showsMean ? "        each" : "")
    let heading = "   share        time\(perRequestTitle)\(columns)  state       who waits"
    let hint = "; without idle and sleep"
    page.line(heading + (heading.count + hint.count <= page.width ? hint : ""), style: .faint)
    for row in account.waits.rows.prefix(limit) {
      let state = page.shortened(row.state, to: 10)
      var cells = share(row.value, account.waits.total)
      if showsCount { cells += "  " + (row.waits > 0 ? Quantity.count(row.waits) : "–").leftPadded(8) }
      if showsMean { cells += "  " + (row.waits > 0 ? Quantity.mean(row.value, of: row.waits) : "–").leftPadded(10) }
      cells += "  " + state.rightPadded(10)
      page.line("\(cells)  \(TextReport.label(row.frame, page, to: page.width - cells.columns - 2))")
    }
    more(account.waits.rows.map(\.value), limit, of: account.waits.total, indent: "", &page)
  }

  private func locks(_ page: inout TextPage) {
    guard !account.locks.rows.isEmpty else { return }
    page.section("locks")
    for lock in account.locks.rows.prefix(innerLimit) {
      page.line("  " + page.shortened(lock.name, to: page.width - 2), style: .bold)
      var facts = "\(Quantity.seconds(lock.wait)) waited for it" + times(lock.wait, lock.waits) + perRequest(lock.wait)
      if lock.wait != account.locks.wait { facts += ", \(Quantity.percent(lock.wait, of: account.locks.wait)) of all waits for locks" }
      if lock.runqueue != 0 { facts += "; then \(Quantity.seconds(lock.runqueue)) ready without a processor" + perRequest(lock.runqueue) }
      page.paragraph(facts, indent: "    ")
      functions("who waited", lock.victims, of: lock.wait, &page)
      holders(lock.holders, &page)
      work("what was done while holding it, \(Quantity.seconds(lock.work.total)) on a processor", lock.work, &page)
    }
    more(account.locks.rows.map(\.wait), innerLimit, of: account.locks.wait, indent: "", &page)
  }

  private func holders(_ holders: [LockTable.Holder], _ page: inout TextPage) {
    guard !holders.isEmpty else { return }
    let sum = holders.reduce(0) { $0 &+ $1.value }
    page.line("       share        time\(perRequestTitle)  who held it meanwhile", style: .faint)
    for holder in holders.prefix(innerLimit) {
      let cells = "    " + share(holder.value, sum)
      let threads = holder.threads.count > 1 ? "  in \(holder.threads.count) threads" : holder.threads.first.map { "  in \($0)" } ?? ""
      page.line("\(cells)  \(TextReport.label(holder.frame, and: threads, page, to: page.width - cells.columns - 2))")
      if let victim = holder.victims.first {
        let indent = String(repeating: " ", count: page.width < 100 ? 8 : cells.count + 4)
        let text = "kept waiting: " + victim.name + " (\(Quantity.percent(victim.value, of: holder.value)))"
        page.line(indent + page.shortened(text, to: max(20, page.width - indent.count)), style: .faint)
      }
    }
    more(holders.map(\.value), innerLimit, of: sum, indent: "    ", &page)
  }

  private func actors(_ page: inout TextPage) {
    // One that nobody waited for keeps nobody from work.
    let rows = account.actors.rows.filter { $0.queue != 0 || $0.pool != 0 }
    guard !rows.isEmpty else { return }
    page.section("actors")
    for actor in rows.prefix(innerLimit) {
      page.line("  " + page.shortened(actor.name, to: page.width - 2), style: .bold)
      var facts = "\(Quantity.seconds(actor.queue)) queued for it" + times(actor.queue, actor.waits) + perRequest(actor.queue)
      if actor.queue != account.actors.queue { facts += ", \(Quantity.percent(actor.queue, of: account.actors.queue)) of all" }
      if actor.pool != 0 { facts += "; \(Quantity.seconds(actor.pool)) for a thread of the pool" }
      facts += "; busy \(Quantity.seconds(actor.busy))"
      if account.duration > 0 { facts += ", \(Quantity.percent(actor.busy, of: account.duration)) of the recording" }
      page.paragraph(facts, indent: "    ")
      functions("who queued", actor.victims, of: actor.queue, &page)
      work("what it ran", actor.work, &page)
    }
    more(rows.map(\.queue), innerLimit, of: account.actors.queue, indent: "", &page)
  }

  private func pool(_ page: inout TextPage) {
    let sum = account.pool.waits
    guard sum.total != 0 else { return }
    page.section("pool")
    page.paragraph(
      "\(Quantity.seconds(sum.total)) tasks were ready and no thread was free" + times(sum.total, sum.waits) + perRequest(sum.total), indent: "    ")
    let rows = sum.rows.map { FunctionTime(frame: $0.frame, value: $0.value, waits: $0.waits) }
    functions("who queued", rows, of: sum.total, &page)
    let ran = account.pool.work
    work("what its threads ran or waited in, \(Quantity.seconds(ran.total)) with a task", ran, &page)
  }

  /// A table of functions inside a block.
  private func functions(_ title: String, _ rows: [FunctionTime], of whole: Int64, _ page: inout TextPage) {
    guard !rows.isEmpty else { return }
    page.line("       share        time\(perRequestTitle)  \(title)", style: .faint)
    for row in rows.prefix(innerLimit) {
      let cells = "    " + share(row.value, whole)
      page.line("\(cells)  \(TextReport.label(row.frame, page, to: page.width - cells.columns - 2))")
    }
    more(rows.map(\.value), innerLimit, of: whole, indent: "    ", &page)
  }

  /// What holders did, by function with all it calls.
  private func work(_ title: String, _ work: HeldWork, _ page: inout TextPage) {
    guard work.total != 0 else { return }
    let heading = "       total        time\(perRequestTitle)    self  "
    page.line(heading + page.shortened(title, to: page.width - heading.count), style: .faint)
    for row in work.rows.prefix(innerLimit) {
      let own = row.selfValue == 0 ? "" : Quantity.percent(row.selfValue, of: work.total)
      let cells = "    " + share(row.total, work.total) + own.leftPadded(8)
      page.line("\(cells)  \(TextReport.label(row.frame, page, to: page.width - cells.columns - 2))")
    }
    let left = work.rows.count - innerLimit
    if left > 0 { page.line("        … \(left) more (--limit)", style: .faint) }
  }

  private func more(_ values: [Int64], _ limit: Int, of whole: Int64, indent: String, _ page: inout TextPage) {
    guard values.count > limit else { return }
    let rest = values.dropFirst(limit).reduce(0, &+)
    page.line("\(indent)    … \(values.count - limit) more with \(Quantity.percent(rest, of: whole)) together (--limit)", style: .faint)
  }

  /// Share, time and time per request.
  private func share(_ value: Int64, _ whole: Int64) -> String {
    var cells = Quantity.percent(value, of: whole).leftPadded(8) + "  " + Quantity.seconds(value).leftPadded(10)
    if let requests = account.requests { cells += "  " + Quantity.microseconds(value, perRequest: requests).leftPadded(10) }
    return cells
  }

  private var perRequestTitle: String { account.requests == nil ? "" : "  µs/request" }

  private func perRequest(_ value: Int64) -> String {
    account.requests.map { " (\(Quantity.microseconds(value, perRequest: $0)) µs/request)" } ?? ""
  }

  private func times(_ value: Int64, _ waits: Int64) -> String {
    waits > 0 ? " in \(Quantity.count(waits)) wait\(waits == 1 ? "" : "s") of \(Quantity.mean(value, of: waits))" : ""
  }
}
