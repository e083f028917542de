import Profiles
import Statistics

/// What counting runs counted, compared per request: exactly where every run of a side counted the same, else beyond the band their runs show.
struct CountRows: Sendable {
  private(set) var changes: [Comparison.MetricChange] = []
  private let counts: [ReducedCounts]
  private let threshold: Double

  /// A smaller difference per request is what a program does once, spread over its requests.
  private static let leastDifference = 0.001

  init(_ counts: [ReducedCounts], threshold: Double) {
    self.counts = counts
    self.threshold = threshold
    add(.allocations) { $0.allocations }
    add(.systemCalls) { $0.systemCalls }
    add(.instructions) { $0.instructions }
  }

  /// Of runs that were timed as well.
  init(_ table: RunTable, _ selection: RunSelection, threshold: Double) {
    self.init(selection.all.map { ReducedCounts(table.runs[$0]) }, threshold: threshold)
  }

  private mutating func add(_ name: Comparison.MetricChange.Name, _ value: (ReducedCounts.Meters) -> Double?) {
    let isPerRequest = counts.allSatisfy { $0.requests > 0 }
    func values(_ side: Side) -> [Double] {
      counts.filter { $0.side == side }.compactMap { run in value(run.meters).map { isPerRequest ? $0 / run.requests : $0 } }.filter(\.isFinite)
    }
    let (before, after) = (values(.base), values(.head))
    guard let base = Self.range(before), let head = Self.range(after), base.high > 0 || head.high > 0 else { return }
    let isExact = Self.isExact(base) && Self.isExact(head) && before.count > 1 && after.count > 1
    let band = Self.spread(base) + Self.spread(head)
    let value = base.value > 0 ? head.value / base.value - 1 : .infinity
    let change = isExact ? Interval(exactly: value) : Interval(value, low: value - 3 * band, high: value + 3 * band)
    var metric = Comparison.MetricChange(name, .count, .performance, base: base, head: head, change: change)
    metric.isExact = isExact
    let isLarge = head.value - base.value >= (isPerRequest ? Self.leastDifference : 1)
    let isSmall = base.value - head.value >= (isPerRequest ? Self.leastDifference : 1)
    // Two runs of a side tell a band, not a probability: what is claimed lies three bands away.
    let isTold = isExact || (before.count > 1 && after.count > 1)
    (metric.p, metric.q) = isTold && (change.low > 0 || change.high < 0) ? (0, 0) : (1, 1)
    metric.upperBound = change.high
    metric.minimumDetectableEffect = isTold ? max(threshold, 3 * band) : nil
    if isTold, isLarge, change.low >= threshold || (isExact && value >= threshold) {
      metric.statement = .worse
    } else if isTold, isSmall, change.high <= -threshold {
      metric.statement = .better
    } else if isTold, change.low > -threshold, change.high < threshold {
      metric.statement = .noDifference
    }
    metric.note =
      isExact ? "the same in every run of a side" : "\(min(before.count, after.count)) runs a side, which differ by \(percent(band)) at most"
    changes.append(metric)
  }

  private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }

  /// Mean, least and most.
  private static func range(_ values: [Double]) -> Interval? {
    guard let low = values.min(), let high = values.max() else { return nil }
    return Interval(SampleStatistics.mean(values), low: low, high: high)
  }

  private static func spread(_ range: Interval) -> Double { range.value > 0 ? (range.high - range.low) / range.value : 0 }

  /// The runs agree but for what a program does once, such as growing a table.
  private static func isExact(_ range: Interval) -> Bool { range.high - range.low <= max(leastDifference, 1e-4 * range.value) }
}

extension ReducedCounts {
  typealias Meters = Profiles.Meters
}
