import Statistics
import Testing

@Suite("Binomial intervals") struct BinomialIntervalTests {
  @Test(
    "exact intervals are those of SciPy's proportion_ci",
    arguments: [
      (2, 200, 0.0012133490137476003, 0.035654668397239866), (18, 20, 0.6830172859809209, 0.9876514728297041), (20, 20, 0.8315665290169145, 1),
      (0, 10, 0, 0.30849710781876294), (100, 2000, 0.04086426771825676, 0.060481722083110326),
    ])
  func exact(_ successes: Int, _ trials: Int, _ low: Double, _ high: Double) {
    let interval = BinomialInterval.exact(successes, of: trials)
    #expect(abs(interval.low - low) < 1e-10 && abs(interval.high - high) < 1e-10 && interval.value == Double(successes) / Double(trials))
  }

  @Test("without trials anything is possible, and counts out of range are brought into it")
  func degenerate() {
    #expect(BinomialInterval.exact(0, of: 0).low == 0 && BinomialInterval.exact(0, of: 0).high == 1 && BinomialInterval.exact(0, of: -1).value.isNaN)
    #expect(BinomialInterval.exact(9, of: 5) == BinomialInterval.exact(5, of: 5) && BinomialInterval.exact(-1, of: 5).value == 0)
  }
}
