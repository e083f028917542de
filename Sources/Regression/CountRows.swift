import Profiles
import Statistics

/// What counting runs counted, compared per request: exactly where every run of a side counted the same, else by the t test.
struct CountRows: Sendable {
  private(set) var changes: [Comparison.MetricChange] = []
  private let counts: [ReducedCounts]
  private let threshold: Double

  /// A smaller difference per request is what a program does once, spread over its requests.
  private static let leastDifference = 0.001

  /// Of counts that differ from run to run: they are not counted again by fresh runs, and so are claimed only where chance hardly ever does it.
  private static let largestP = 0.001

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
    let value = base.value > 0 ? head.value / base.value - 1 : .infinity
    // As shares of the mean of the base, or where that counted nothing of the head's.
    let scale = base.value > 0 ? base.value : head.value
    let error = Self.standardError(before, after) / scale
    let student = StudentDistribution(degreesOfFreedom: Double(max(1, before.count + after.count - 2)))
    let reach = isExact ? 0 : student.quantile(0.975) * error
    let change = isExact ? Interval(exactly: value) : Interval(value, low: value - reach, high: value + reach)
    var metric = Comparison.MetricChange(name, .count, .performance, base: base, head: head, change: change)
    metric.isExact = isExact
    let isLarge = abs(head.value - base.value) >= (isPerRequest ? Self.leastDifference : 1)
    let isTold = isExact || (before.count > 1 && after.count > 1)
    metric.p = isExact ? (value == 0 ? 1 : 0) : isTold ? student.bothTails((head.value - base.value) / scale / error) : 1
    metric.q = metric.p
    metric.upperBound = change.high
    metric.minimumDetectableEffect = isTold ? max(threshold, isExact ? 0 : student.quantile(1 - Self.largestP / 2) * error) : nil
    let isClaimed = isTold && isLarge && abs(value) >= threshold && metric.p <= Self.largestP
    if isClaimed {
      metric.statement = value > 0 ? .worse : .better
    } else if isTold, change.low > -threshold, change.high < threshold {
      metric.statement = .noDifference
    }
    metric.note =
      isExact
      ? "the same in every run of a side"
      : "\(min(before.count, after.count)) runs a side, which differ by \(percent(Self.spread(base) + Self.spread(head))) at most"
    changes.append(metric)
  }

  private func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }

  /// Of the difference of the means, with one variance for both sides: of two runs each tells next to nothing of its own.
  private static func standardError(_ before: [Double], _ after: [Double]) -> Double {
    let freedom = Double(before.count + after.count - 2)
    guard freedom > 0 else { return .infinity }
    let squares = [before, after].reduce(0.0) { $0 + ($1.count > 1 ? SampleStatistics.variance($1) * Double($1.count - 1) : 0) }
    return (squares / freedom * (1 / Double(before.count) + 1 / Double(after.count))).squareRoot()
  }

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
