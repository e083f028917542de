import Statistics

/// Runs grouped by level. Models are functions of N alone, so a fit needs no more than the means and how many runs are behind each.
struct CurveData: Sendable {
  /// Rising.
  var levels: [Double] = []
  var runs: [[Double]] = []
  /// Of X, by level.
  var means: [Double] = []
  var counts: [Double] = []
  /// Σ (X − mean of its level)²: what no curve can explain.
  var pureSquares = 0.0

  /// Points that are no measurement (not finite, not positive) are left out.
  init(_ points: [CurvePoint]) {
    let valid = points.filter { point in
      let ratio = point.throughput / point.level
      return point.level > 0 && point.level.isFinite && point.throughput > 0 && point.throughput.isFinite && ratio > 0 && ratio.isFinite
    }
    for (level, group) in Dictionary(grouping: valid, by: \.level).sorted(by: { $0.key < $1.key }) {
      levels.append(level)
      runs.append(group.map(\.throughput))
    }
    summarize()
  }

  private init(levels: [Double], runs: [[Double]]) {
    self.levels = levels
    self.runs = runs
    summarize()
  }

  private mutating func summarize() {
    means = runs.map { SampleStatistics.mean($0) }
    counts = runs.map { Double($0.count) }
    pureSquares = zip(runs, means).reduce(0) { sum, level in level.0.reduce(sum) { $0 + ($1 - level.1) * ($1 - level.1) } }
  }

  var observations: Int { runs.reduce(0) { $0 + $1.count } }
  var isEmpty: Bool { levels.isEmpty }
  var highest: Double { levels.last ?? 0 }

  /// γ₀: the largest throughput per client.
  var largestRatio: Double { zip(means, levels).map { $0 / $1 }.max() ?? 1 }

  /// In units of `unit`, which keeps fits away from overflow and underflow.
  func scaled(by unit: Double) -> CurveData {
    CurveData(levels: levels, runs: runs.map { $0.map { $0 / unit } })
  }

  /// Without the levels at these places.
  func without(_ isLeftOut: (Int) -> Bool) -> CurveData {
    let kept = levels.indices.filter { !isLeftOut($0) }
    return CurveData(levels: kept.map { levels[$0] }, runs: kept.map { runs[$0] })
  }
}
