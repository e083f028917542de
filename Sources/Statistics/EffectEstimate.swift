/// An estimated effect that follows Student's t around its true value: what a test tells of one row.
public struct EffectEstimate: Sendable, Hashable {
  /// The mean of the effect, in the unit of the values: of log-ratios it is ln(head/base).
  public var mean: Double
  public var standardError: Double
  /// Infinite when the variance is known.
  public var degreesOfFreedom: Double

  public init(mean: Double, standardError: Double, degreesOfFreedom: Double) {
    self.mean = mean
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// Two-sided p of "there is no effect".
  public var pValue: Double {
    min(1, 2 * min(pValue(ofAtMost: 0), pValue(ofAtLeast: 0)))
  }

  /// p of "the true effect is at most `bound`": small when it is shown to be more.
  public func pValue(ofAtMost bound: Double) -> Double { upperTail(of: mean - bound) }

  /// p of "the true effect is at least `bound`": small when it is shown to be less.
  public func pValue(ofAtLeast bound: Double) -> Double { upperTail(of: bound - mean) }

  /// The 95 % confidence interval.
  public var interval: Interval { interval(confidence: 0.95) }

  /// The interval that holds the true effect with a probability of `confidence`; without an end where nothing is known.
  public func interval(confidence: Double) -> Interval {
    let reach = standardError == 0 ? 0 : quantile((1 + confidence) / 2) * standardError
    return Interval(mean, low: mean - reach, high: mean + reach)
  }

  /// The least true effect that a two-sided test at `alpha` finds with a probability of `power`: (t₁₋α/₂ + t_power) standard errors.
  ///
  /// Source: H. S. Bloom, "Minimum Detectable Effects: A Simple Way to Report the Statistical Power of Experimental Designs", 1995.
  /// The shifted t stands for the noncentral one, which is 3 % more with 9 degrees of freedom and 10 % more with 4.
  public func minimumDetectableEffect(alpha: Double = 0.01, power: Double = 0.9) -> Double {
    standardError == 0 ? 0 : (quantile(1 - alpha / 2) + quantile(power)) * standardError
  }

  /// P(T > distance/standardError); certain without an error, and NaN never: what is not known has p = 1.
  private func upperTail(of distance: Double) -> Double {
    guard !distance.isNaN, !standardError.isNaN, degreesOfFreedom > 0 else { return 1 }
    guard standardError > 0 else { return distance > 0 ? 0 : 1 }
    let statistic = distance / standardError
    guard !statistic.isNaN else { return 1 }
    // The normal limit: the difference is below 1e-7 from here on, and the incomplete beta function loses digits.
    if degreesOfFreedom > 1e7 { return NormalDistribution().upperTail(statistic) }
    return StudentDistribution(degreesOfFreedom: degreesOfFreedom).upperTail(statistic)
  }

  private func quantile(_ probability: Double) -> Double {
    guard degreesOfFreedom > 0 else { return .infinity }
    if degreesOfFreedom > 1e7 { return NormalDistribution().quantile(probability) }
    if probability == 0.975 { return StudentQuantile.twoSided95(degreesOfFreedom: degreesOfFreedom) }
    return StudentDistribution(degreesOfFreedom: degreesOfFreedom).quantile(probability)
  }
}

/// Tests that show the absence of an effect, which a large p does not.
///
/// Source: D. J. Schuirmann, "A Comparison of the Two One-Sided Tests Procedure and the Power Approach for Assessing the Equivalence of Average
/// Bioavailability", 1987.
public enum Equivalence {
  /// p of "the effect is `margin` or more"; at most 5 % when the upper end of the one-sided 95 % interval is below the margin.
  public static func pValue(_ effect: EffectEstimate, below margin: Double) -> Double { effect.pValue(ofAtLeast: margin) }

  /// p of "the effect is `margin` or more in either direction": the larger p of the two one-sided tests.
  public static func pValue(_ effect: EffectEstimate, within margin: Double) -> Double {
    max(effect.pValue(ofAtLeast: margin), effect.pValue(ofAtMost: -margin))
  }
}
