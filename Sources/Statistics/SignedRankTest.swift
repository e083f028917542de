/// Wilcoxon's signed-rank test of whether differences lie around 0, and the estimate that belongs to it. One wild value moves it little.
///
/// Sources: F. Wilcoxon, "Individual Comparisons by Ranking Methods", 1945; J. L. Hodges and E. L. Lehmann, "Estimates of Location Based on Rank Tests",
/// 1963; M. Hollander, D. A. Wolfe and E. Chicken, "Nonparametric Statistical Methods", 2014, sections 3.1 to 3.3.
public struct SignedRankTest: Sendable {
  /// The median of all averages of two differences (or of one with itself).
  public let estimate: Double
  /// Two-sided, exact when no two differences are alike; ties count half.
  public let pValue: Double
  /// Averages of two differences, ascending.
  private let averages: [Double]
  /// P(W = w) for w = 0, 1, … under no effect.
  private let probabilities: [Double]

  /// Above so many differences the table of probabilities is no longer worth its time.
  public static let most = 200

  /// - Returns: nil for no differences, more than `most`, or one that is not finite.
  /// - Complexity: cubic in the number of differences.
  public init?(_ differences: [Double]) {
    guard !differences.isEmpty, differences.count <= Self.most, differences.allSatisfy(\.isFinite) else { return nil }
    var averages: [Double] = []
    for first in differences.indices { for second in first..<differences.count { averages.append((differences[first] + differences[second]) / 2) } }
    averages.sort()
    self.averages = averages
    estimate = SampleStatistics.median(averages)
    let probabilities = Self.distribution(differences.count)
    self.probabilities = probabilities
    // W⁺ is the number of averages above 0.
    let above = averages.reduce(0) { $0 + ($1 > 0 ? 1 : $1 == 0 ? 0.5 : 0) }
    let smaller = min(above, Double(averages.count) - above)
    let tail = probabilities.prefix(Int(smaller.rounded(.up)) + 1).reduce(0, +)
    pValue = min(1, 2 * tail)
  }

  /// The end of the one-sided interval that holds the truth with `confidence` at least; infinite when there are too few differences for that.
  public func upperBound(confidence: Double) -> Double {
    let skipped = skippedAverages(1 - confidence)
    return skipped < 0 ? .infinity : averages[averages.count - 1 - skipped]
  }

  public func lowerBound(confidence: Double) -> Double {
    let skipped = skippedAverages(1 - confidence)
    return skipped < 0 ? -.infinity : averages[skipped]
  }

  /// The 95 % interval.
  public var interval: Interval { Interval(estimate, low: lowerBound(confidence: 0.975), high: upperBound(confidence: 0.975)) }

  /// How many averages at one end lie outside; -1 when even the last does not with this error.
  private func skippedAverages(_ error: Double) -> Int {
    var sum = 0.0
    var count = -1
    for probability in probabilities {
      sum += probability
      if sum > error { break }
      count += 1
    }
    return min(count, averages.count - 1)
  }

  /// Each rank is in the sum or not, with a probability of one half.
  private static func distribution(_ count: Int) -> [Double] {
    var probabilities = [1.0]
    for rank in 1...count {
      var next = [Double](repeating: 0, count: probabilities.count + rank)
      for (sum, probability) in probabilities.enumerated() {
        next[sum] += probability / 2
        next[sum + rank] += probability / 2
      }
      probabilities = next
    }
    return probabilities
  }
}
