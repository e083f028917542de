import Statistics
import Testing

/// Reference numbers: limma's formulas (Smyth 2004) written out in NumPy 2 and SciPy 1.17.1.
@Suite("Moderated tests") struct ModeratedTestTests {
  private let rows: [[Double]] = [
    [0.02, 0.05, -0.01, 0.03], [0.10, 0.12, 0.09, 0.14], [-0.2, 0.1, 0.05, -0.02], [0.01, 0.0, 0.02, 0.01], [0.3, 0.1, -0.1, 0.2],
    [0.05, 0.06, 0.01, -0.03], [0.5, -0.4, 0.2, 0.1],
  ]
  private let models: [Double] = [0.001, 0.0005, 0.01, 0.0002, 0.02, 0.001, 0.02]
  /// Models that the rows disagree with, so that d₀ is finite.
  private let poorModels: [Double] = [0.001, 0.00005, 0.03, 0.00001, 0.04, 0.008, 0.006]

  private func isClose(_ value: Double?, _ expected: Double, within bound: Double = 1e-9) -> Bool {
    abs((value ?? .nan) - expected) <= bound * abs(expected)
  }

  @Test("a paired test shrinks variances toward the model as limma does")
  func paired() throws {
    let test = ModeratedPairedTest(rows, modelVariances: poorModels)
    #expect(isClose(test.prior.degreesOfFreedom, 1.6334196534887104) && isClose(test.prior.scale, 1.3208912077970987))
    let errors = [
      0.014750614910772697, 0.009241510767350674, 0.07925005544622649, 0.0034576437738782244, 0.09683838844362878, 0.03471503299650199,
      0.15283955337794305,
    ]
    let pValues = [
      0.19221615193095126, 0.00010788256104328135, 0.8346296041683928, 0.03730797443655015, 0.2574167746292962, 0.5476335212106184,
      0.5440011287632476,
    ]
    for (index, effect) in test.effects.enumerated() {
      #expect(isClose(effect?.standardError, errors[index]) && isClose(effect?.pValue, pValues[index]), "row \(index)")
      #expect(isClose(effect?.degreesOfFreedom, 4.63341965348871))
    }
  }

  @Test("rows that differ by chance only share one variance, but no more degrees of freedom than all have together")
  func pooled() throws {
    let test = ModeratedPairedTest(rows, modelVariances: models)
    #expect(test.prior.degreesOfFreedom == .infinity && isClose(test.prior.scale, 1.9734523809523812))
    let effect = try #require(test.effects[1])
    // 7 rows of 3 degrees of freedom; √(scale·model/4).
    #expect(effect.degreesOfFreedom == 21 && isClose(effect.standardError, (1.9734523809523812 * 0.0005 / 4).squareRoot()))
  }

  @Test("two groups that were not paired are moderated with the variance they share")
  func twoSamples() {
    let second = rows.map { row in row.prefix(3).map { $0 * 1.1 + 0.05 } }
    let test = ModeratedTwoSampleTest(rows, second, modelVariances: poorModels)
    #expect(isClose(test.prior.degreesOfFreedom, 1.3922629502529351) && isClose(test.prior.scale, 1.1178113447022027))
    let pValues = [
      0.06852847834965645, 0.009221173330679138, 0.6981415874652631, 0.000159357462117484, 0.822793958628392, 0.13559200587559606,
      0.8438492034491252,
    ]
    for (index, effect) in test.effects.enumerated() { #expect(isClose(effect?.pValue, pValues[index]), "row \(index)") }
    #expect(isClose(test.effects[0]?.mean, 0.0495) && isClose(test.effects[0]?.standardError, 0.0226248091385625))
  }

  @Test("with fewer than five rows each stands for itself")
  func fewRows() {
    let test = ModeratedPairedTest(Array(rows.prefix(4)), modelVariances: models)
    #expect(test.prior.degreesOfFreedom == 0)
    for (row, effect) in zip(rows, test.effects) {
      #expect(isClose(effect?.pValue, StudentTest.pValue(meanIsZero: row)) && effect?.degreesOfFreedom == 3)
    }
    let pair = ModeratedTwoSampleTest([[1, 2, 3]], [[2, 3, 5, 6]], modelVariances: [1])
    // The two-sample t test with pooled variance: difference 2, s² = (2 + 10)/5, t = 1.69031 with 5 degrees of freedom (SciPy's ttest_ind).
    #expect(pair.effects[0]?.mean == 2 && abs((pair.effects[0]?.pValue ?? 0) - 0.1517611) < 1e-6)
  }

  @Test("rows without values, without a model or without variance take part in nothing and trap nothing")
  func degenerate() {
    let odd: [[Double]] = [[], [1], [.nan, .infinity, 2], [0, 0, 0, 0], [1e300, -1e300, 1e300, 0], [5, 5, 5, 5]]
    let test = ModeratedPairedTest(rows + odd, modelVariances: poorModels + [0.1, 0.1, 0.1, 0.001, 0.1])
    #expect(test.effects.count == 13 && test.effects[7] == nil && test.effects[8] == nil && test.effects[9] == nil && test.effects[11] == nil)
    #expect(test.effects[10]?.pValue == 1)
    // No model: its own variance, which is 0, and a mean that is 5 for certain.
    #expect(test.effects[12]?.standardError == 0 && test.effects[12]?.pValue == 0 && test.effects[12]?.interval == Interval(exactly: 5))
    #expect(ModeratedPairedTest([], modelVariances: []).effects.isEmpty)
    #expect(ModeratedPairedTest(Array(repeating: [2, 2, 2], count: 9), modelVariances: Array(repeating: 1, count: 9)).prior.degreesOfFreedom == 0)
    #expect(
      ModeratedTwoSampleTest([[], [1], [1, 2]], [[1, 2], [2], [4]], modelVariances: [1, 1, 1]).effects.map { $0 == nil } == [true, true, false])
  }

  @Test("the prior of simulated variances is found again, and p values of rows without an effect are uniform")
  func calibration() {
    var noise = Noise(seed: 11)
    let truth = (freedom: 12, scale: 2.5)
    let models = (0..<2000).map { 0.0001 * Double(1 + $0 % 50) }
    let rows = models.map { model in
      let deviation = (model * truth.scale * Double(truth.freedom) / noise.chiSquared(truth.freedom)).squareRoot()
      return (0..<6).map { _ in deviation * noise.normal() }
    }
    let test = ModeratedPairedTest(rows, modelVariances: models)
    // Of 2 000 rows the variance of ln s² is known to 4 %: d₀ to about 15 %; the mean of ln s² to 0.016.
    #expect(abs(test.prior.degreesOfFreedom - 12) < 5 && abs(test.prior.scale - 2.5) < 0.2)
    let pValues = test.effects.compactMap { $0?.pValue }
    // 4 standard deviations of the binomial: √(n·α·(1 − α)) is 9.7 at 5 % and 4.4 at 1 %.
    #expect(abs(pValues.filter { $0 < 0.05 }.count - 100) <= 39 && abs(pValues.filter { $0 < 0.01 }.count - 20) <= 18)
  }
}

@Suite("Effect estimates") struct EffectEstimateTests {
  @Test("an estimate has the p, interval and one-sided tests of Student's t")
  func student() {
    // t(9): quantiles .975 and .9 are 2.2621571628 and 1.3830287384; upper tails at 3 and 1: 0.0074781865 and 0.1717182 (tables).
    let effect = EffectEstimate(mean: 0.06, standardError: 0.02, degreesOfFreedom: 9)
    #expect(abs(effect.pValue - 0.0149563730) < 1e-8)
    #expect(abs(effect.interval.low - (0.06 - 0.02 * 2.2621571628)) < 1e-11 && abs(effect.interval(confidence: 0.8).high - 0.087660574768) < 1e-10)
    #expect(abs(effect.pValue(ofAtMost: 0.04) - 0.1717182) < 1e-6 && abs(effect.pValue(ofAtLeast: 0.04) - 0.8282818) < 1e-6)
    // (t(.995) + t(.9))·SE; the exact power by the noncentral t is .9 at 4.774 standard errors, 3 % more.
    #expect(abs(effect.minimumDetectableEffect() - 0.02 * 4.632864279988759) < 1e-10)
  }

  @Test("equivalence needs both one-sided tests, and a large p of no effect is none")
  func equivalence() {
    let precise = EffectEstimate(mean: 0.001, standardError: 0.005, degreesOfFreedom: 20)
    let vague = EffectEstimate(mean: 0.001, standardError: 0.05, degreesOfFreedom: 20)
    #expect(Equivalence.pValue(precise, within: 0.03) < 0.001 && Equivalence.pValue(vague, within: 0.03) > 0.2 && vague.pValue > 0.9)
    let faster = EffectEstimate(mean: -0.2, standardError: 0.005, degreesOfFreedom: 20)
    #expect(Equivalence.pValue(faster, below: 0.03) < 1e-9 && Equivalence.pValue(faster, within: 0.03) > 0.999)
    // p = 5 % where the upper end of the 90 % interval is the margin.
    let edge = precise.interval(confidence: 0.9).high
    #expect(abs(Equivalence.pValue(precise, below: edge) - 0.05) < 1e-10)
  }

  @Test("what is known for certain and what is not known at all have p values and intervals too")
  func degenerate() {
    let certain = EffectEstimate(mean: 0.1, standardError: 0, degreesOfFreedom: 3)
    #expect(
      certain.pValue == 0 && certain.minimumDetectableEffect() == 0 && certain.pValue(ofAtLeast: 0.2) == 0 && certain.pValue(ofAtMost: 0.1) == 1)
    let unknown = EffectEstimate(mean: 0.1, standardError: 0.1, degreesOfFreedom: 0)
    #expect(unknown.pValue == 1 && unknown.interval.high == .infinity && unknown.minimumDetectableEffect() == .infinity)
    let known = EffectEstimate(mean: 1.959963984540054, standardError: 1, degreesOfFreedom: .infinity)
    #expect(abs(known.pValue - 0.05) < 1e-12 && abs(known.interval.low) < 1e-12 && known.pValue(ofAtLeast: .infinity) == 0)
    #expect(EffectEstimate(mean: .nan, standardError: 1, degreesOfFreedom: 3).pValue == 1)
    #expect(EffectEstimate(mean: 1, standardError: .infinity, degreesOfFreedom: 3).pValue == 1)
  }
}
