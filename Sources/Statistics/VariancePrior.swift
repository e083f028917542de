import Glibc

/// What the variances of many rows have in common: how well a model tells them.
///
/// The true variance of a row is `scale` times what the model says, times d₀/χ² with d₀ degrees of freedom: the more the rows agree with the model,
/// the larger d₀, and the more a row borrows from the others.
/// Source: G. K. Smyth, "Linear Models and Empirical Bayes Methods for Assessing Differential Expression in Microarray Experiments", 2004, section 6.2.
public struct VariancePrior: Sendable, Hashable {
  /// d₀: 0 when nothing was learnt, infinite when the rows differ no more than by chance.
  public var degreesOfFreedom: Double
  /// s₀², a factor for the variances of the model.
  public var scale: Double
  /// Degrees of freedom of all rows together: nobody can know more than that.
  public var pooledDegreesOfFreedom: Double

  /// Rows it takes to learn how much rows differ: with fewer the estimate of d₀ is little more than chance.
  public static let leastRows = 5

  /// Fits d₀ and s₀² by the mean and the variance of ln s².
  ///
  /// - Parameters:
  ///   - ratios: Of each row, its sample variance over that of the model. What is negative or not finite is passed over.
  ///   - degreesOfFreedom: Of each row's sample variance.
  public init(ratios: [Double], degreesOfFreedom: [Double]) {
    let rows = zip(ratios, degreesOfFreedom).filter { $0 >= 0 && $0.isFinite && $1 > 0 && $1.isFinite }
    pooledDegreesOfFreedom = rows.reduce(0) { $0 + $1.1 }
    self.degreesOfFreedom = 0
    scale = 1
    let median = SampleStatistics.median(rows.map(\.0))
    guard rows.count >= Self.leastRows, median > 0 else { return }
    // A row without any variance would be infinitely far from the others on the logarithmic scale.
    let residuals = rows.map { ratio, freedom in
      log(max(ratio, 1e-5 * median)) - SpecialFunctions.digamma(freedom / 2) + log(freedom / 2)
    }
    let expected = rows.reduce(0) { $0 + SpecialFunctions.trigamma($1.1 / 2) } / Double(rows.count)
    let center = SampleStatistics.mean(residuals)
    let excess = SampleStatistics.variance(residuals) - expected
    if excess > 0 {
      let half = SpecialFunctions.trigammaInverse(excess)
      self.degreesOfFreedom = 2 * half
      scale = exp(center + SpecialFunctions.digamma(half) - log(half))
    } else {
      self.degreesOfFreedom = .infinity
      scale = rows.reduce(0) { $0 + $1.0 * $1.1 } / pooledDegreesOfFreedom
    }
  }

  /// The variance of a row, between its own and that of the model, with its degrees of freedom.
  ///
  /// - Parameters:
  ///   - own: The row's sample variance with `degreesOfFreedom`.
  ///   - model: What the model says; without a positive one the row stands for itself.
  public func moderated(_ own: Double, degreesOfFreedom freedom: Double, model: Double) -> (variance: Double, degreesOfFreedom: Double) {
    guard degreesOfFreedom > 0, model > 0, model.isFinite else { return (own, freedom) }
    let total = min(degreesOfFreedom + freedom, max(pooledDegreesOfFreedom, freedom))
    guard degreesOfFreedom.isFinite else { return (scale * model, total) }
    let variance = (degreesOfFreedom * scale * model + freedom * own) / (degreesOfFreedom + freedom)
    return (variance, total)
  }
}
