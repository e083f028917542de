/// Means, variances and quantiles of samples. All are NaN for an empty sample.
public enum SampleStatistics {
  public static func mean(_ values: some Collection<Double>) -> Double { values.reduce(0, +) / Double(values.count) }

  /// The unbiased variance; NaN for fewer than two values. Two passes, so that a large mean costs no digits.
  public static func variance(_ values: some Collection<Double>) -> Double {
    guard values.count > 1 else { return .nan }
    let mean = mean(values)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
  }

  /// The quantile of `sorted` values at `probability`, linear between neighbours.
  ///
  /// Source: R. J. Hyndman and Y. Fan, "Sample Quantiles in Statistical Packages", 1996, definition 7 (R's and NumPy's default).
  public static func quantile(_ probability: Double, ofSorted sorted: [Double]) -> Double {
    guard !sorted.isEmpty, probability >= 0, probability <= 1 else { return .nan }
    let position = probability * Double(sorted.count - 1)
    let index = Int(position)
    guard index + 1 < sorted.count else { return sorted[sorted.count - 1] }
    return sorted[index] + (position - Double(index)) * (sorted[index + 1] - sorted[index])
  }

  public static func quantile(_ probability: Double, of values: some Collection<Double>) -> Double {
    quantile(probability, ofSorted: values.sorted())
  }

  public static func median(_ values: some Collection<Double>) -> Double { quantile(0.5, of: values) }

  /// The mean with its 95 % t interval; a single value stands for itself, without an interval.
  public static func meanInterval(_ values: some Collection<Double>) -> Interval {
    let mean = mean(values)
    guard values.count > 1 else { return Interval(exactly: mean) }
    let count = Double(values.count)
    let reach = StudentQuantile.twoSided95(degreesOfFreedom: count - 1) * (variance(values) / count).squareRoot()
    return Interval(mean, low: mean - reach, high: mean + reach)
  }
}

/// The t quantile of 95 % intervals, which analyses ask for again and again with the same few degrees of freedom.
public enum StudentQuantile {
  private static let table: [Double] = (0...64).map { $0 == 0 ? .infinity : StudentDistribution(degreesOfFreedom: Double($0)).quantile(0.975) }

  /// The 97.5 % quantile; infinite without degrees of freedom.
  public static func twoSided95(degreesOfFreedom: Double) -> Double {
    guard degreesOfFreedom > 0 else { return .infinity }
    if degreesOfFreedom < 65, degreesOfFreedom == degreesOfFreedom.rounded() { return table[Int(degreesOfFreedom)] }
    return StudentDistribution(degreesOfFreedom: degreesOfFreedom).quantile(0.975)
  }
}
