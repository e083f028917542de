import Testing

@testable import Regression

@Suite("A comparison")
struct ComparisonTests {
  @Test("starts without a verdict") func startsInconclusive() { #expect(Comparison().verdict == .inconclusive) }
}
