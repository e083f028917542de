import Regression
import Statistics

/// How often finding the changes of a series is wrong, how often it finds one, and its speed.
enum TrendPart {
  private static let nullSeries = 2_000
  private static let stepSeries = 1_000

  static func run(_ table: inout Table) {
    for family in TrendSeries.Family.allCases { alarms(family, &table) }
    power(step: 1, bar: 0.65, &table)
    power(step: 1.5, bar: 0.9, &table)
    speed(&table)
  }

  /// Series without a change; other seeds than those of the tests.
  private static func alarms(_ family: TrendSeries.Family, _ table: inout Table) {
    var series = TrendSeries(seed: 1_001)
    let alarms = (0..<nullSeries).count { _ in !Trend(series.noise(family, 200)).changes.isEmpty }
    table.add(
      "stationary series of 200 points, \(family.rawValue): false alarms", bar: "≤ 5 %", measured: Rate(alarms, of: nullSeries).text,
      isMet: Double(alarms) <= 0.05 * Double(nullSeries))
  }

  private static func power(step: Double, bar: Double, _ table: inout Table) {
    var series = TrendSeries(seed: 1_002)
    let found = (0..<stepSeries).count { _ in
      Trend(series.levels([(0, 100), (step, 30)])).changes.contains { abs($0.index - 100) <= 15 && $0.after.value > $0.before.value }
    }
    table.add(
      "step of \(step) deviations, 100 points before and 30 after: found within 15 points", bar: "≥ \(bar)",
      measured: Rate(found, of: stepSeries).text,
      isMet: Double(found) >= bar * Double(stepSeries))
  }

  private static func speed(_ table: inout Table) {
    var series = TrendSeries(seed: 1_003)
    let values = series.levels([(100, 700), (103, 700), (101, 600)])
    var seconds: [Double] = []
    var found: [Int] = []
    for _ in 0..<5 {
      let start = Meter.now()
      found = Trend(values).changes.map(\.index)
      seconds.append(Meter.now() - start)
    }
    let milliseconds = Samples(seconds).median * 1000
    table.add(
      "change points in 2 000 points (steps at 700 and 1400)", bar: "< 50 ms",
      measured: "\(milliseconds.rounded(decimals: 1)) ms, found at \(found.map(String.init).joined(separator: ", "))", isMet: milliseconds < 50)
  }
}

/// A share of trials with its exact interval at 95 %.
struct Rate {
  let text: String

  init(_ successes: Int, of trials: Int) {
    let interval = BinomialInterval.exact(successes, of: trials)
    let bounds = "\((interval.low * 100).rounded(decimals: 1)) … \((interval.high * 100).rounded(decimals: 1)) %"
    text = "\(successes) of \(trials): \((interval.value * 100).rounded(decimals: 1)) % (\(bounds))"
  }
}
