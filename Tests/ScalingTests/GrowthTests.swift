import Foundation
import Statistics
import Testing

@testable import Scaling

@Suite("Growth with size") struct GrowthTests {
  private static let sizes: [Double] = [1000, 2000, 4000, 8000, 16_000]

  private func costs(_ growth: GrowthClass, base: Double, noise: Double, runs: Int = 5, _ noises: inout NormalNoise) -> [[Double]] {
    Self.sizes.map { size in
      let share = growth == .constant ? 1 : growth.value(at: size) / growth.value(at: 4000)
      return (0..<runs).map { _ in 100 * (base + share) * (1 + noise * noises.next()) }
    }
  }

  /// The bound of the method: 94 % of 200 sweeps over 16×, five sizes, five runs each. Standard error 1.4 % there; the seed is fixed.
  @Test("is told rightly in at least 94 % of sweeps with 3 % noise, and wrongly in at most 2 %", arguments: GrowthClass.allCases)
  func classes(_ growth: GrowthClass) {
    var noises = NormalNoise(seed: 21)
    var right = 0
    var wrong = 0
    for _ in 0..<200 {
      let tied = GrowthFit(sizes: Self.sizes, costs: costs(growth, base: 0, noise: 0.03, &noises)).tied
      guard tied.count == 1 else { continue }
      if tied[0].growth == growth { right += 1 } else { wrong += 1 }
    }
    #expect(right >= 188 && wrong <= 4, "right \(right), wrong \(wrong)")
  }

  /// Half of the cost is constant at the middle size: classes next to each other become alike, and the answer is then open, not wrong.
  @Test("is left open rather than told wrongly where much of the cost is constant", arguments: [GrowthClass.logarithmic, .linear, .linearithmic])
  func honesty(_ growth: GrowthClass) {
    var noises = NormalNoise(seed: 22)
    var wrong = 0
    for _ in 0..<200 {
      let tied = GrowthFit(sizes: Self.sizes, costs: costs(growth, base: 1, noise: 0.03, &noises)).tied
      if !tied.contains(where: { $0.growth == growth }) { wrong += 1 }
    }
    // One in fifty by each of two neighbours; standard error 1.4 %.
    #expect(wrong <= 8, "\(wrong)")
  }

  /// One in fifty sweeps may drop it in favour of each of its two neighbours, and a little more where few runs tell the noise itself badly: 5 %.
  @Test("has the truth among its answers however noisy the runs are", arguments: GrowthClass.allCases, [0.06, 0.1, 0.2])
  func noisy(_ growth: GrowthClass, noise: Double) {
    for runs in [3, 5] {
      var noises = NormalNoise(seed: 23)
      let missing = (0..<500).filter { _ in
        let tied = GrowthFit(sizes: Self.sizes, costs: costs(growth, base: 0, noise: noise, runs: runs, &noises)).tied
        return !tied.contains { $0.growth == growth }
      }
      #expect(missing.count <= 25, "\(missing.count) of 500 with \(runs) runs")
    }
  }

  /// The truth is 1 + 0.2·n² with noise of about 1 %, at sizes from 20 to 60.
  @Test("of Extra-P's sweep is n², and is not claimed because the sizes span only 3×")
  func extraP() throws {
    let text = String(decoding: try MeasuredData.bytes("growth/one_parameter_1.txt"), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: " ") }
    let sizes = lines.filter { $0.first == "POINTS" }.compactMap { Double($0[2]) }
    let costs = lines.filter { $0.first == "DATA" }.map { $0.dropFirst().compactMap { Double($0) } }
    try #require(sizes == [20, 30, 40, 50, 60] && costs.allSatisfy { $0.count == 6 })
    let report = GrowthAnalysis.report(sizes: sizes, rows: [GrowthAnalysis.Input(frame: nil, costs: costs)], unit: "cost")
    let row = report.rows[0]
    #expect(row.model == "n^2" && report.refused.map(\.rule) == ["span"] && report.sentence.contains("not claimed"))
    #expect(abs(row.slope.value - 0.2) < 0.004 && row.slope.low < 0.2 && row.slope.high > 0.2)
    // 1 + 0.2·600² = 72 001, within 2 %.
    #expect(abs(row.atTenTimes.value / 72_001 - 1) < 0.02)
  }

  @Test("ranks functions by what they cost at ten times the largest size, the whole request first")
  func ranking() throws {
    let parts: [(String, (Double) -> Double)] = [("scan", { 5 * $0 }), ("pairs", { 0.0004 * $0 * $0 }), ("fixed", { _ in 30_000 })]
    var rows = parts.map { part in GrowthAnalysis.Input(frame: FrameName(part.0), costs: Self.sizes.map { [part.1($0), part.1($0) * 1.001] }) }
    let whole = Self.sizes.map { size in parts.reduce(0) { $0 + $1.1(size) } }
    rows.append(GrowthAnalysis.Input(frame: nil, costs: whole.map { [$0, $0 * 1.001] }))
    let report = GrowthAnalysis.report(sizes: Self.sizes, rows: rows, unit: "nanoseconds")
    #expect(report.rows.map { $0.frame?.function } == [nil, "pairs", "scan", "fixed"])
    #expect(report.rows[1...].map(\.model) == ["n^2", "n", "constant"])
    // At these sizes the whole looks like a slower class than n², which at 160 000 is more than all the rest: it is a mix, and says so.
    #expect(report.refused.map(\.rule).contains("mixed") && report.rows[1].shareAtTenTimes == 1 && report.rows[0].shareAtTenTimes < 1)
    // 0.0004·160000² = 10.24 million; 5·160000 = 0.8 million. Runs lie 0.1 % apart.
    #expect(abs(report.rows[1].atTenTimes.value / 10.24e6 - 1) < 2e-3 && abs(report.rows[2].shareAtTenTimes - 0.8 / 10.24) < 1e-3)
    #expect(abs(report.rows[1].exponent.value - 2) < 1e-6 && abs(report.rows[3].exponent.value) < 1e-6)
  }

  @Test("of a cost that sizes do not change is constant, and says so")
  func constant() {
    let costs = Self.sizes.map { _ in [5.0, 5.1, 4.9, 5.05, 4.95] }
    let report = GrowthAnalysis.report(sizes: Self.sizes, rows: [GrowthAnalysis.Input(frame: nil, costs: costs)], unit: "cost")
    #expect(report.rows[0].model == "constant" && report.refused.isEmpty && report.sentence.contains("does not depend on the size"))
    #expect(abs(report.rows[0].atTenTimes.value - 5) < 1e-9 && report.rows[0].slope == Interval(exactly: 0))
  }

  @Test("is open, not constant, where so few runs cannot tell")
  func fewRuns() {
    for sizes in [[1000.0, 4000, 16_000], [1000, 4000, 8000, 16_000]] {
      let rows = [GrowthAnalysis.Input(frame: nil, costs: sizes.map { [$0 * $0] })]
      let row = GrowthAnalysis.report(sizes: sizes, rows: rows, unit: "cost").rows[0]
      #expect(row.model == nil && row.alternatives.first == "n^2")
    }
  }

  @Test("of fewer than five sizes is not claimed, nor of a cost that jumps")
  func refusals() {
    func rules(_ sizes: [Double], _ cost: (Double) -> Double) -> [String] {
      GrowthAnalysis.report(sizes: sizes, rows: [GrowthAnalysis.Input(frame: nil, costs: sizes.map { [cost($0), cost($0)] })], unit: "cost").refused
        .map(\.rule)
    }
    #expect(rules([1, 10, 100, 1000]) { $0 } == ["fewSizes"])
    #expect(rules([1, 2, 3]) { $0 * $0 } == ["fewSizes", "span"])
    #expect(rules(Self.sizes) { $0 == 4000 ? 50 : 10 }.contains("fit"))
    #expect(rules([], { $0 }) == ["fewSizes"])
  }

  @Test("of nonsense is refused without a trap")
  func nonsense() {
    func report(_ sizes: [Double], _ costs: [[Double]]) -> GrowthReport {
      GrowthAnalysis.report(sizes: sizes, rows: [GrowthAnalysis.Input(frame: nil, costs: costs)], unit: "cost")
    }
    #expect(report([2, 1], [[1], [1]]).rows.isEmpty && report([-1, 1], [[1], [1]]).rows.isEmpty && report([.nan], [[1]]).rows.isEmpty)
    #expect(report([1, 2], [[1]]).rows.isEmpty && report([1, 2], [[.nan], [-1]]).rows.isEmpty)
    #expect(report([1, 2, 4], [[], [3], []]).rows.first?.cost == [0, 3, 0])
    #expect(report(Self.sizes, Self.sizes.map { _ in [0, 0] }).rows.first?.model == "constant")
    // A function that smaller sizes never call.
    let late = report(Self.sizes, [[0, 0], [0, 0], [10, 11], [40, 41], [160, 161]])
    #expect(late.rows.count == 1 && late.rows[0].atTenTimes.value.isFinite)
  }
}
