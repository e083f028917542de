import Scaling
import Statistics

extension Comparison {
  /// What two results of `scale` come to: what a request costs is performance, how that moves with load is scalability.
  public init(scale: ScaleDifference, base: Subject = Subject(), head: Subject = Subject()) {
    self.scale = scale
    self.base = base
    self.head = head
    unit = .request
    limits.threshold = scale.limits.margin
    notes = scale.notes
    aspects = [
      Self.verdict(.performance, scale.performance, scale), Self.verdict(.scalability, scale.scalability, scale),
    ]
    verdict = scale.verdict
    sentence = scale.sentence
    reason = scale.reason
    metrics = scale.performance.compactMap { Self.change($0) }
  }

  private static func verdict(_ aspect: Aspect, _ metrics: [ScaleDifference.Metric], _ scale: ScaleDifference) -> AspectVerdict {
    if !scale.isTrusted { return AspectVerdict(aspect, .inconclusive, scale.reason) }
    let worse = metrics.filter { $0.isDeciding && $0.statement == .worse }
    if let first = worse.first {
      let more = worse.count > 1 ? "; and \(worse.count - 1) more" : ""
      return AspectVerdict(aspect, .regression, "Worse: \(ScaleDifference.text(first))\(more).")
    }
    guard let headline = metrics.last(where: { $0.name == .efficiency }) ?? metrics.first else {
      return AspectVerdict(aspect, .inconclusive, aspect == .performance ? "Nothing was measured at N=1." : "Nothing was measured above N=1.")
    }
    if headline.statement == .cannotTell, headline.isDeciding {
      return AspectVerdict(aspect, .inconclusive, "Cannot tell: \(ScaleDifference.text(headline)); more repeats narrow the intervals.")
    }
    return AspectVerdict(aspect, .pass, "Nothing got worse: \(ScaleDifference.text(headline)).")
  }

  private static func change(_ metric: ScaleDifference.Metric) -> MetricChange? {
    guard metric.name == .cpuPerRequest || metric.name == .cycleTime else { return nil }
    var change = MetricChange(
      metric.name == .cpuPerRequest ? .cpuTime : .wallTime, .nanoseconds, .performance, base: metric.base, head: metric.head, change: metric.change)
    change.q = metric.q
    change.note = metric.note.isEmpty ? "at N=1" : "at N=1; \(metric.note)"
    change.isTotal = metric.isDeciding
    switch metric.statement {
    case .worse: change.statement = metric.isDeciding ? .worse : .cannotTell
    case .better: change.statement = .better
    case .noDifference: change.statement = .noDifference
    case .cannotTell: change.statement = .cannotTell
    }
    return change
  }
}
