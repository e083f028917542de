import Glibc
import Statistics

/// Tests the costs of many functions at once.
///
/// What a pair or a run has in common for all functions (the machine was slower for a while) is taken apart from what each function does for itself: the first
/// is known with few degrees of freedom, however many functions there are, the second is moderated over functions. Both variances add, and so do their
/// degrees of freedom after Satterthwaite ("An Approximate Distribution of Estimates of Variance Components", 1946).
struct CostTest: Sendable {
  private(set) var estimates: [Estimate]
  /// What all functions had in common, by pair, less its mean; ln(head/base).
  private(set) var common: [Double] = []
  private var reach = StudentReach()

  /// Fewer samples a run than this on a side, and a ratio says nothing: what is new or gone is tested by its difference.
  private static let leastSamples = 3.0

  init(_ rows: [RowData], isPaired: Bool) {
    estimates = rows.map(Estimate.init)
    guard let first = rows.first, !first.base.isEmpty, !first.head.isEmpty else { return }
    if isPaired {
      testPairs(rows)
    } else if first.base.count + first.head.count >= 4, first.base.count > 1, first.head.count > 1 {
      testSets(rows)
    } else {
      for (index, row) in rows.enumerated() { estimates[index] = testSingle(row, estimates[index]) }
    }
  }

  static func hasRatio(_ row: RowData) -> Bool { row.meanBaseSamples >= leastSamples && row.meanHeadSamples >= leastSamples }

  // MARK: Pairs

  private mutating func testPairs(_ rows: [RowData]) {
    let pairs = rows[0].base.count
    guard pairs > 1 else { return }
    let hasRatio = rows.map(Self.hasRatio)
    var values = rows.indices.map { hasRatio[$0] ? Self.logRatios(rows[$0]) : zip(rows[$0].base, rows[$0].head).map { $1 - $0 } }
    let counting = rows.indices.map { hasRatio[$0] ? Self.relativeCounting(rows[$0]) : Self.absoluteCounting(rows[$0]) }
    let inCommon = rows.indices.filter { hasRatio[$0] }
    let weights = Self.weights(inCommon.map { counting[$0] })
    let shared = (0..<pairs).map { pair in zip(inCommon, weights).reduce(0) { $0 + $1.1 * values[$1.0][pair] } }
    for index in inCommon { for pair in 0..<pairs { values[index][pair] -= shared[pair] } }
    let mean = SampleStatistics.mean(shared)
    common = shared.map { $0 - mean }
    let added = NoiseModel.betweenRuns(
      counting: inCommon.map { counting[$0] }, variances: inCommon.map { SampleStatistics.variance(values[$0]) }, degreesOfFreedom: Double(pairs - 1))
    var models = zip(counting, rows).map { $0 + added * Self.squaredCost($1) }
    for (index, weight) in zip(inCommon, weights) { models[index] = (counting[index] + added) * max(0.1, 1 - weight) }
    let effects = ModeratedPairedTest(values, modelVariances: models).effects
    let sharedEffect = Self.effect(ofMean: shared)
    for index in rows.indices {
      guard var effect = effects[index] else { continue }
      // Samples are counted: no row is known better than its counts.
      effect.standardError = max(effect.standardError, (min(counting[index], models[index]) / Double(pairs)).squareRoot())
      if hasRatio[index] { estimates[index] = taking(effect, sharedEffect, estimates[index]) } else { estimates[index].takeAbsolute(effect, &reach) }
    }
  }

  /// The effect is what the function did for itself and what all did. Where the second is noisy (a machine that is slower now and then), a function that
  /// differs from the others is seen better without it: then the smaller of both p counts, twice, for there are two tests (Bonferroni).
  private mutating func taking(_ own: EffectEstimate, _ shared: EffectEstimate, _ means: Estimate) -> Estimate {
    var estimate = means
    let sum = own.adding(shared)
    estimate.takeLogarithmic(sum, &reach)
    guard shared.standardError > own.standardError / 2, (own.mean > 0) == (sum.mean > 0) else { return estimate }
    estimate.p = min(1, 2 * min(estimate.p, own.pValue))
    return estimate
  }

  /// Half a sample is added where a run has none.
  private static func logRatios(_ row: RowData) -> [Double] {
    let half = row.costPerSample / 2
    return row.base.indices.map { pair in
      let (before, after) = (row.base[pair], row.head[pair])
      return before > 0 && after > 0 ? log(after / before) : log((after + half) / (before + half))
    }
  }

  private static func relativeCounting(_ row: RowData) -> Double {
    SampleStatistics.mean(row.base.indices.map { 1 / max(0.5, row.baseSamples[$0]) + 1 / max(0.5, row.headSamples[$0]) })
  }

  /// Of a difference per unit.
  private static func absoluteCounting(_ row: RowData) -> Double {
    row.costPerSample * row.costPerSample * (row.meanBaseSamples + row.meanHeadSamples + 1)
  }

  /// Of one side's cost, as what is tested by its difference has hardly more than one.
  private static func squaredCost(_ row: RowData) -> Double { (row.meanBase * row.meanBase + row.meanHead * row.meanHead) / 2 }

  /// In proportion to what each row tells of what all have in common, with the usual noise between runs.
  private static func weights(_ counting: [Double]) -> [Double] {
    let weights = counting.map { 1 / ($0 + 2 * NoiseModel.assumedVariation * NoiseModel.assumedVariation) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  private static func effect(ofMean values: [Double]) -> EffectEstimate {
    EffectEstimate(
      mean: SampleStatistics.mean(values), standardError: (SampleStatistics.variance(values) / Double(values.count)).squareRoot(),
      degreesOfFreedom: Double(values.count - 1))
  }
}

// MARK: Sets that are not pairs

extension CostTest {
  private mutating func testSets(_ rows: [RowData]) {
    let (before, after) = (rows[0].base.count, rows[0].head.count)
    let hasRatio = rows.map(Self.hasRatio)
    let logarithm = { (row: RowData, cost: Double) in log(max(cost, row.costPerSample / 2)) }
    var base = rows.indices.map { index in hasRatio[index] ? rows[index].base.map { logarithm(rows[index], $0) } : rows[index].base }
    var head = rows.indices.map { index in hasRatio[index] ? rows[index].head.map { logarithm(rows[index], $0) } : rows[index].head }
    let counting = rows.indices.map { hasRatio[$0] ? Self.relativeCounting(ofRuns: rows[$0]) : Self.absoluteCounting(rows[$0]) / 2 }
    let inCommon = rows.indices.filter { hasRatio[$0] }
    let weights = Self.weights(inCommon.map { counting[$0] })
    let sharedBase = (0..<before).map { run in zip(inCommon, weights).reduce(0) { $0 + $1.1 * base[$1.0][run] } }
    let sharedHead = (0..<after).map { run in zip(inCommon, weights).reduce(0) { $0 + $1.1 * head[$1.0][run] } }
    for index in inCommon {
      for run in 0..<before { base[index][run] -= sharedBase[run] }
      for run in 0..<after { head[index][run] -= sharedHead[run] }
    }
    let freedom = Double(before + after - 2)
    let variances = inCommon.map {
      (SampleStatistics.variance(base[$0]) * Double(before - 1) + SampleStatistics.variance(head[$0]) * Double(after - 1)) / freedom
    }
    let added = NoiseModel.betweenRuns(counting: inCommon.map { counting[$0] }, variances: variances, degreesOfFreedom: freedom)
    let models = rows.indices.map { counting[$0] + added * (hasRatio[$0] ? 1 : Self.squaredCost(rows[$0])) }
    let effects = ModeratedTwoSampleTest(base, head, modelVariances: models).effects
    let welch = WelchTest(sharedBase, sharedHead)
    for index in rows.indices {
      guard var effect = effects[index] else { continue }
      let floor = (counting[index] * (1 / Double(before) + 1 / Double(after))).squareRoot()
      effect.standardError = max(effect.standardError, floor)
      guard hasRatio[index] else {
        estimates[index].takeAbsolute(effect, &reach)
        continue
      }
      guard let welch else { continue }
      let error = welch.statistic != 0 && welch.statistic.isFinite ? abs(welch.difference.value / welch.statistic) : 0
      let shared = EffectEstimate(mean: welch.difference.value, standardError: error, degreesOfFreedom: max(1, welch.degreesOfFreedom))
      // Without pairs a machine that was slower for one side is no different from a program that is: no test without it.
      estimates[index].takeLogarithmic(effect.adding(shared), &reach)
    }
  }

  private static func relativeCounting(ofRuns row: RowData) -> Double {
    SampleStatistics.mean((row.baseSamples + row.headSamples).map { 1 / max(0.5, $0) })
  }

  /// Without repetitions the noise between runs is taken to be 2 %.
  private mutating func testSingle(_ row: RowData, _ means: Estimate) -> Estimate {
    var estimate = means
    let (before, after) = (Double(row.base.count), Double(row.head.count))
    let between = NoiseModel.assumedVariation * NoiseModel.assumedVariation * (1 / before + 1 / after)
    if Self.hasRatio(row) {
      let counting = 1 / (row.meanBaseSamples * before) + 1 / (row.meanHeadSamples * after)
      estimate.takeLogarithmic(
        EffectEstimate(
          mean: log(row.meanHead / row.meanBase), standardError: (counting + between).squareRoot(), degreesOfFreedom: .infinity), &reach)
    } else {
      let cost = row.costPerSample
      let counting = cost * cost * ((row.meanBaseSamples + 0.5) / before + (row.meanHeadSamples + 0.5) / after)
      let error = (counting + between * Self.squaredCost(row)).squareRoot()
      estimate.takeAbsolute(EffectEstimate(mean: row.meanHead - row.meanBase, standardError: error, degreesOfFreedom: .infinity), &reach)
    }
    return estimate
  }
}

extension EffectEstimate {
  /// The sum of two independent effects.
  func adding(_ other: EffectEstimate) -> EffectEstimate {
    let (own, others) = (standardError * standardError, other.standardError * other.standardError)
    guard others > 0 else { return EffectEstimate(mean: mean + other.mean, standardError: standardError, degreesOfFreedom: degreesOfFreedom) }
    let sum = own + others
    let (ownShare, otherShare) = (own / sum, others / sum)
    let freedom = 1 / (ownShare * ownShare / degreesOfFreedom + otherShare * otherShare / other.degreesOfFreedom)
    return EffectEstimate(mean: mean + other.mean, standardError: sum.squareRoot(), degreesOfFreedom: freedom)
  }
}
