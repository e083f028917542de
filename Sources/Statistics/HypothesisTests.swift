/// Welch's test of whether two samples have the same mean, without assuming the same variance.
///
/// Source: B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved", 1947.
public struct WelchTest: Sendable {
  /// Mean of the second sample less that of the first, with its 95 % interval.
  public let difference: Interval
  public let statistic: Double
  public let degreesOfFreedom: Double
  /// Two-sided.
  public let pValue: Double

  /// - Returns: nil for a sample of fewer than two values.
  public init?(_ first: some Collection<Double>, _ second: some Collection<Double>) {
    guard first.count > 1, second.count > 1 else { return nil }
    let difference = SampleStatistics.mean(second) - SampleStatistics.mean(first)
    let left = SampleStatistics.variance(first) / Double(first.count)
    let right = SampleStatistics.variance(second) / Double(second.count)
    let sum = left + right
    guard difference.isFinite, sum.isFinite else { return nil }
    guard sum > 0 else {
      // Two constants differ for certain or not at all.
      self.difference = Interval(exactly: difference)
      statistic = difference == 0 ? 0 : difference > 0 ? .infinity : -.infinity
      degreesOfFreedom = Double(first.count + second.count - 2)
      pValue = difference == 0 ? 1 : 0
      return
    }
    // Shares instead of squares, which could overflow.
    let (leftShare, rightShare) = (left / sum, right / sum)
    degreesOfFreedom = 1 / (leftShare * leftShare / Double(first.count - 1) + rightShare * rightShare / Double(second.count - 1))
    statistic = difference / sum.squareRoot()
    pValue = StudentDistribution(degreesOfFreedom: degreesOfFreedom).bothTails(statistic)
    let reach = StudentQuantile.twoSided95(degreesOfFreedom: degreesOfFreedom) * sum.squareRoot()
    self.difference = Interval(difference, low: difference - reach, high: difference + reach)
  }
}

/// The two-sided t test of whether the mean of a sample is 0.
public enum StudentTest {
  /// - Returns: p; 1 for fewer than two values, which tell nothing.
  public static func pValue(meanIsZero values: some Collection<Double>) -> Double {
    guard values.count > 1 else { return 1 }
    let mean = SampleStatistics.mean(values)
    let error = (SampleStatistics.variance(values) / Double(values.count)).squareRoot()
    guard mean.isFinite, error.isFinite else { return 1 }
    guard error > 0 else { return mean == 0 ? 1 : 0 }
    return StudentDistribution(degreesOfFreedom: Double(values.count - 1)).bothTails(mean / error)
  }
}

/// Control of the false discovery rate over many tests.
public enum BenjaminiHochberg {
  /// The q value of each p value, in their order: claiming all with q ≤ 5 % makes 5 % of the claims wrong on average.
  ///
  /// Source: Y. Benjamini and Y. Hochberg, "Controlling the False Discovery Rate", 1995. A NaN counts as 1.
  public static func adjusted(_ pValues: [Double]) -> [Double] {
    let values = pValues.map { $0.isNaN ? 1 : min(max($0, 0), 1) }
    let order = values.indices.sorted { (values[$0], $0) > (values[$1], $1) }
    var adjusted = values
    var least = 1.0
    for (place, index) in order.enumerated() {
      least = min(least, values[index] * Double(values.count) / Double(values.count - place))
      adjusted[index] = least
    }
    return adjusted
  }
}
