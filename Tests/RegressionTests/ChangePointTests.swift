import Statistics
import Testing

@testable import Regression

@Suite("Change points") struct ChangePointTests {
  @Test("seeded intervals lie within the series, cover it in every layer, and are few")
  func seededIntervals() {
    for count in [6, 7, 13, 50, 365, 2000] {
      let intervals = ChangePointSearch.seededIntervals(count)
      #expect(intervals.first == 0..<count)
      #expect(intervals.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= count && $0.count >= 2 * ChangePointSearch.leastSegment })
      // Each layer is some two series long, and there are two layers for each halving.
      let layers = 2 * Int(Double(count).exponent) + 2
      #expect(intervals.reduce(0) { $0 + $1.count } <= 4 * count * layers)
      #expect(Set(intervals.map(\.upperBound)).contains(count))
    }
    #expect(ChangePointSearch.seededIntervals(5).isEmpty && ChangePointSearch.seededIntervals(0).isEmpty)
  }

  @Test("normal scores have the mean 0, keep the order, and are shared by equal values")
  func scores() {
    var normal = NormalScores()
    let scores = normal.scores(NormalScores.ranks([30, 10, 20, 20, 50])[...])
    // Φ⁻¹ of 0.1, 0.3, 0.5, 0.7 and 0.9: −1.28155, −0.52440, 0, 0.52440, 1.28155 (tables); the second and third are shared.
    let expected = [0.52440, -1.28155, -0.26220, -0.26220, 1.28155]
    #expect(zip(scores, expected).allSatisfy { abs($0 - $1) < 1e-5 } && abs(scores.reduce(0, +)) < 1e-12)
    let (none, single) = (normal.scores([]), normal.scores([7]))
    #expect(none.isEmpty && single == [0])
  }

  @Test("a perfect step has the distance that its scores say")
  func distance() throws {
    var search = ChangePointSearch([1, 2, 3, 4, 11, 12, 13, 14])
    let whole = search.split(start: 0, end: 8)
    let split = try #require(whole)
    // Scores of ranks 1…8 at (r − ½)/8: ±0.15731, ±0.48878, ±0.88715, ±1.53412; half of them sum to 3.06736, the variance is their squares by 7.
    let squares = 2 * (0.15731 * 0.15731 + 0.48878 * 0.48878 + 0.88715 * 0.88715 + 1.53412 * 1.53412)
    #expect(split.index == 4 && abs(split.distance - 3.06736 / (2 * squares / 7).squareRoot()) < 1e-4)
    let short = search.split(start: 0, end: 5)
    #expect(short == nil)
  }

  @Test("correlation between neighbours widens, independence and steps do not, and wandering has a limit")
  func inflation() {
    var series = TrendSeries(seed: 21)
    // √(1.3/0.7) is 1.363; ρ is known to 0.025 of 2 000 points.
    #expect(abs(ChangePointThreshold.inflation(series.noise(.correlated, 2000)) - 1.363) < 0.1)
    #expect(ChangePointThreshold.inflation(series.noise(.bimodal, 2000)) < 1.08)
    #expect(ChangePointThreshold.inflation(series.levels([(0, 1000), (20, 1000)])) < 1.15)
    var sum = 0.0
    let walk = series.noise(.gaussian, 500).map { step in
      sum += step
      return sum
    }
    #expect(abs(ChangePointThreshold.inflation(walk) - 2) < 1e-12)
    #expect(ChangePointThreshold.inflation([1, 2, 3]) == 1 && ChangePointThreshold.inflation([5, 5, 5, 5, 5]) == 1)
  }

  @Test("the threshold grows with the length and is never reached by fewer than eight points")
  func threshold() {
    #expect(ChangePointThreshold.distance(points: 7) == .infinity)
    let distances = stride(from: 8, to: 6000, by: 7).map { ChangePointThreshold.distance(points: $0) }
    #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 <= $1 } && distances.allSatisfy { $0 > 2 && $0 < 5 })
  }

  @Test("values on two levels are no drift, values on a line are, and a step beside a line is none")
  func shapes() {
    var series = TrendSeries(seed: 22)
    let noise = series.noise(.gaussian, 100)
    func shape(_ value: (Int) -> Double) -> ChangeShape { ChangeShape(noise.enumerated().map { $1 + value($0) }, before: 50) }
    #expect(!shape { $0 < 50 ? 0 : 4 }.isGradual && shape { $0 < 50 ? 0 : 4 }.isRise)
    #expect(shape { Double($0) / 20 }.isGradual && !shape { -Double($0) / 20 }.isRise)
    #expect(!shape { Double($0) / 20 + ($0 < 50 ? 0 : 5) }.isGradual)
  }
}
