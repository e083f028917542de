import Statistics

/// How many standard errors an interval reaches, looked up once for each whole number of degrees of freedom: thousands of rows ask for the same few.
///
/// A fraction of a degree is dropped, which makes intervals a little wider.
struct StudentReach: Sendable {
  struct Quantiles: Sendable {
    /// Of the 95 % interval and of the one-sided 95 % bound.
    var twoSided: Double
    var oneSided: Double
    /// Of the effect that a two-sided test at 1 % finds with a probability of 90 %: see `EffectEstimate.minimumDetectableEffect`.
    var detectable: Double
  }

  private var known: [Int: Quantiles] = [:]
  /// From here on the distribution is as good as normal.
  private static let most = 2000

  mutating func quantiles(degreesOfFreedom: Double) -> Quantiles {
    let freedom = degreesOfFreedom >= Double(Self.most) ? Self.most : Int(max(1, degreesOfFreedom))
    if let quantiles = known[freedom] { return quantiles }
    func quantile(_ probability: Double) -> Double {
      freedom == Self.most
        ? NormalDistribution().quantile(probability) : StudentDistribution(degreesOfFreedom: Double(freedom)).quantile(probability)
    }
    let quantiles = Quantiles(twoSided: quantile(0.975), oneSided: quantile(0.95), detectable: quantile(0.995) + quantile(0.9))
    known[freedom] = quantiles
    return quantiles
  }
}
