import Statistics

/// Looks for the places where the level of a series changes, in intervals of all lengths.
///
/// Seeded intervals with the narrowest over the threshold first: S. Kovács, P. Bühlmann, H. Li and A. Munk, "Seeded Binary Segmentation: A General
/// Methodology for Fast and Optimal Changepoint Detection", Biometrika 110, 2023; R. Baranowski, Y. Chen and P. Fryzlewicz, "Narrowest-over-Threshold
/// Detection of Multiple Change Points and Change-Point-like Features", JRSS B 81, 2019. Within each interval the values are replaced by their normal
/// scores (B. L. van der Waerden, 1952), so that neither outliers nor the family of the noise matter.
///
/// - Complexity: O(n log² n), as the intervals together are O(n log n) long.
struct ChangePointSearch {
  /// The best split of an interval of a series.
  struct Split {
    var start: Int
    var end: Int
    /// The first point of the new level.
    var index: Int
    /// How far the scores on both sides are apart, in standard errors.
    var distance: Double

    var length: Int { end - start }
  }

  /// Points there must be on each side of a change.
  static let leastSegment = 3

  let values: [Double]
  private let ranks: [Int]
  private var scores = NormalScores()

  init(_ values: [Double]) {
    self.values = values
    ranks = NormalScores.ranks(values)
  }

  /// The best split of each seeded interval.
  mutating func seededSplits() -> [Split] {
    Self.seededIntervals(values.count).compactMap { split(start: $0.lowerBound, end: $0.upperBound) }
  }

  /// The best split of values `start` ..< `end`; nil when they are too few.
  mutating func split(start: Int, end: Int) -> Split? {
    let length = end - start
    guard length >= 2 * Self.leastSegment else { return nil }
    let scores = scores.scores(ranks[start..<end])
    let variance = self.scores.variance(length)
    var best = Split(start: start, end: end, index: 0, distance: -1)
    var sum = 0.0
    for count in 1...(length - Self.leastSegment) {
      sum += scores[count - 1]
      guard count >= Self.leastSegment else { continue }
      let share = Double(count) * Double(length - count) / Double(length)
      let distance = abs(sum) / (share * variance).squareRoot()
      if distance > best.distance {
        best.index = start + count
        best.distance = distance
      }
    }
    return best
  }

  /// Intervals of `count` points of all lengths n/√2ᵏ, each layer shifted by half a length or less; the whole first.
  static func seededIntervals(_ count: Int) -> [Range<Int>] {
    guard count >= 2 * leastSegment else { return [] }
    var intervals: [Range<Int>] = []
    var shrinking = 1.0
    while Double(count) / shrinking >= Double(2 * leastSegment) {
      let length = Double(count) / shrinking
      let number = 2 * Int(shrinking.rounded(.up)) - 1
      let shift = number > 1 ? (Double(count) - length) / Double(number - 1) : 0
      for index in 0..<number {
        let start = Int(Double(index) * shift)
        intervals.append(start..<min(count, Int((Double(index) * shift + length).rounded(.up))))
      }
      shrinking *= 2.0.squareRoot()
    }
    return intervals
  }
}
