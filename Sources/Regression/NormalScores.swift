import Statistics

/// Replaces values by what a normal sample would have at their ranks.
struct NormalScores {
  /// Scores by rank, by length.
  private var tables: [Int: [Double]] = [:]
  private var variances: [Int: Double] = [:]

  /// Φ⁻¹((rank − ½)/n) of each value; equal values share the mean of their scores. The scores sum to 0.
  mutating func scores(_ values: ArraySlice<Double>) -> [Double] {
    let table = table(values.count)
    let sorted = values.enumerated().map { (value: $0.element, index: $0.offset) }.sorted { $0.value < $1.value }
    var scores = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < sorted.count {
      var end = start + 1
      var sum = table[start]
      while end < sorted.count, sorted[end].value == sorted[start].value {
        sum += table[end]
        end += 1
      }
      for position in start..<end { scores[sorted[position].index] = sum / Double(end - start) }
      start = end
    }
    return scores
  }

  /// The variance of so many scores without ties. Ties have less, but a single odd value among equal ones must not weigh more for that.
  mutating func variance(_ count: Int) -> Double {
    _ = table(count)
    return variances[count] ?? 1
  }

  private mutating func table(_ count: Int) -> [Double] {
    if let table = tables[count] { return table }
    let normal = NormalDistribution()
    var table = [Double](repeating: 0, count: count)
    for rank in 0..<(count / 2) {
      table[rank] = normal.quantile((Double(rank) + 0.5) / Double(count))
      table[count - 1 - rank] = -table[rank]
    }
    tables[count] = table
    variances[count] = table.reduce(0) { $0 + $1 * $1 } / Double(max(1, count - 1))
    return table
  }
}
