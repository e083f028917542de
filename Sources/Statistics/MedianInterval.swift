import Glibc

/// The median with an interval that assumes nothing of the distribution.
public enum MedianInterval {
  /// The narrowest symmetric pair of order statistics that holds the median of the population with `confidence` at least.
  ///
  /// The number of values below it is binomial with p = ½; fewer than six values cannot hold it with 95 %, and have an interval without ends.
  /// Source: H. A. David and H. N. Nagaraja, "Order Statistics", 2003, section 7.1.
  /// - Returns: NaN for no value.
  public static func interval(_ values: some Collection<Double>, confidence: Double = 0.95) -> Interval {
    let sorted = values.sorted()
    let median = SampleStatistics.quantile(0.5, ofSorted: sorted)
    let cut = cut(sorted.count, confidence: confidence)
    guard cut > 0 else { return Interval(median, low: -.infinity, high: .infinity) }
    return Interval(median, low: sorted[cut - 1], high: sorted[sorted.count - cut])
  }

  /// The largest c with 2·P(X < c) ≤ 1 − confidence for X binomial with p = ½: the c-th value from either end bounds the median.
  private static func cut(_ count: Int, confidence: Double) -> Int {
    guard count > 0 else { return 0 }
    let tail = (1 - confidence) / 2
    var sum = 0.0
    for index in 0...(count / 2) {
      let choices = SpecialFunctions.logGamma(Double(count + 1)) - SpecialFunctions.logGamma(Double(index + 1))
      sum += exp(choices - SpecialFunctions.logGamma(Double(count - index + 1)) - Double(count) * M_LN2)
      if sum > tail { return index }
    }
    return count / 2
  }
}
