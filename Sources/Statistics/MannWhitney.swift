/// Mann and Whitney's test of whether one of two samples tends to larger values, whatever their distribution.
///
/// Source: H. B. Mann and D. R. Whitney, "On a Test of Whether one of Two Random Variables is Stochastically Larger than the Other", 1947.
public struct MannWhitney: Sendable, Hashable {
  /// Pairs in which the value of the first sample is the larger; equal ones count a half.
  public let statistic: Double
  /// Two-sided; 1 for an empty sample.
  public let pValue: Double
  /// Whether all assignments of the values were counted.
  public let isExact: Bool

  /// Samples of together so many values are counted exactly.
  public static let exactLimit = 50

  /// - Parameters:
  ///   - first: Values that are NaN are left out.
  ///   - second: The same.
  public init(_ first: some Collection<Double>, _ second: some Collection<Double>) {
    let groups = TiedGroups(first.filter { !$0.isNaN }, second.filter { !$0.isNaN })
    statistic = groups.statistic
    isExact = groups.count <= Self.exactLimit
    pValue = isExact ? groups.exactPValue() : groups.normalPValue()
  }
}

/// Two samples as one sorted row of groups of equal values.
private struct TiedGroups {
  var sizes: [Int] = []
  var firstCount: Int
  var secondCount: Int
  /// Twice U, which is whole.
  var doubleStatistic = 0

  var count: Int { firstCount + secondCount }
  var statistic: Double { Double(doubleStatistic) / 2 }

  init(_ first: [Double], _ second: [Double]) {
    firstCount = first.count
    secondCount = second.count
    let all = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
    var secondsBelow = 0
    var start = 0
    while start < all.count {
      var end = start
      var firsts = 0
      while end < all.count, all[end].0 == all[start].0 {
        if all[end].1 { firsts += 1 }
        end += 1
      }
      let seconds = end - start - firsts
      doubleStatistic += firsts * (2 * secondsBelow + seconds)
      secondsBelow += seconds
      sizes.append(end - start)
      start = end
    }
  }

  /// Twice the smaller tail among all ways to call `firstCount` of the values the first sample, which are equally likely without a difference.
  ///
  /// Counted group by group: k of a group's t values give 2k·(seconds below) + k(t − k) to 2U, in C(t, k) ways.
  /// - Complexity: O(n·n₁·n₁n₂) for n values.
  func exactPValue() -> Double {
    guard firstCount > 0, secondCount > 0 else { return 1 }
    let width = 2 * firstCount * secondCount + 1
    // Ways by the number of firsts so far and 2U so far.
    var ways = [Double](repeating: 0, count: (firstCount + 1) * width)
    ways[0] = 1
    var below = 0
    for size in sizes {
      var next = [Double](repeating: 0, count: ways.count)
      let choices = Self.binomials(size)
      for taken in max(0, below - secondCount)...min(below, firstCount) {
        let seconds = below - taken
        for more in max(0, size - (secondCount - seconds))...max(0, min(size, firstCount - taken)) {
          let gain = more * (2 * seconds + size - more)
          let from = taken * width
          let to = (taken + more) * width + gain
          for position in 0..<(width - gain) { next[to + position] += choices[more] * ways[from + position] }
        }
      }
      ways = next
      below += size
    }
    let last = ways[(firstCount * width)...]
    let total = last.reduce(0, +)
    let lower = last.prefix(doubleStatistic + 1).reduce(0, +)
    let upper = last.dropFirst(doubleStatistic).reduce(0, +)
    return min(1, 2 * min(lower, upper) / total)
  }

  private static func binomials(_ size: Int) -> [Double] {
    var row = [1.0]
    for k in 0..<size { row.append((row[k] * Double(size - k) / Double(k + 1)).rounded()) }
    return row
  }

  /// The normal approximation, with the correction for ties and for continuity.
  ///
  /// Source: E. L. Lehmann, "Nonparametrics: Statistical Methods Based on Ranks", 1975, section 1.4.
  func normalPValue() -> Double {
    guard firstCount > 0, secondCount > 0 else { return 1 }
    let (first, second, all) = (Double(firstCount), Double(secondCount), Double(count))
    let ties = sizes.reduce(0) { $0 + (Double($1) * Double($1) * Double($1) - Double($1)) }
    let variance = first * second / 12 * (all + 1 - ties / (all * (all - 1)))
    guard variance > 0 else { return 1 }
    let distance = max(0, abs(statistic - first * second / 2) - 0.5)
    return min(1, 2 * NormalDistribution().upperTail(distance / variance.squareRoot()))
  }
}
