import Statistics

/// A series cut into levels: where each begins, how sure that is, and how high it is.
struct LevelSeries {
  let values: [Double]
  /// The first point of each level but the first.
  private(set) var starts: [Int]
  /// Of each start, whether the values rather lie along a line.
  private(set) var areGradual: [Bool]
  /// With 95 % each start is one of these.
  private(set) var ranges: [ClosedRange<Int>] = []
  /// One more than there are starts.
  private(set) var levels: [Interval] = []

  private let inflation: Double

  init(_ values: [Double]) {
    self.values = values
    inflation = ChangePointThreshold.inflation(values)
    let search = ChangePointSearch(values, inflation: inflation)
    let points = ChangePoints(search, threshold: ChangePointThreshold.distance(points: values.count))
    starts = points.indices
    areGradual = points.areGradual
    if let late = Self.lateStart(values[(starts.last ?? 0)...]) {
      starts.append(late)
      areGradual.append(false)
    }
    // Ranks find a change, values its place: the best split by ranks leans to the middle.
    for place in starts.indices { starts[place] = fit(place).best }
    ranges = starts.indices.map { fit($0).range }
    levels = (0...starts.count).map { number in
      let level = SampleStatistics.meanInterval(ClippedValues.of(segment(number)))
      let reach = level.reach * inflation
      return Interval(level.value, low: level.value - reach, high: level.value + reach)
    }
  }

  /// The values between two starts.
  private func segment(_ number: Int) -> ArraySlice<Double> {
    values[(number == 0 ? 0 : starts[number - 1])..<(number < starts.count ? starts[number] : values.count)]
  }

  /// The first of two or three last points that all lie beyond all points before them, when chance does that to fewer than 1 in 500 series.
  ///
  /// Ranks of so few points are never far enough apart for the search. That the last k of n independent values are the k largest, or smallest,
  /// has the probability 2/C(n, k).
  private static func lateStart(_ segment: ArraySlice<Double>) -> Int? {
    for late in [3, 2] where segment.count > late {
      var chance = 2.0
      for index in 0..<late { chance *= Double(index + 1) / Double(segment.count - index) }
      guard chance <= 0.002, let least = segment.suffix(late).min(), let most = segment.suffix(late).max() else { continue }
      let earlier = segment.dropLast(late)
      if earlier.allSatisfy({ $0 < least }) || earlier.allSatisfy({ $0 > most }) { return segment.endIndex - late }
    }
    return nil
  }

  /// The start between two levels that fits best, by least squares, and those that fit nearly as well: with 95 % the true one is among them.
  ///
  /// The likelihood ratio of two starts has the distribution function (1 − exp(−x/2))², whose 95 % quantile is 7.35: B. E. Hansen, "Sample Splitting and
  /// Threshold Estimation", Econometrica 68, 2000, theorem 2; for breaks in time Y. Eo and J. Morley, Quantitative Economics 6, 2015.
  private func fit(_ number: Int) -> (best: Int, range: ClosedRange<Int>) {
    let (before, after) = (segment(number), segment(number + 1))
    let values = ClippedValues.of(self.values, before.startIndex..<after.endIndex, split: after.startIndex)
    let count = Double(values.count)
    let mean = SampleStatistics.mean(values)
    let total = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    var sum = 0.0
    // The sum of squares between both sides, of each split.
    let between = values.indices.dropLast().map { index in
      sum += values[index] - mean
      return sum * sum * count / (Double(index + 1) * (count - Double(index + 1)))
    }
    let least = min(ChangePointSearch.leastSegment, before.count, after.count)
    var best = before.count - 1
    for index in (least - 1)..<(values.count - least) where between[index] > between[best] { best = index }
    let variance = max(0, total - between[best]) / max(1, count - 2)
    let bound = between[best] - 7.35 * variance * inflation * inflation
    let near = between.indices.filter { between[$0] >= bound }
    let first = before.startIndex + 1
    return (first + best, (first + (near.first ?? best))...(first + (near.last ?? best)))
  }
}
