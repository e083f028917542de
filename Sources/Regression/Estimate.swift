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
  /// The 95 % upper bound of head/base − 1: one-sided, as equivalence is tested.
  var upperBound = Double.infinity
  /// The same from below.
  var lowerBound = -Double.infinity
  /// Two-sided.
  var p = 1.0
  /// Of an increase.
  var pIncrease: Double { difference.value > 0 ? p / 2 : 1 - p / 2 }
  var q = 1.0
  var minimumDetectableEffect: Double?
}
