/// The moderated paired t test of many rows at once: the variance of each is drawn toward a model that all rows share.
///
/// Source: G. K. Smyth, "Linear Models and Empirical Bayes Methods for Assessing Differential Expression in Microarray Experiments", 2004, section 4;
/// the model of the variance takes the place of its common prior value.
public struct ModeratedPairedTest: Sendable {
  /// What the rows have in common.
  public let prior: VariancePrior
  /// The effect of each row; nil with fewer than two finite values.
  public let effects: [EffectEstimate?]

  /// - Parameters:
  ///   - rows: Of each row the differences within pairs, such as log-ratios. Values that are not finite are left out.
  ///   - modelVariances: Of each row the variance one such difference should have, up to a common factor, such as Poisson plus that between runs.
  ///     Where it is missing, not positive or not finite, the row stands for itself.
  public init(_ rows: [[Double]], modelVariances: [Double]) {
    let samples = rows.map { ModeratedRow($0.filter(\.isFinite)) }
    (prior, effects) = ModeratedRow.moderate(samples, modelVariances)
  }
}

/// The same for two groups of runs that are not paired, with a variance that both groups share.
public struct ModeratedTwoSampleTest: Sendable {
  public let prior: VariancePrior
  /// The mean of the second group less that of the first, of each row; nil where a group is empty or both have one value.
  public let effects: [EffectEstimate?]

  /// - Parameters:
  ///   - first: Of each row the values of the first group, such as logarithms of cost. Values that are not finite are left out.
  ///   - second: Of each row the values of the second.
  ///   - modelVariances: Of each row the variance one value should have, up to a common factor.
  public init(_ first: [[Double]], _ second: [[Double]], modelVariances: [Double]) {
    let samples = zip(first, second).map { ModeratedRow($0.filter(\.isFinite), $1.filter(\.isFinite)) }
    (prior, effects) = ModeratedRow.moderate(samples, modelVariances)
  }
}

/// Mean and variance of a row, before it has seen the others.
private struct ModeratedRow {
  var mean: Double
  var variance: Double
  var degreesOfFreedom: Double
  /// Times the variance: the squared standard error.
  var factor: Double

  /// nil for fewer than two values.
  init?(_ values: [Double]) {
    guard values.count > 1 else { return nil }
    mean = SampleStatistics.mean(values)
    variance = SampleStatistics.variance(values)
    degreesOfFreedom = Double(values.count - 1)
    factor = 1 / Double(values.count)
  }

  /// nil without a value on each side and a third.
  init?(_ first: [Double], _ second: [Double]) {
    guard !first.isEmpty, !second.isEmpty, first.count + second.count > 2 else { return nil }
    let means = (SampleStatistics.mean(first), SampleStatistics.mean(second))
    let squares = first.reduce(0) { $0 + ($1 - means.0) * ($1 - means.0) } + second.reduce(0) { $0 + ($1 - means.1) * ($1 - means.1) }
    mean = means.1 - means.0
    degreesOfFreedom = Double(first.count + second.count - 2)
    variance = squares / degreesOfFreedom
    factor = 1 / Double(first.count) + 1 / Double(second.count)
  }

  static func moderate(_ rows: [ModeratedRow?], _ models: [Double]) -> (VariancePrior, [EffectEstimate?]) {
    func model(_ index: Int) -> Double { index < models.count ? models[index] : .nan }
    let known = rows.indices.filter { rows[$0] != nil && model($0) > 0 && model($0).isFinite }
    let prior = VariancePrior(
      ratios: known.map { (rows[$0]?.variance ?? .nan) / model($0) }, degreesOfFreedom: known.map { rows[$0]?.degreesOfFreedom ?? .nan })
    let effects = rows.enumerated().map { index, row -> EffectEstimate? in
      guard let row, row.mean.isFinite, row.variance.isFinite else { return nil }
      let (variance, freedom) = prior.moderated(row.variance, degreesOfFreedom: row.degreesOfFreedom, model: model(index))
      return EffectEstimate(mean: row.mean, standardError: (variance * row.factor).squareRoot(), degreesOfFreedom: freedom)
    }
    return (prior, effects)
  }
}
