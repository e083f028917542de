import Statistics
import Testing

@testable import Scaling

@Suite("Growth with age") struct AgeingTests {
  /// Runs of 40 windows whose cost rises by `slope` a window, with noise that lasts from window to window (correlation 0.7).
  private func runs(_ base: Double, slope: Double, noise: Double, seed: UInt64, runs: Int = 6, windows: Int = 40) -> [[Double]] {
    var noises = NormalNoise(seed: seed)
    return (0..<runs).map { _ in
      var drift = 0.0
      return (0..<windows).map { window in
        drift = 0.7 * drift + noises.next()
        return base * (1 + noise * drift) + slope * Double(window)
      }
    }
  }

  @Test("is claimed where a function's cost rises, and only there")
  func rising() throws {
    let search = FrameName("searchList")
    let steady = FrameName("steadyWork")
    let report = AgeingAnalysis.report(
      requestsPerWindow: 500,
      rows: [
        AgeingAnalysis.Input(frame: steady, runs: runs(5000, slope: 0, noise: 0.02, seed: 1)),
        AgeingAnalysis.Input(frame: search, runs: runs(1000, slope: 20, noise: 0.02, seed: 2)),
        AgeingAnalysis.Input(frame: nil, runs: runs(6000, slope: 20, noise: 0.02, seed: 3)),
      ])
    #expect(report.rows.map { $0.frame } == [nil, search, steady])
    #expect(report.rows.map(\.isClaimed) == [true, true, false] && report.refused.isEmpty && report.windows == 40)
    #expect(report.rows[1].slope.low < 20 && report.rows[1].slope.high > 20 && report.rows[1].q < 0.001)
  }

  @Test("a change too small to matter is not claimed, however sure it is")
  func small() {
    // 40 windows of 0.01 on 1000: 0.04 %.
    let rows = [AgeingAnalysis.Input(frame: nil, runs: runs(1000, slope: 0.01, noise: 0, seed: 1))]
    let report = AgeingAnalysis.report(requestsPerWindow: 100, rows: rows)
    #expect(report.rows[0].slope.excludesZero && report.rows[0].q < 0.05 && !report.rows[0].isClaimed)
  }

  @Test("that runs do not show is not denied, but where they exclude it")
  func denial() {
    func sentence(noise: Double) -> String {
      var result = ScaleResult()
      let rows = [AgeingAnalysis.Input(frame: nil, runs: runs(1000, slope: 0, noise: noise, seed: 5))]
      result.ageing = AgeingAnalysis.report(requestsPerWindow: 100, rows: rows)
      return Sentence.opening(result)
    }
    #expect(sentence(noise: 0.0005) == "The cost of a request does not grow with age.")
    #expect(sentence(noise: 0.1).contains("No growth of the cost of a request with age was shown; up to "))
  }

  /// 100 functions that do not age, of which 5 % may be claimed at most; noise lasts from window to window.
  @Test("false alarms stay below 5 % although windows are not independent")
  func falseAlarms() {
    let rows = (0..<100).map { AgeingAnalysis.Input(frame: FrameName("f\($0)"), runs: runs(1000, slope: 0, noise: 0.05, seed: UInt64(50 + $0))) }
    #expect(AgeingAnalysis.report(requestsPerWindow: 100, rows: rows).rows.count { $0.isClaimed } <= 5)
  }

  @Test("needs 20 windows and 5 fresh runs")
  func refusals() {
    func rules(_ runCount: Int, _ windows: Int) -> [String] {
      let rows = [AgeingAnalysis.Input(frame: nil, runs: runs(1000, slope: 50, noise: 0.01, seed: 1, runs: runCount, windows: windows))]
      let report = AgeingAnalysis.report(requestsPerWindow: 100, rows: rows)
      #expect(report.rows[0].isClaimed == report.refused.isEmpty)
      return report.refused.map(\.rule)
    }
    #expect(rules(5, 20).isEmpty && rules(4, 20) == ["fewRuns"] && rules(5, 19) == ["fewWindows"] && rules(1, 3) == ["fewWindows", "fewRuns"])
  }

  @Test("memory is told per request")
  func memory() {
    let resident = (0..<5).map { (run: Int) -> [Double] in (0..<20).map { (window: Int) -> Double in Double(1_000_000 + run + 409_600 * window) } }
    let rows = [AgeingAnalysis.Input(frame: nil, runs: runs(1000, slope: 0, noise: 0.01, seed: 1, runs: 5, windows: 20))]
    let report = AgeingAnalysis.report(requestsPerWindow: 100, rows: rows, residentBytes: resident, heapBytes: [])
    #expect(abs(report.residentPerRequest.value - 4096) < 1e-6 && report.heapPerRequest == Interval(exactly: 0) && report.resident.count == 20)
  }

  @Test("nothing, and windows that are no numbers, are refused without a trap")
  func nonsense() {
    #expect(AgeingAnalysis.report(requestsPerWindow: 0, rows: []).rows.isEmpty)
    let report = AgeingAnalysis.report(requestsPerWindow: 0, rows: [AgeingAnalysis.Input(frame: nil, runs: [[], [1], [.nan, 2]])])
    #expect(report.rows.count == 1 && !report.rows[0].isClaimed && report.rows[0].cost.isEmpty)
  }
}
