import Glibc
import Statistics

/// How far two sides of a split must be apart before it is a change and not chance.
enum ChangePointThreshold {
  /// The distance that the best of all splits of all intervals stays below in 98 % of series without a change.
  ///
  /// The normal scores depend on ranks only, so this holds for independent values of any continuous distribution. Between the rows the distance is
  /// linear in the logarithm of the length; beyond them it is that of the last, which grows by 0.2 from 2 000 to 5 000 points.
  static func distance(points: Int) -> Double {
    guard let after = table.firstIndex(where: { $0.points >= points }) else { return table[table.count - 1].distance }
    // Seven values fall into two perfect levels by chance in 6 % of series.
    guard after > 0 || points == table[0].points else { return .infinity }
    guard after > 0 else { return table[0].distance }
    let (low, high) = (table[after - 1], table[after])
    let share = log(Double(points) / Double(low.points)) / log(Double(high.points) / Double(low.points))
    return low.distance + share * (high.distance - low.distance)
  }

  /// Simulated: the 98 % quantile of the largest distance over `ChangePointSearch.splits()` of 20 000 series of independent normal values for each
  /// length up to 200, of 8 000 up to 500, of 3 000 for 1 000, of 2 000 for 2 000 and of 800 for 5 000. The standard error is 0.01 to 0.04.
  private static let table: [(points: Int, distance: Double)] = [
    (8, 2.2), (10, 2.443), (12, 2.487), (15, 2.657), (20, 2.89), (25, 3.018), (30, 3.101), (40, 3.256), (50, 3.37), (70, 3.518), (100, 3.657),
    (150, 3.802), (200, 3.884), (300, 4.043), (500, 4.171), (1000, 4.341), (2000, 4.484), (5000, 4.696),
  ]

  /// The factor by which correlation between neighbours widens distances: √((1 + ρ)/(1 − ρ)) for a process x' = ρ·x + noise.
  ///
  /// ρ comes from differences, which do not see changes of the level: those of neighbours have the variance 2σ²(1 − ρ), those over one 2σ²(1 − ρ²), so
  /// that their ratio is 1 + ρ. It is drawn toward 0 in short series, is no less than 0, and no more than 0.6, so that a series that only wanders
  /// does not hide all changes.
  static func inflation(_ values: [Double]) -> Double {
    let count = values.count
    guard count >= 4 else { return 1 }
    var normal = NormalScores()
    let scores = normal.scores(values[...])
    var near = 0.0
    var far = 0.0
    for index in 1..<count {
      let step = scores[index] - scores[index - 1]
      near += step * step
      guard index > 1 else { continue }
      let leap = scores[index] - scores[index - 2]
      far += leap * leap
    }
    guard near > 0 else { return 1 }
    let ratio = far / Double(count - 2) / (near / Double(count - 1))
    let correlation = min(max(0, (ratio - 1) * Double(count) / Double(count + 20)), 0.6)
    return ((1 + correlation) / (1 - correlation)).squareRoot()
  }
}
