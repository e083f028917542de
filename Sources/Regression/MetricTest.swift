import Glibc
import Statistics

/// Tests one total of pairs or of sets.
struct MetricTest {
  private var reach = StudentReach()

  /// From so many pairs on ranks tell enough, and one run that a neighbour disturbed does not decide.
  private static let leastForRanks = 8

  mutating func estimate(_ row: RowData, isPaired: Bool) -> Estimate {
    var estimate = Estimate(row)
    let isPositive = row.base.allSatisfy { $0 > 0 } && row.head.allSatisfy { $0 > 0 }
    guard !row.base.isEmpty, !row.head.isEmpty, (row.base + row.head).allSatisfy(\.isFinite) else { return estimate }
    if row.base == row.head, row.base.count > 1 {
      estimate.change = Interval(exactly: 0)
      (estimate.upperBound, estimate.lowerBound, estimate.minimumDetectableEffect) = (0, 0, 0)
      return estimate
    }
    if isPaired {
      let values = zip(row.base, row.head).map { isPositive ? log($1 / $0) : $1 - $0 }
      if values.count >= Self.leastForRanks, let ranks = SignedRankTest(values) {
        take(ranks, values, isPositive, &estimate)
      } else {
        take(Self.effect(values), isPositive, &estimate)
      }
    } else if row.base.count > 1, row.head.count > 1 {
      let welch = isPositive ? WelchTest(row.base.map { log($0) }, row.head.map { log($0) }) : WelchTest(row.base, row.head)
      if let welch { take(Self.effect(welch), isPositive, &estimate) }
    } else if isPositive, !row.baseSamples.isEmpty {
      let counting = 1 / row.baseSamples.reduce(0, +) + 1 / row.headSamples.reduce(0, +)
      let between = NoiseModel.assumedVariation * NoiseModel.assumedVariation * (1 / Double(row.base.count) + 1 / Double(row.head.count))
      let mean = log(row.meanHead / row.meanBase)
      estimate.takeLogarithmic(EffectEstimate(mean: mean, standardError: (counting + between).squareRoot(), degreesOfFreedom: .infinity), &reach)
    } else if row.meanBase > 0 {
      // One run of a side, and nobody knows how much it varies.
      estimate.change = Interval(row.meanHead / row.meanBase - 1, low: -1, high: .infinity)
    }
    return estimate
  }

  private mutating func take(_ effect: EffectEstimate?, _ isLogarithmic: Bool, _ estimate: inout Estimate) {
    guard let effect else { return }
    if isLogarithmic {
      estimate.takeLogarithmic(effect, &reach)
    } else {
      estimate.takeAbsolute(effect, &reach)
      estimate.setRelativeChange()
    }
  }

  private mutating func take(_ ranks: SignedRankTest, _ values: [Double], _ isLogarithmic: Bool, _ estimate: inout Estimate) {
    // Power is told from the spread, which ranks have no formula for; they need 1/0.955 of the pairs of a t test.
    take(Self.effect(values), isLogarithmic, &estimate)
    estimate.p = ranks.pValue
    let interval = ranks.interval
    let (upper, lower) = (ranks.upperBound(confidence: 0.95), ranks.lowerBound(confidence: 0.95))
    if isLogarithmic {
      estimate.change = Interval(expm1(interval.value), low: expm1(interval.low), high: expm1(interval.high))
      (estimate.upperBound, estimate.lowerBound) = (expm1(upper), expm1(lower))
    } else if estimate.base.value > 0 {
      let base = estimate.base.value
      estimate.change = interval.scaled(by: 1 / base)
      (estimate.upperBound, estimate.lowerBound) = (upper / base, lower / base)
    }
  }

  private static func effect(_ values: [Double]) -> EffectEstimate? {
    guard values.count > 1 else { return nil }
    let error = (SampleStatistics.variance(values) / Double(values.count)).squareRoot()
    return EffectEstimate(mean: SampleStatistics.mean(values), standardError: error, degreesOfFreedom: Double(values.count - 1))
  }

  private static func effect(_ welch: WelchTest) -> EffectEstimate? {
    let error = welch.difference.reach / StudentQuantile.twoSided95(degreesOfFreedom: welch.degreesOfFreedom)
    return EffectEstimate(mean: welch.difference.value, standardError: error, degreesOfFreedom: welch.degreesOfFreedom)
  }
}

extension Estimate {
  /// From the difference, where single runs have nothing.
  mutating func setRelativeChange() {
    guard base.value > 0 else { return }
    change = difference.scaled(by: 1 / base.value)
  }
}
