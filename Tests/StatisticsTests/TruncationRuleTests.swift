import Statistics
import Testing

@Suite("The truncation rule MSER-5")
struct TruncationRuleTests {
  /// Repeatable noise around 0, at most 1 in size.
  private func noise(_ count: Int) -> [Double] {
    (0..<count).map { index -> Double in
      let number: Int = (index * 7919 + 104_729) % 1000
      return Double(number) / 500 - 1
    }
  }

  @Test("cuts the warm-up and not much more")
  func warmup() throws {
    let values = noise(100).enumerated().map { index, noise -> Double in noise + (index < 20 ? 40 : 100) }
    let rule = try #require(TruncationRule.mser5(values))
    // The step is at 20, a multiple of the batch of five; noise of 1 % may cost a few batches.
    #expect((20...35).contains(rule.cut))
    #expect(abs(rule.mean - 100) < 1)
    #expect(abs(rule.cutMean - 40) < 30)
    #expect(rule.isSettled)
    #expect(!rule.isSteady())
  }

  @Test("is content with noise around a constant")
  func constant() throws {
    let rule = try #require(TruncationRule.mser5(noise(100).map { 100 + $0 }))
    #expect(rule.isSteady())
    let flat = try #require(TruncationRule.mser5([Double](repeating: 3, count: 50)))
    #expect(flat.cut == 0 && flat.isSteady() && flat.isSettled && flat.mean == 3)
  }

  @Test("is not content with a trend that does not end")
  func trend() throws {
    let rule = try #require(TruncationRule.mser5((0..<100).map { Double($0) }))
    #expect(!rule.isSettled)
    #expect(!rule.isSteady())
  }

  @Test("seldom takes noise for warm-up")
  func falseAlarms() throws {
    var state: UInt64 = 1
    var alarms = 0
    for _ in 0..<400 {
      // Sums of twelve uniform numbers: normal, with a standard deviation of 20 % of the mean.
      let values = (0..<45).map { _ -> Double in
        var sum = -6.0
        for _ in 0..<12 {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          sum += Double(state >> 11) / Double(1 << 53)
        }
        return 1 + 0.2 * sum
      }
      if !(try #require(TruncationRule.mser5(values))).isSteady() { alarms += 1 }
    }
    // About 2 % in simulation: 8 of 400, with a standard deviation of 3.
    #expect(alarms < 20)
  }

  @Test("says nothing of fewer than 20 values")
  func short() { #expect(TruncationRule.mser5(noise(19)) == nil) }
}

@Suite("Little's law")
struct LittlesLawTests {
  @Test("holds for clients that are always waiting or thinking")
  func holds() {
    #expect(LittlesLaw.error(throughput: 100, response: 0.04, clients: 4) == 0)
    #expect(LittlesLaw.error(throughput: 100, response: 0.03, thinkTime: 0.01, clients: 4).map { $0 < 1e-12 } == true)
  }

  @Test("tells by how much a measurement contradicts itself, in either direction")
  func fails() {
    #expect(LittlesLaw.error(throughput: 100, response: 0.02, clients: 4) == 0.5)
    #expect(LittlesLaw.error(throughput: 100, response: 0.06, clients: 4) == 0.5)
    #expect(LittlesLaw.error(throughput: 100, response: 0.06, clients: 0) == nil)
  }
}
