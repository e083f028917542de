import Glibc
import Statistics

/// How far two sides of a split must be apart before it is a change and not chance.
enum ChangePointThreshold {
  /// The distance that lets 98 % of series without a change pass without one.
  ///
  /// The normal scores depend on ranks only, so this holds for independent values of any continuous distribution. Between the rows and beyond them the
  /// distance is linear in the logarithm of the length; fewer than eight values fall into two perfect levels too often by chance.
  static func distance(points: Int) -> Double {
    guard points >= table[0].points else { return .infinity }
    let after = min(max(1, table.firstIndex { $0.points >= points } ?? table.count), table.count - 1)
    let (low, high) = (table[after - 1], table[after])
    let share = log(Double(points) / Double(low.points)) / log(Double(high.points) / Double(low.points))
    return low.distance + share * (high.distance - low.distance)
  }

  /// Simulated: the 98 % quantile of the largest threshold with which `ChangePoints` finds a change, found by bisection for each of 8 000 series of
  /// independent normal values up to length 100, of 6 000 up to 200, of 3 000 up to 500, of 1 500 for 1 000 and of 800 for 2 000. The standard error
  /// is 0.01 to 0.04. Of short series only few distances are possible.
  private static let table: [(points: Int, distance: Double)] = [
    (8, 2.2), (9, 2.332), (10, 2.443), (12, 2.487), (15, 2.657), (20, 2.778), (25, 2.908), (30, 2.986), (40, 3.064), (50, 3.153), (70, 3.271),
    (100, 3.367), (150, 3.486), (200, 3.59), (300, 3.727), (500, 3.871), (1000, 4.025), (2000, 4.246),
  ]

  /// The factor by which correlation between neighbours widens distances: √((1 + ρ)/(1 − ρ)) for a process x' = ρ·x + noise.
  ///
  /// ρ comes from differences: those of neighbours have the variance 2σ²(1 − ρ), those over one 2σ²(1 − ρ²), so that their ratio is 1 + ρ. The largest
  /// tenth of both is left out, so that changes of the level do not count. ρ is drawn toward 0 in short series, is no less than 0, and no more than
  /// 0.6, so that a series that only wanders does not hide all changes.
  static func inflation(_ values: [Double]) -> Double {
    let count = values.count
    guard count >= 4 else { return 1 }
    var normal = NormalScores()
    let scores = normal.scores(NormalScores.ranks(values)[...])
    func square(over distance: Int) -> Double {
      let squares = (distance..<count).map { (scores[$0] - scores[$0 - distance]) * (scores[$0] - scores[$0 - distance]) }.sorted()
      return SampleStatistics.mean(squares.prefix(squares.count * 9 / 10))
    }
    let near = square(over: 1)
    guard near > 0 else { return 1 }
    let correlation = min(max(0, (square(over: 2) / near - 1) * Double(count) / Double(count + 20)), 0.6)
    return ((1 + correlation) / (1 - correlation)).squareRoot()
  }
}
