import Scaling

/// What `scale` found as text for a terminal and for the log of a pipeline: the sentence and whether it can be trusted first, then the tables.
public enum ScaleText {
  /// - Parameters:
  ///   - limit: Rows of the table of stacks and of functions.
  ///   - width: Columns of the terminal.
  public static func render(_ result: ScaleResult, limit: Int, width: Int, usesColor: Bool) -> String {
    var page = TextPage(width: max(60, width), usesColor: usesColor)
    page.title(result.sentence.isEmpty ? "Nothing was measured." : result.sentence)
    if let refusal = ScaleWords.refusal(result) { page.title(refusal) }
    trust(result.trust, &page)
    levels(result, &page)
    if let account = result.account {
      waterfall(account, &page)
      ceilings(result.ceilings, &page)
      stacks(account, limit, &page)
    } else {
      ceilings(result.ceilings, &page)
    }
    if let curve = result.curve { CurveText.add(curve, showsLevels: result.levels.isEmpty, to: &page) }
    if let growth = result.growth { GrowthText.add(growth, limit: limit, to: &page) }
    if let ageing = result.ageing { Self.ageing(ageing, limit, &page) }
    if let interaction = result.interaction { Self.interaction(interaction, &page) }
    environment(result.environment, &page)
    return page.text
  }

  static func trust(_ trust: [TrustItem], _ page: inout TextPage) {
    guard !trust.isEmpty else { return }
    page.section("trust")
    for item in ScaleWords.sorted(trust) {
      let style: TextPage.Style = item.status == .refused ? .bold : item.status == .warning ? .marked : .plain
      let mark = ScaleWords.mark(item.status)
      page.paragraph("\(mark)\(String(repeating: " ", count: 8 - mark.count))\(item.name): \(item.text)", style: style, indent: "  ")
    }
  }

  private static func levels(_ result: ScaleResult, _ page: inout TextPage) {
    guard !result.levels.isEmpty else { return }
    page.section("levels")
    ScaleTables.levels(result).add(to: &page)
    page.paragraph(
      "c = N/X, the time of one request; residual: what the measured states leave of it; efficiency = X(N)/(N·X(1))", style: .faint, indent: "  ")
    let states = ScaleTables.shownStates(result.levels)
    guard !states.isEmpty else { return }
    page.section("time of a request by state, µs")
    ScaleTables.states(result.levels, most: max(3, (page.width - 20) / 12)).add(to: &page)
    StateBars(result.levels, states).add(to: &page)
  }

  private static func waterfall(_ account: Account, _ page: inout TextPage) {
    page.section("from the ideal to the measured throughput at N=\(account.level)")
    var table = ScaleTables.waterfall(account, barWidth: min(40, page.width - 84))
    if page.width < 100 { table.drop(" ") }
    table.add(to: &page)
    if account.rows.contains(where: { $0.lossClass != .base && !$0.isClaimed }) { notSignificant(&page) }
    for row in account.rows where row.lossClass != .base && row.isClaimed {
      page.paragraph("\(ScaleWords.title(row.lossClass)): \(ScaleWords.meaning(row.lossClass))", style: .faint, indent: "  ")
    }
  }

  private static func ceilings(_ ceilings: [Ceiling], _ page: inout TextPage) {
    guard !ceilings.isEmpty else { return }
    page.section("ceilings")
    ScaleTables.ceilings(ceilings).add(to: &page)
    var told: Set<String> = []
    for ceiling in ceilings where !ceiling.basis.isEmpty && told.insert("\(ceiling.kind)\(ceiling.basis)").inserted {
      page.paragraph("\(ceiling.kind.rawValue): \(ceiling.basis)", style: .faint, indent: "  ")
    }
    if ceilings.contains(where: { $0.predicted != nil }) {
      page.paragraph("predicted: the same maximum, told only from levels below 80 % of the largest throughput", style: .faint, indent: "  ")
    }
  }

  private static func stacks(_ account: Account, _ limit: Int, _ page: inout TextPage) {
    var table = ScaleTables.stacks(account, inLine: false)
    if page.width < 100 { table.drop("α", "β") }
    guard !table.rows.isEmpty else { return }
    page.section("stacks by what they add at N=\(account.level)")
    table.add(to: &page, limit: limit)
    if account.stacks.prefix(limit).contains(where: { !$0.isClaimed }) { notSignificant(&page) }
    if account.stacks.contains(where: { $0.alpha != nil }), page.width >= 100 {
      page.paragraph("α, β: the part of the curve's coefficients that is this stack's; they add up to the whole", style: .faint, indent: "  ")
    }
  }

  private static func notSignificant(_ page: inout TextPage) {
    page.paragraph("n.s.: not significant, too small or too few samples; nothing is claimed of it", style: .faint, indent: "  ")
  }

  private static func environment(_ environment: ScaleEnvironment, _ page: inout TextPage) {
    var parts: [String] = []
    if !environment.target.isEmpty { parts.append(environment.target) }
    if !environment.cpuModel.isEmpty { parts.append("\(environment.processors) × \(environment.cpuModel)") }
    for part in [environment.kernel, environment.toolchain, environment.collector] where !part.isEmpty { parts.append(part) }
    if environment.date > 0, environment.date < 9e9 { parts.append(CalendarTime.text(Int64(environment.date) * 1_000_000_000)) }
    if !environment.load.isEmpty { parts.append("load: \(environment.load)") }
    guard !parts.isEmpty else { return }
    page.section("where")
    page.paragraph(parts.joined(separator: ", "), indent: "  ")
  }
}
