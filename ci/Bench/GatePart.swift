/// How often the gate is wrong: on identical code, and on changes that were planted.
enum GatePart {
  /// Where outcomes are kept from session to session.
  private static let file = ".build/gate-laboratory.jsonl"

  // At 4 999 Hz a run of six seconds has 30 000 samples, and as much counting noise as half a minute at 999 Hz.
  private static let cases: [GateLaboratory.Case] = [
    .init(tag: "comment", requests: 2_000, frequency: 999, goal: 200),
    .init(tag: "comment", requests: 2_000, frequency: 999, goal: 40, options: [], variant: "with counts"),
    .init(tag: "slower-small", requests: 60_000, frequency: 4_999, goal: 20, culprit: "Codec.encodeBody"),
    // +3 % was planted: at the default threshold of 3 % half of such changes are too small to fail.
    .init(
      tag: "slower-large", requests: 60_000, frequency: 4_999, goal: 3, options: ["--counts", "off", "--threshold", "2%"],
      culprit: "Renderer.renderTemplate"),
    .init(tag: "moved", requests: 10_000, frequency: 4_999, goal: 3),
    .init(tag: "renamed", requests: 10_000, frequency: 4_999, goal: 3),
    .init(tag: "specialised", requests: 10_000, frequency: 4_999, goal: 3),
    .init(tag: "lock", requests: 10_000, frequency: 4_999, goal: 3),
    .init(tag: "allocation", requests: 10_000, frequency: 4_999, goal: 3, options: [], culprit: "allocations"),
    .init(tag: "start", requests: 10_000, frequency: 4_999, goal: 3, culprit: "startCPU"),
  ]

  static func run(_ table: inout Table) throws {
    var laboratory = try GateLaboratory(file, isResumed: Options.isResumed)
    let deadline = Meter.now() + Options.seconds(default: 30)
    // The case that has the least of what it needs comes next.
    while let next = cases.filter({ laboratory.outcomes(of: $0).count < $0.goal }).min(by: { share($0, laboratory) < share($1, laboratory) }),
      Meter.now() < deadline
    {
      try laboratory.measure(next)
    }
    for entry in cases { add(entry, laboratory.outcomes(of: entry), &table) }
  }

  private static func share(_ entry: GateLaboratory.Case, _ laboratory: GateLaboratory) -> Double {
    Double(laboratory.outcomes(of: entry).count) / Double(entry.goal)
  }

  private static func add(_ entry: GateLaboratory.Case, _ outcomes: [GateLaboratory.Outcome], _ table: inout Table) {
    let count = outcomes.count
    guard count > 0 else { return }
    let errors = outcomes.filter { $0.verdict == "error" }.count
    let seconds = outcomes.reduce(0) { $0 + $1.seconds } / Double(count)
    let tail = "\(errors > 0 ? "; \(errors) ended with an error" : ""); \(seconds.rounded(decimals: 0)) s a gate"
    let regressions = outcomes.filter { $0.verdict == "regression" }.count
    let inconclusive = outcomes.filter { $0.verdict == "inconclusive" }.count
    if entry.culprit.isEmpty {
      // Two of 200 may be wrong, and one in ten may say nothing.
      table.add(
        "gate, \(entry.name): REGRESSION", bar: entry.goal >= 200 ? "≤ 2 of 200" : "never", measured: Rate(regressions, of: count).text + tail,
        isMet: Double(regressions) <= 0.01 * Double(count))
      table.add(
        "gate, \(entry.name): INCONCLUSIVE", bar: entry.goal >= 200 ? "≤ 20 of 200" : "shown", measured: Rate(inconclusive, of: count).text,
        isMet: entry.goal >= 200 ? Double(inconclusive) <= 0.1 * Double(count) : nil)
    } else {
      let accused = outcomes.filter { $0.accused > 0 }.count
      let found = outcomes.filter { $0.verdict == "regression" && $0.isNamed }.count
      table.add(
        "gate, \(entry.name): found, \(entry.culprit) named", bar: entry.goal >= 20 ? "≥ 18 of 20" : "shown",
        measured: Rate(found, of: count).text + "; \(inconclusive) inconclusive; \(accused) with others accused" + tail,
        isMet: entry.goal >= 20 ? Double(found) >= 0.9 * Double(count) : nil)
    }
  }
}
