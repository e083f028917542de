/// How much of the beginning of a series is warm-up: the MSER-5 rule.
///
/// K. P. White, "An Effective Truncation Heuristic for Bias Reduction in Simulation Output", Simulation 69 (1997): of the means of five values
/// each, cut as many as make the standard error of the mean of the rest smallest.
public struct TruncationRule: Sendable, Hashable {
  /// Values to cut from the beginning.
  public var cut: Int
  /// The mean of what was cut and of the rest.
  public var cutMean: Double
  public var mean: Double
  /// The standard error of the difference of the two, from the spread of the means of five in the rest; 0 when nothing was cut.
  public var standardError: Double
  /// False when the rule found no end of the warm-up in the first half: the series is too short or has a trend.
  public var isSettled: Bool

  /// True when the rule is content with the series as it is: nothing to cut, or what it would cut is like the rest.
  ///
  /// On noise without a trend the rule cuts a little too: with the default bounds 2 to 7 % of series of 45 noisy values (correlation 0 to 0.7 from
  /// one to the next) are called unsteady, and nearly all whose first fifth is 40 % lower.
  /// - Parameters:
  ///   - tolerance: How far the cut part may be from the rest, as a share of that.
  ///   - errors: How many standard errors it may be away.
  public func isSteady(tolerance: Double = 0.1, errors: Double = 4) -> Bool {
    guard cut > 0 else { return true }
    return abs(cutMean - mean) <= max(tolerance * abs(mean), errors * standardError)
  }

  /// Applies the rule to values at equal distances; nil for fewer than 20.
  public static func mser5(_ values: [Double]) -> TruncationRule? {
    let size = 5
    guard values.count >= 4 * size else { return nil }
    let means = stride(from: 0, through: values.count - size, by: size).map { start in
      values[start..<(start + size)].reduce(0, +) / Double(size)
    }
    // Beyond the half the few means that are left may agree by chance.
    var best = (cut: 0, error: Double.infinity)
    for cut in 0...(means.count / 2) {
      let rest = means[cut...]
      let count = Double(rest.count)
      let mean = rest.reduce(0, +) / count
      let error = rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count * count)
      if error < best.error { best = (cut, error) }
    }
    func mean(_ values: ArraySlice<Double>) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }
    let rest = means[best.cut...]
    let restMean = mean(rest)
    let variance = rest.reduce(0) { $0 + ($1 - restMean) * ($1 - restMean) } / Double(max(1, rest.count - 1))
    let error = best.cut == 0 ? 0 : (variance * (1 / Double(best.cut) + 1 / Double(rest.count))).squareRoot()
    return TruncationRule(
      cut: best.cut * size, cutMean: mean(means[..<best.cut]), mean: restMean, standardError: error, isSettled: best.cut < means.count / 2)
  }
}
