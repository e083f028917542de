import Testing

@testable import Scaling

@Suite("Costs of two sets of runs") struct CostTestTests {
  @Test("that vary in proportion to their size are told apart although the larger ones vary more than they differ from the smaller")
  func proportional() throws {
    // Nine times larger, within a factor of two: on the plain scale Welch's interval reaches below 0.
    let test = try #require(CostTest([1.0, 1.1, 0.9], [6, 9, 14]))
    #expect(test.pValue < 0.05 && test.difference.excludesZero && test.difference.value > 0)
  }

  @Test("that are partly 0 are compared as they are")
  func zeros() throws {
    let test = try #require(CostTest([0, 0, 0], [10, 11, 12]))
    #expect(abs(test.difference.value - 11) < 1e-12 && test.pValue < 0.05)
    #expect(CostTest([1], [2, 3]) == nil)
  }
}
