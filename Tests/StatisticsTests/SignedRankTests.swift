import Testing

@testable import Statistics

@Suite("The signed-rank test")
struct SignedRankTests {
  /// Hollander, Wolfe and Chicken, table A.4: P(W⁺ ≥ 15) = 1/32 for five, P(W⁺ ≥ 45) = .0420 and P(W⁺ ≥ 47) = .0244 for ten.
  @Test("Its tails are those of the table") func tails() throws {
    let five = try #require(SignedRankTest([1, 2, 3, 4, 5]))
    #expect(abs(five.pValue - 2.0 / 32) < 1e-12)
    #expect(five.estimate == 3)
    // The ranks that are negative sum to 8: W⁺ = 47.
    let ten = try #require(SignedRankTest([1, 2, 3, 4, 5, 6, 7, -8, 9, 10]))
    #expect(abs(ten.pValue - 2 * 25.0 / 1024) < 1e-12)
    let other = try #require(SignedRankTest([1, 2, 3, 4, 5, 6, 7, 8, 9, -10]))
    #expect(abs(other.pValue - 2 * 43.0 / 1024) < 1e-12)
  }

  /// The 95 % interval of ten leaves out 8 of 55 averages at each end, for P(W ≤ 8) = .0244; the one-sided bound leaves out 10.
  @Test("Its interval leaves out as many averages as the table says") func interval() throws {
    let values = [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    let averages = values.indices.flatMap { first in (first..<10).map { (values[first] + values[$0]) / 2 } }.sorted()
    let test = try #require(SignedRankTest(values))
    #expect(test.interval.low == averages[8])
    #expect(test.interval.high == averages[54 - 8])
    #expect(test.upperBound(confidence: 0.95) == averages[54 - 10])
  }

  @Test("Too few differences have no bound, and one wild value moves the estimate little") func limits() throws {
    #expect(try #require(SignedRankTest([1, 2])).interval.high == .infinity)
    let wild = try #require(SignedRankTest([1, 1.1, 0.9, 1, 1.05, 0.95, 1, 100]))
    #expect(wild.estimate < 1.2)
    #expect(SignedRankTest([]) == nil)
    #expect(SignedRankTest([.nan, 1]) == nil)
    #expect(SignedRankTest([0, 0, 0])?.pValue == 1)
  }
}
