/// A series as one line of bars, and a line above it that marks its changes: `▲` confirmed, `△` candidate, `·` went away.
struct TrendPlot {
  let bars: String
  let marks: String

  private static let heights: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

  /// - Parameter columns: At most so many; where there are more points, a bar is the median of its share of them.
  init(_ series: TrendReport.Series, columns: Int) {
    let values = series.points.map(\.value)
    let count = min(max(1, columns), values.count)
    /// The column of a point.
    func column(_ point: Int) -> Int { values.count <= count ? point : point * count / values.count }
    var groups = [[Double]](repeating: [], count: count)
    for (point, value) in values.enumerated() where value.isFinite { groups[column(point)].append(value) }
    let medians = groups.map { $0.isEmpty ? nil : $0.sorted()[$0.count / 2] }
    let low = medians.compactMap { $0 }.min() ?? 0
    let high = medians.compactMap { $0 }.max() ?? 0
    bars = String(
      medians.map { median -> Character in
        guard let median else { return " " }
        guard high > low else { return Self.heights[3] }
        // Halves first: the difference of two large numbers may be too large for one.
        let share = (median / 2 - low / 2) / (high / 2 - low / 2)
        return Self.heights[min(7, max(0, Int((share * 7).rounded())))]
      })
    var marks = [Character](repeating: " ", count: count)
    // What is surest is written last.
    for state in [TrendReport.State.wentAway, .candidate, .confirmed] {
      for change in series.changes where change.state == state && values.indices.contains(change.index) {
        marks[column(change.index)] = state == .confirmed ? "▲" : state == .candidate ? "△" : "·"
      }
    }
    self.marks = String(marks)
  }
}
