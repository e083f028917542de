import Glibc
import Statistics

/// What a test tells of one row.
struct Estimate: Sendable {
  /// Per unit.
  var base = Interval(exactly: 0)
  var head = Interval(exactly: 0)
  /// head − base, per unit.
  var difference = Interval(exactly: 0)
  /// head/base − 1; nil where one of them is nothing.
  var change: Interval?
  /// The 95 % bounds of head/base − 1: one-sided, as equivalence is tested.
  var upperBound = Double.infinity
  var lowerBound = -Double.infinity
  /// Two-sided.
  var p = 1.0
  var q = 1.0
  var minimumDetectableEffect: Double?

  /// Whether it became more rather than less.
  var isIncrease: Bool { (change?.value ?? difference.value) > 0 }
  /// Of an increase alone.
  var pIncrease: Double { isIncrease ? p / 2 : 1 - p / 2 }

  /// Means of both sides and the mean difference, not tested yet.
  init(_ row: RowData) {
    base = SampleStatistics.meanInterval(row.base)
    head = SampleStatistics.meanInterval(row.head)
    difference = Interval(exactly: head.value - base.value)
  }

  /// Takes in an effect on ln(head/base).
  mutating func takeLogarithmic(_ effect: EffectEstimate, _ reach: inout StudentReach) {
    let quantiles = reach.quantiles(degreesOfFreedom: effect.degreesOfFreedom)
    let error = effect.standardError
    let (low, high) = (effect.mean - quantiles.twoSided * error, effect.mean + quantiles.twoSided * error)
    change = Interval(expm1(effect.mean), low: expm1(low), high: expm1(high))
    // Around the difference of means, so that the differences of functions add up to that of the total.
    let half = base.value * (exp(high) - exp(low)) / 2
    difference = Interval(difference.value, low: difference.value - half, high: difference.value + half)
    upperBound = expm1(effect.mean + quantiles.oneSided * error)
    lowerBound = expm1(effect.mean - quantiles.oneSided * error)
    p = effect.pValue
    minimumDetectableEffect = expm1(quantiles.detectable * error)
  }

  /// Takes in an effect on head − base.
  mutating func takeAbsolute(_ effect: EffectEstimate, _ reach: inout StudentReach) {
    let quantiles = reach.quantiles(degreesOfFreedom: effect.degreesOfFreedom)
    let error = effect.standardError
    difference = Interval(difference.value, low: difference.value - quantiles.twoSided * error, high: difference.value + quantiles.twoSided * error)
    p = effect.pValue
    guard base.value > 0 else { return }
    upperBound = (effect.mean + quantiles.oneSided * error) / base.value
    lowerBound = (effect.mean - quantiles.oneSided * error) / base.value
    minimumDetectableEffect = quantiles.detectable * error / base.value
  }
}
