import Glibc
import Statistics
import Testing

@Suite("Bootstrap") struct BootstrapTests {
  @Test("the generator gives the published numbers")
  func generator() {
    // The first outputs of Vigna's splitmix64.c for the seed 1234567, as Rosetta Code lists them.
    var generator = SplitMix64(seed: 1_234_567)
    #expect((0..<3).map { _ in generator.next() } == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test("indices stay below their count and reach all of it, and units lie in [0, 1)")
  func ranges() {
    var generator = SplitMix64(seed: 7)
    var seen = Set<Int>()
    for _ in 0..<1000 {
      seen.insert(generator.index(below: 5))
      let unit = generator.unit()
      #expect(unit >= 0 && unit < 1)
    }
    #expect(seen == Set(0..<5))
  }

  @Test("the same seed gives the same interval, which is near the t interval of a mean")
  func interval() {
    var generator = SplitMix64(seed: 3)
    let values = (0..<40).map { _ in generator.unit() + generator.unit() + generator.unit() }
    func mean(_ indices: [Int]) -> Double { indices.reduce(0) { $0 + values[$1] } / Double(indices.count) }
    let interval = Bootstrap.interval(count: values.count, seed: 9, mean)
    #expect(interval == Bootstrap.interval(count: values.count, seed: 9, mean) && interval != Bootstrap.interval(count: values.count, seed: 10, mean))
    let exact = SampleStatistics.meanInterval(values)
    // Percentile ends of 1000 resamples scatter by about 5 % of the width, and t is 3 % wider than the normal.
    let bound = 0.15 * (exact.high - exact.low)
    #expect(abs(interval.low - exact.low) < bound && abs(interval.high - exact.high) < bound)
  }

  @Test("an estimate without resamples stands alone, and what is not finite is left out")
  func degenerate() {
    #expect(Bootstrap.interval(5, []) == Interval(exactly: 5))
    #expect(Bootstrap.interval(5, [4, .nan, 4, .infinity]) == Interval(5, low: 4, high: 5))
    #expect(Bootstrap.interval(count: 0) { _ in 1 }.value.isNaN)
  }
}
