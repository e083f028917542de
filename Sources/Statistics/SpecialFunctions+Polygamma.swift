import Glibc

extension SpecialFunctions {
  /// ψ(x), the derivative of ln Γ(x), for x > 0; NaN otherwise. The absolute error is about 1e-14.
  ///
  /// Source: Abramowitz and Stegun 6.3.5 (recurrence) up to 10, 6.3.18 (asymptotic series) above.
  public static func digamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    if x == .infinity { return .infinity }
    var shifted = x
    var sum = 0.0
    while shifted < 10 {
      sum -= 1 / shifted
      shifted += 1
    }
    let square = 1 / (shifted * shifted)
    let series = square * (1.0 / 12 - square * (1.0 / 120 - square * (1.0 / 252 - square * (1.0 / 240 - square * (1.0 / 132)))))
    return sum + log(shifted) - 0.5 / shifted - series
  }

  /// ψ′(x), the derivative of the digamma function, for x > 0; NaN otherwise. The relative error is about 1e-13.
  ///
  /// Source: Abramowitz and Stegun 6.4.6 (recurrence) up to 10, 6.4.12 (asymptotic series) above.
  public static func trigamma(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    var shifted = x
    var sum = 0.0
    while shifted < 10 {
      sum += 1 / (shifted * shifted)
      shifted += 1
    }
    let square = 1 / (shifted * shifted)
    let series = 1.0 / 6 - square * (1.0 / 30 - square * (1.0 / 42 - square * (1.0 / 30 - square * (5.0 / 66))))
    return sum + 1 / shifted + square / 2 + square / shifted * series
  }

  /// The x with ψ′(x) = `value`, to about 1e-12; 0 for +∞, +∞ for 0, NaN below.
  ///
  /// Bisection on the logarithm: ψ′ falls from +∞ to 0, and lies between 1/x and 1/x + 1/x² (DLMF 5.11), which brackets the root.
  public static func trigammaInverse(_ value: Double) -> Double {
    guard value >= 0 else { return .nan }
    if value == 0 { return .infinity }
    if value == .infinity { return 0 }
    var low = log(1 / value)
    var high = log((1 + (1 + 4 * value).squareRoot()) / (2 * value))
    for _ in 0..<200 where high - low > 1e-14 {
      let middle = (low + high) / 2
      if trigamma(exp(middle)) > value { low = middle } else { high = middle }
    }
    return exp((low + high) / 2)
  }
}
