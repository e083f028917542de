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
    /// Whether the values around it lie along a line rather than on two levels: a drift, for which no single commit stands.
    public var isGradual = false

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
  ///
  /// Of 200 points without a change 1 to 1.5 % of series show one whatever the distribution of the noise, and 3.5 % where neighbours correlate by 0.3.
  /// Two or three points at the end that lie beyond all before them are a candidate; a level that lasted for one or two points is no change.
  /// - Complexity: O(n log² n).
  public init(_ values: [Double]) {
    self.values = values
    let places = values.indices.filter { values[$0].isFinite }
    let most = places.reduce(0) { max($0, abs(values[$1])) }
    guard places.count >= 2 * ChangePointSearch.leastSegment, most > 0 else { return }
    // In units of about the largest, so that squares do not overflow; of a power of two, so that nothing is rounded.
    let unit = Double(sign: .plus, exponent: most.exponent, significand: 1)
    let series = LevelSeries(places.map { values[$0] / unit })
    let levels = series.levels.map { $0.scaled(by: unit) }
    let isEarly = series.starts.map { places.count - 1 - $0 < Self.pointsToConfirm }
    for (number, index) in series.starts.enumerated() {
      // A level that is not sure itself undoes nothing.
      let later = series.starts.indices.dropFirst(number + 1).filter { !isEarly[$0] }
      let returned = later.contains { Self.isBack(levels[$0 + 1], before: levels[number], after: levels[number + 1]) }
      let range = series.ranges[number]
      var change = Change(
        index: places[index], range: places[range.lowerBound]...places[range.upperBound],
        state: returned ? .wentAway : isEarly[number] ? .candidate : .confirmed, before: levels[number], after: levels[number + 1])
      change.isGradual = series.areGradual[number]
      changes.append(change)
    }
  }

  /// Points that must come after the first of a new level.
  private static let pointsToConfirm = 3

  /// Whether a later level undoes three quarters of a change or more.
  private static func isBack(_ later: Interval, before: Interval, after: Interval) -> Bool {
    let change = after.value - before.value
    return (later.value - before.value) * (change > 0 ? 1 : -1) <= 0.25 * abs(change)
  }
}
