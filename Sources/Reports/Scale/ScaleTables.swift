import Scaling

/// The tables of a scale result, for text and Markdown alike.
enum ScaleTables {
  /// Throughput, cost and closure by N.
  static func levels(_ result: ScaleResult) -> ReportTable {
    var table = ReportTable([
      ("N", .number), ("req/s", .number), ("±", .number), ("efficiency", .number), ("± eff.", .number), ("c µs", .number), ("CPU µs/req", .number),
      ("± CPU", .number), ("residual", .number), ("cores used", .number), ("zone", .word),
    ])
    for level in result.levels {
      let efficiency = result.efficiency(of: level)
      table.add([
        Quantity.count(Int64(level.level)), Quantity.number(level.throughput.value), Quantity.reach(level.throughput),
        efficiency.map { Quantity.percent($0.value) } ?? "–",
        efficiency.map { $0.isKnown ? "± \(Quantity.percent($0.reach))" : "–" } ?? "–", Quantity.microseconds(level.cycleTime.value),
        Quantity.microseconds(level.cpuPerRequest.value), Quantity.reach(level.cpuPerRequest.scaled(by: 0.001)), Quantity.percent(level.residual),
        Quantity.percent(level.utilisation), level.zone,
      ])
    }
    table.dropEmptyColumns()
    return table
  }

  /// The largest states, as many as there is room for; the others are one column.
  ///
  /// - Parameter most: Columns of states.
  static func states(_ levels: [Level], most: Int) -> ReportTable {
    let order = shownStates(levels)
    let bySize = order.sorted { largestValue(of: $0, levels) > largestValue(of: $1, levels) }
    let largest = Set(bySize.prefix(order.count > most ? most - 1 : most))
    let shown = order.filter(largest.contains)
    let hasOthers = shown.count < order.count
    let titles = ["N", "c"] + shown.map(ScaleWords.short) + (hasOthers ? ["others"] : [])
    var table = ReportTable(titles.map { ($0, .number) })
    for level in levels {
      let others = order.filter { !largest.contains($0) }.reduce(0) { $0 + (level.states[$1] ?? 0) }
      table.add(
        [Quantity.count(Int64(level.level)), Quantity.microseconds(level.cycleTime.value)]
          + shown.map { state in level.states[state].map { $0 == 0 ? "–" : Quantity.microseconds($0) } ?? "–" }
          + (hasOthers ? [Quantity.microseconds(others)] : []))
    }
    return table
  }

  /// States that take a thousandth of the time of a request at some level.
  static func shownStates(_ levels: [Level]) -> [AccountState] {
    AccountState.allCases.filter { state in levels.contains { abs($0.states[state] ?? 0) > 0.001 * $0.cycleTime.value } }
  }

  private static func largestValue(of state: AccountState, _ levels: [Level]) -> Double { levels.map { abs($0.states[state] ?? 0) }.max() ?? 0 }

  /// From the ideal throughput to the measured one, class by class.
  static func waterfall(_ account: Account, barWidth: Int) -> ReportTable {
    var table = ReportTable([
      ("req/s", .number), ("µs/req", .number), ("±", .number), ("of the loss", .number), ("95 % interval", .number), ("class", .word), ("", .word),
      (" ", .bar),
    ])
    let losses = account.rows.filter { $0.lossClass != .base && ($0.loss != 0 || $0.delta.value != 0) }
    var left = account.ideal
    let scale = account.ideal > 0 ? Double(barWidth) / account.ideal : 0
    let whole = { (value: Double) in bar(from: 0, to: value, scale, "=") }
    table.add([
      Quantity.number(account.ideal), Quantity.microseconds(account.baseCycle), "", "", "", "ideal: N·X(1)", "", whole(account.ideal),
    ])
    for row in losses {
      table.add([
        Quantity.signed(-row.loss), Quantity.signed(row.delta.value / 1000), Quantity.reach(row.delta.scaled(by: 0.001)),
        Quantity.percent(row.share.value), Quantity.ends(row.share, Quantity.percent), ScaleWords.title(row.lossClass),
        row.isClaimed ? "" : "n.s.", bar(from: left - row.loss, to: left, scale, row.loss < 0 ? "+" : "-"),
      ])
      left -= row.loss
    }
    table.add([
      Quantity.number(account.throughput), Quantity.microseconds(account.cycle), "", "", "", "measured: X(N)", "", whole(account.throughput),
    ])
    table.dropEmptyColumns()
    return table
  }

  /// A bar between two values of which either may be the larger.
  private static func bar(from start: Double, to end: Double, _ scale: Double, _ character: Character) -> String {
    let (low, high) = (min(start, end) * scale, max(start, end) * scale)
    guard low.isFinite, high.isFinite, scale > 0 else { return "" }
    let limit = 400.0
    let first = Int(min(limit, max(0, low)).rounded())
    let last = Int(min(limit, max(0, high)).rounded())
    return String(repeating: " ", count: first) + String(repeating: character, count: max(high > low ? 1 : 0, last - first))
  }

  static func ceilings(_ ceilings: [Ceiling]) -> ReportTable {
    var table = ReportTable([
      ("max req/s", .number), ("±", .number), ("µs/req", .number), ("knee N*", .number), ("busy", .number), ("predicted", .number), ("what", .text),
      ("held most by", .code), ("place", .text),
    ])
    for ceiling in ceilings {
      table.add([
        ceiling.maximum.map { Quantity.number($0.value) } ?? "–", ceiling.maximum.map(Quantity.reach) ?? "–",
        ceiling.service.map { Quantity.microseconds($0.value) } ?? "–", ceiling.knee.map(Quantity.number) ?? "–",
        ceiling.service == nil ? "–" : Quantity.percent(ceiling.utilisation), ceiling.predicted.map(Quantity.number) ?? "–", name(ceiling),
        ceiling.holder?.function ?? "", ceiling.holder.map(ScaleWords.place) ?? "",
      ])
    }
    table.dropEmptyColumns()
    return table
  }

  /// `lock Mutex 0x…`; `cores` only once.
  static func name(_ ceiling: Ceiling) -> String { ceiling.kind == .cores ? "cores" : "\(ceiling.kind.rawValue) \(ceiling.name)" }

  /// - Parameter inLine: Who held what was waited for in columns of its own, else on a line below.
  static func stacks(_ account: Account, inLine: Bool) -> ReportTable {
    var table = ReportTable([
      ("base µs", .number), ("Δ µs", .number), ("±", .number), ("of the loss", .number), ("", .word), ("α", .number), ("β", .number),
      ("class", .word), ("function", .code), ("place", .text), ("waits for", .code), ("held by", .code), ("its place", .text),
    ])
    for row in account.stacks where row.lossClass != .base || row.delta.value != 0 {
      let (victim, culprit) = (row.actingFrame, row.actingCulpritFrame)
      let function = victim?.function ?? ""
      let place = victim.map(ScaleWords.place) ?? ""
      table.add(
        [
          Quantity.microseconds(row.base), Quantity.signed(row.delta.value / 1000), Quantity.reach(row.delta.scaled(by: 0.001)),
          Quantity.percent(row.share), row.isClaimed ? "" : "n.s.", row.alpha.map(Quantity.number) ?? "–", row.beta.map(Quantity.number) ?? "–",
          ScaleWords.title(row.lossClass), inLine || place.isEmpty ? function : "\(function)  \(place)", inLine ? place : "",
        ] + (inLine ? [row.resource, culprit?.function ?? "", culprit.map(ScaleWords.place) ?? ""] : ["", "", ""]),
        below: inLine ? "" : holder(row))
    }
    table.dropEmptyColumns()
    return table
  }

  /// `waits for Mutex 0x…, held by Cache.insert(_:for:)  Cache.swift:71`.
  private static func holder(_ row: Account.StackRow) -> String {
    var parts: [String] = []
    if !row.resource.isEmpty { parts.append("waits for \(row.resource)") }
    if let culprit = row.actingCulpritFrame {
      let place = ScaleWords.place(culprit)
      parts.append("\(row.resource.isEmpty ? "because of" : "held by") \(culprit.function)\(place.isEmpty ? "" : "  \(place)")")
    }
    return parts.joined(separator: ", ")
  }
}
