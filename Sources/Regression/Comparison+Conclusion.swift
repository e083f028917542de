import Scaling
import Statistics

extension Comparison {
  /// Verdict, reason and sentence from the judged rows.
  mutating func conclude(abortReason: String) {
    let worse = functions.filter { $0.statement == .worse }
    let worseMetrics = metrics.filter { $0.statement == .worse }
    if !abortReason.isEmpty {
      (verdict, reason) = (.inconclusive, abortReason)
    } else if let first = worse.first {
      (verdict, reason) = (.regression, "\(first.function) got worse.")
    } else if let first = worseMetrics.first {
      (verdict, reason) = (.regression, "\(first.name.rawValue) got worse.")
    } else if metrics.contains(where: { $0.isTotal && $0.statement == .cannotTell && !($0.change.high < limits.threshold) }) || metrics.isEmpty {
      (verdict, reason) = (.inconclusive, "A total may have got worse by the threshold.")
    } else {
      (verdict, reason) = (.pass, "Nothing got worse.")
    }
    sentence = reason
  }
}
