import Statistics

/// The lasting changes of one series of measurements, oldest first.
public struct Trend: Sendable {
  public enum State: String, Sendable, CaseIterable {
    /// Too few points came since to be sure.
    case candidate
    case confirmed
    /// The series came back to where it was before.
    case wentAway
  }

  /// A place where the level of the series changed.
  public struct Change: Sendable, Equatable {
    /// The first point of the new level, from 0.
    public var index: Int
    /// With 95 % the first point of the new level is one of these.
    public var range: ClosedRange<Int>
    public var state: State
    /// The levels before and after.
    public var before: Interval
    public var after: Interval

    public init(index: Int, range: ClosedRange<Int>, state: State, before: Interval, after: Interval) {
      self.index = index
      self.range = range
      self.state = state
      self.before = before
      self.after = after
    }

    /// after/before − 1; infinite from 0.
    public var relative: Double { after.value / before.value - 1 }
  }

  public let values: [Double]
  public private(set) var changes: [Change] = []

  /// Finds the changes of a series; values that are not finite are passed over.
  public init(_ values: [Double]) { self.values = values }
}
