/// How values lie around a change: on two levels, or along a line.
struct ChangeShape {
  /// Whether one line explains more than two levels do, and the lines on both sides of the change meet there but for chance.
  var isGradual: Bool
  var isRise: Bool
  /// The sum of squares that two levels explain.
  var explained: Double

  /// - Parameters:
  ///   - values: Of one level and the next.
  ///   - before: How many belong to the first, which leaves some for the second.
  init(_ values: [Double], before: Int) {
    let whole = Line(values[...])
    let left = Line(values[..<before])
    let right = Line(values[before...])
    isRise = right.mean > left.mean
    explained = whole.squares - left.squares - right.squares
    let noise = max(0, left.rest + right.rest) / Double(max(1, values.count - 4))
    let gap = right.mean - right.rise / 2 - left.mean - left.rise / 2
    // Two and a half standard errors: a change was placed where it looks largest.
    isGradual = whole.squares - whole.rest > explained && gap * gap < 2.5 * 2.5 * noise * (left.endVariance + right.endVariance)
  }

  /// The least-squares line through values at equal distances.
  private struct Line {
    var mean: Double
    /// From half a step before the first value to half a step after the last.
    var rise: Double
    /// Of the line at either of these ends, in units of the variance of a value.
    var endVariance: Double
    /// The sums of squares around the mean and around the line.
    var squares: Double
    var rest: Double

    init(_ values: ArraySlice<Double>) {
      let count = Double(values.count)
      mean = values.reduce(0, +) / count
      let middle = (count - 1) / 2
      var product = 0.0
      squares = 0
      for (place, value) in values.enumerated() {
        product += (Double(place) - middle) * (value - mean)
        squares += (value - mean) * (value - mean)
      }
      // Σ(place − middle)² = n(n² − 1)/12.
      let spread = max(count * (count * count - 1) / 12, 0.5)
      rise = product / spread * count
      rest = squares - product * product / spread
      endVariance = 1 / count + count * count / 4 / spread
    }
  }
}
