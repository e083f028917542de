extension Interval {
  /// Half the length of the interval; 0 for a number without one, infinite when an end is.
  public var reach: Double { (high - low) / 2 }

  /// Whether the interval is known: some estimates come without.
  public var isKnown: Bool { low < high && low.isFinite && high.isFinite && value.isFinite }

  /// This less another, independent estimate. The reaches add as errors of normal estimates do: r² = r₁² + r₂².
  public func minus(_ other: Interval) -> Interval {
    let reach = (self.reach * self.reach + other.reach * other.reach).squareRoot()
    return Interval(value - other.value, low: value - other.value - reach, high: value - other.value + reach)
  }

  /// This over another, independent estimate that is not 0, to first order (delta method): (r/q)² = (r₁/v₁)² + (r₂/v₂)² for the quotient q.
  public func divided(by other: Interval) -> Interval {
    let quotient = value / other.value
    let own = reach / other.value
    let others = quotient * other.reach / other.value
    let reach = (own * own + others * others).squareRoot()
    return Interval(quotient, low: quotient - reach, high: quotient + reach)
  }
}
