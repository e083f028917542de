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
  mutating func takeLogarithmic(_ effect: EffectEstimate) {
    let interval = effect.interval
    change = Interval(expm1(interval.value), low: expm1(interval.low), high: expm1(interval.high))
    // Around the difference of means, so that the differences of functions add up to that of the total.
    let reach = base.value * (exp(interval.high) - exp(interval.low)) / 2
    difference = Interval(difference.value, low: difference.value - reach, high: difference.value + reach)
    let ninety = effect.interval(confidence: 0.9)
    upperBound = expm1(ninety.high)
    lowerBound = expm1(ninety.low)
    p = effect.pValue
    minimumDetectableEffect = expm1(effect.minimumDetectableEffect())
  }

  /// Takes in an effect on head − base.
  mutating func takeAbsolute(_ effect: EffectEstimate) {
    let interval = effect.interval
    let shift = difference.value - effect.mean
    difference = Interval(difference.value, low: interval.low + shift, high: interval.high + shift)
    p = effect.pValue
    guard base.value > 0 else { return }
    let ninety = effect.interval(confidence: 0.9)
    upperBound = ninety.high / base.value
    lowerBound = ninety.low / base.value
    minimumDetectableEffect = effect.minimumDetectableEffect() / base.value
  }
}
