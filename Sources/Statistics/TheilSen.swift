/// A slope that a third of wild values cannot move.
///
/// Source: P. K. Sen, "Estimates of the Regression Coefficient Based on Kendall's Tau", 1968.
public enum TheilSen {
  /// The median of the slopes between all pairs of points with different x; nil without such a pair.
  ///
  /// - Complexity: O(n² log n).
  public static func slope(x: [Double], y: [Double]) -> Double? {
    let count = min(x.count, y.count)
    var slopes: [Double] = []
    slopes.reserveCapacity(count * max(0, count - 1) / 2)
    for right in 0..<count {
      for left in 0..<right where x[left] != x[right] { slopes.append((y[right] - y[left]) / (x[right] - x[left])) }
    }
    return slopes.isEmpty ? nil : SampleStatistics.median(slopes)
  }

  /// The same with x = 0, 1, 2, …
  public static func slope(_ y: [Double]) -> Double? { slope(x: y.indices.map(Double.init), y: y) }
}
