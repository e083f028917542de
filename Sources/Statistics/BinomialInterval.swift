/// How often something happens, told from how often it did.
public enum BinomialInterval {
  /// The share of successes with its exact interval, which holds the truth with `confidence` at least; 0 to 1 without trials.
  ///
  /// Source: C. J. Clopper and E. S. Pearson, "The Use of Confidence or Fiducial Limits Illustrated in the Case of the Binomial", 1934; the tails of
  /// the binomial distribution by the incomplete beta function (Abramowitz and Stegun 26.5.24).
  public static func exact(_ successes: Int, of trials: Int, confidence: Double = 0.95) -> Interval {
    guard trials > 0 else { return Interval(.nan, low: 0, high: 1) }
    let count = Double(min(max(successes, 0), trials))
    let total = Double(trials)
    let tail = (1 - confidence) / 2
    // P(X ≥ count) at the low end, and P(X ≤ count) at the high end, are one tail each.
    let low = count == 0 ? 0 : root { SpecialFunctions.regularizedBeta($0, count, total - count + 1) - tail }
    let high = count == total ? 1 : root { SpecialFunctions.regularizedBeta($0, count + 1, total - count) - (1 - tail) }
    return Interval(count / total, low: low, high: high)
  }

  /// Where a rising function of 0…1 crosses 0, by bisection.
  private static func root(_ function: (Double) -> Double) -> Double {
    var low = 0.0
    var high = 1.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if function(middle) < 0 { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
