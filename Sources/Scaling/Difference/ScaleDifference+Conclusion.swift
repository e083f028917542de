import Statistics

extension ScaleDifference {
  /// Sentence, verdict and reason from the judged metrics.
  mutating func conclude(isTrusted: Bool, _ base: ScaleResult, _ head: ScaleResult) {
    self.isTrusted = isTrusted
    let slower = Self.told(performance)
    let tighter = Self.told(scalability.filter { $0.name == .efficiency || $0.name == .knee })
    sentence = "\(performanceSentence(slower)) \(scalabilitySentence(tighter))"
    guard isTrusted else {
      (verdict, reason) = (.inconclusive, "A result is not to be trusted, so nothing is concluded from it.")
      return
    }
    let worse = (performance + scalability).filter { $0.isDeciding && $0.statement == .worse }
    guard worse.isEmpty else {
      verdict = .regression
      reason = "Worse: \(worse.map(Self.brief).joined(separator: ", "))."
      return
    }
    let open = [Self.headline(performance), Self.headline(scalability)].compactMap(\.self).filter { $0.isDeciding && $0.statement == .cannotTell }
    if !open.isEmpty || performance.isEmpty {
      verdict = .inconclusive
      let what = open.isEmpty ? "nothing was measured at N=1" : open.map(Self.text).joined(separator: "; ")
      reason =
        "Cannot tell: \(what); a difference of \(ScaleNumber.percent(limits.margin)) might not have been seen. More repeats narrow the intervals."
      return
    }
    verdict = .pass
    reason = "Nothing got worse."
  }

  /// What a group is judged by when nothing in it got worse: CPU per request at N = 1, and the efficiency at the highest common N.
  private static func headline(_ metrics: [Metric]) -> Metric? { metrics.last { $0.name == .efficiency } ?? metrics.first }

  /// The metric a sentence tells of: the first that got worse, or the headline.
  private static func told(_ metrics: [Metric]) -> Metric? {
    let worse = metrics.filter { $0.statement == .worse && $0.isDeciding }
    return worse.last { $0.name == .efficiency } ?? worse.first ?? headline(metrics)
  }

  private func performanceSentence(_ metric: Metric?) -> String {
    guard let metric else { return "What a request costs at N=1 was not measured." }
    let evidence = Self.text(metric)
    switch metric.statement {
    case .worse: return "A request costs more: \(evidence)."
    case .better: return "A request costs less: \(evidence)."
    case .noDifference: return "A request costs the same: \(evidence)."
    case .cannotTell: return "Whether a request costs more cannot be told: \(evidence)."
    }
  }

  private func scalabilitySentence(_ metric: Metric?) -> String {
    guard let metric else { return "How that moves with load was not measured." }
    let evidence = Self.text(metric) + (metric.note.isEmpty ? "" : " (\(metric.note))")
    switch metric.statement {
    case .worse: return "It scales worse: \(evidence)."
    case .better: return "It scales better: \(evidence)."
    case .noDifference: return "It scales the same: \(evidence)."
    case .cannotTell: return "Whether it scales worse cannot be told: \(evidence)."
    }
  }

  /// `CPU per request at N=1 612 → 687 µs (+12.3 %, 95 % +11.0 … +13.6 %)`.
  public static func text(_ metric: Metric) -> String {
    let change = signed(metric.change.value)
    let known = metric.change.isKnown ? ", 95 % interval \(signed(metric.change.low)) … \(signed(metric.change.high))" : ", no interval"
    let interval = metric.base == metric.head ? "" : known
    return "\(title(metric)) \(value(metric.base.value, metric)) → \(value(metric.head.value, metric)) (\(change)\(interval))"
  }

  /// `CPU per request at N=1 (+12.3 %)`.
  private static func brief(_ metric: Metric) -> String { "\(title(metric)) (\(signed(metric.change.value)))" }

  /// What a metric is, in words.
  public static func title(_ metric: Metric) -> String {
    let level = metric.level.map { " at N=\($0)" } ?? ""
    switch metric.name {
    case .cpuPerRequest: return "CPU per request\(level)"
    case .cycleTime: return "time per request\(level)"
    case .efficiency: return "efficiency\(level)"
    case .throughput: return "throughput\(level)"
    case .lostEfficiency: return "lost to \(metric.subject)\(level)"
    case .knee: return "knee of the \(metric.subject)"
    case .maximum: return "maximum of the \(metric.subject)"
    }
  }

  private static func value(_ value: Double, _ metric: Metric) -> String {
    switch metric.name {
    case .cpuPerRequest, .cycleTime: "\(ScaleNumber.text(value / 1000)) µs"
    case .efficiency, .lostEfficiency: ScaleNumber.percent(value)
    case .throughput, .maximum: "\(ScaleNumber.text(value)) req/s"
    case .knee: "N=\(ScaleNumber.text(value))"
    }
  }

  private static func signed(_ share: Double) -> String { (share > 0 ? "+" : "") + ScaleNumber.percent(share) }
}
