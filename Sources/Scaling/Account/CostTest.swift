import Glibc
import Statistics

/// Whether a cost differs between two sets of runs.
///
/// Costs that are never 0 vary in proportion to their size, so their logarithms are compared: a cost that is nine times larger at N and varies
/// nine times as much is no less certain for that. Others are compared as they are. Both by Welch's test.
struct CostTest {
  /// Mean cost at N less that at 1, 95 %.
  let difference: Interval
  let pValue: Double

  /// nil for fewer than two runs on a side.
  init?(_ first: [Double], _ second: [Double]) {
    guard (first + second).allSatisfy({ $0 > 0 && $0.isFinite }), let test = WelchTest(first.map { log($0) }, second.map { log($0) }) else {
      guard let test = WelchTest(first, second) else { return nil }
      difference = test.difference
      pValue = test.pValue
      return
    }
    let base = SampleStatistics.mean(first)
    difference = Interval(
      base * (exp(test.difference.value) - 1), low: base * (exp(test.difference.low) - 1), high: base * (exp(test.difference.high) - 1))
    pValue = test.pValue
  }
}
