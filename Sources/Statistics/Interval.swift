/// An estimate with the ends of its 95 % confidence interval.
public struct Interval: Sendable, Hashable {
  public var value: Double
  public var low: Double
  public var high: Double

  public init(_ value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }

  /// A number nobody could give an interval for: both ends are the number.
  public init(exactly value: Double) { self.init(value, low: value, high: value) }

  /// Whether 0 lies outside.
  public var excludesZero: Bool { low > 0 || high < 0 }

  /// The same in another unit; a negative factor turns it around.
  public func scaled(by factor: Double) -> Interval {
    let ends = [low * factor, high * factor]
    return Interval(value * factor, low: min(ends[0], ends[1]), high: max(ends[0], ends[1]))
  }
}
