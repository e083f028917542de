import Statistics

/// Replaces values by what a normal sample would have at their ranks.
struct NormalScores {
  /// Scores by rank, by length.
  private var tables: [Int: [Double]] = [:]
  private var variances: [Int: Double] = [:]

  /// The place of each value among the distinct values of a series, from 0.
  static func ranks(_ values: [Double]) -> [Int] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Int](repeating: 0, count: values.count)
    for (last, index) in zip(order, order.dropFirst()) { ranks[index] = ranks[last] + (values[index] > values[last] ? 1 : 0) }
    return ranks
  }

  /// Φ⁻¹((rank − ½)/n) of each value of a part of a series, by its ranks in that part; equal values share the mean of their scores. The scores sum
  /// to 0.
  /// - Parameter ranks: In the whole series, which takes sorting of integers only; below 2³¹, and so is their number.
  mutating func scores(_ ranks: ArraySlice<Int>) -> [Double] {
    let table = table(ranks.count)
    // Rank above, index below.
    var sorted: [Int] = []
    sorted.reserveCapacity(ranks.count)
    for rank in ranks { sorted.append(rank << 32 | sorted.count) }
    sorted.sort()
    var scores = [Double](repeating: 0, count: ranks.count)
    var start = 0
    while start < sorted.count {
      var end = start + 1
      var sum = table[start]
      while end < sorted.count, sorted[end] >> 32 == sorted[start] >> 32 {
        sum += table[end]
        end += 1
      }
      let score = sum / Double(end - start)
      for position in start..<end { scores[sorted[position] & 0xffff_ffff] = score }
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
