import Glibc

/// The functions that the distributions are made of. Relative errors are about 1e-14, 1e-11 where parameters exceed 1e4.
public enum SpecialFunctions {
  /// ln |Γ(x)|.
  public static func logGamma(_ x: Double) -> Double { lgamma(x).0 }

  /// P(a, x) and Q(a, x) = 1 − P(a, x), the regularized lower and upper incomplete gamma functions; NaN unless a > 0 and x ≥ 0.
  ///
  /// Source: DLMF <https://dlmf.nist.gov/8.7#E1> (series) below a + 1, <https://dlmf.nist.gov/8.9#E2> (continued fraction) above.
  public static func regularizedGamma(_ a: Double, _ x: Double) -> (lower: Double, upper: Double) {
    guard a > 0, x >= 0, a.isFinite else { return (.nan, .nan) }
    if x == 0 { return (0, 1) }
    if x == .infinity { return (1, 0) }
    let factor = exp(a * log(x) - x - logGamma(a))
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      var index = a
      for _ in 0..<iterationLimit {
        index += 1
        term *= x / index
        sum += term
        if term < sum * Double.ulpOfOne { break }
      }
      let lower = min(1, factor * sum)
      return (lower, 1 - lower)
    }
    // The fraction of 1/(x+1−a− 1(1−a)/(x+3−a− 2(2−a)/(x+5−a− …))).
    let fraction = continuedFraction { step in
      let k = Double(step)
      return (step == 0 ? 1 : -k * (k - a), x + 1 - a + 2 * k)
    }
    let upper = min(1, factor * fraction)
    return (1 - upper, upper)
  }

  /// I_x(a, b), the regularized incomplete beta function; NaN unless a, b > 0 and 0 ≤ x ≤ 1.
  ///
  /// Source: DLMF <https://dlmf.nist.gov/8.17#E22> (continued fraction), with 8.17.4 where that converges faster.
  /// - Parameter complement: 1 − x, for callers that know it without cancellation.
  public static func regularizedBeta(_ x: Double, _ a: Double, _ b: Double, complement: Double? = nil) -> Double {
    let y = complement ?? 1 - x
    guard a > 0, b > 0, x >= 0, y >= 0, a.isFinite, b.isFinite else { return .nan }
    if x == 0 { return 0 }
    if y == 0 { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - betaFraction(y, x, b, a) }
    return betaFraction(x, y, a, b)
  }

  private static func betaFraction(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
    let factor = exp(a * log(x) + b * log(y) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a
    let fraction = continuedFraction { step in
      guard step > 0 else { return (1, 1) }
      let m = Double(step / 2)
      let numerator =
        step % 2 == 0
        ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)) : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      return (numerator, 1)
    }
    return min(1, factor * fraction)
  }

  /// a₀/(b₀ + a₁/(b₁ + …)) by the modified Lentz method (W. J. Lentz, Applied Optics 15, 1976; I. J. Thompson and A. R. Barnett, 1986).
  private static func continuedFraction(_ term: (Int) -> (numerator: Double, denominator: Double)) -> Double {
    let tiny = 1e-300
    var value = tiny
    var c = tiny
    var d = 0.0
    for step in 0..<iterationLimit {
      let (numerator, denominator) = term(step)
      d = denominator + numerator * d
      if abs(d) < tiny { d = tiny }
      c = denominator + numerator / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      value *= c * d
      if abs(c * d - 1) < Double.ulpOfOne { break }
    }
    return value
  }

  /// Enough for parameters of 1e7, where the fractions need some √a terms.
  private static let iterationLimit = 20_000
}
