import Statistics

/// Values with few wild ones brought back, so that means and squares tell of the others.
enum ClippedValues {
  /// The values of one level, brought to three standard deviations around its median.
  static func of(_ level: ArraySlice<Double>) -> [Double] {
    let bounds = bounds(level)
    return level.map { min(max($0, bounds.low), bounds.high) }
  }

  /// The values of two neighbouring levels, brought to what either of them allows: a value that belongs to the other level stays there.
  static func of(_ series: [Double], _ interval: Range<Int>, split index: Int) -> [Double] {
    let left = bounds(series[interval.lowerBound..<index])
    let right = bounds(series[index..<interval.upperBound])
    let (low, high) = (min(left.low, right.low), max(left.high, right.high))
    return series[interval].map { min(max($0, low), high) }
  }

  /// The deviation comes from the median distance to the median, ×1.4826 (F. R. Hampel, "The Influence Curve and its Role in Robust Estimation", 1974).
  private static func bounds(_ level: ArraySlice<Double>) -> (low: Double, high: Double) {
    let median = SampleStatistics.median(level)
    let reach = 3 * 1.4826 * SampleStatistics.median(level.map { abs($0 - median) })
    return (median - reach, median + reach)
  }
}
