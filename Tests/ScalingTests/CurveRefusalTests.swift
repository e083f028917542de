import Statistics
import Testing

@testable import Scaling

@Suite("Curve refusals") struct CurveRefusalTests {
  private func report(
    _ family: CurveFamily = .amdahl, _ parameters: [Double] = [100, 0.05], levels: [Double] = MeasuredData.levels,
    _ conditions: CurveConditions? = nil, change: (inout CurvePoint) -> Void = { _ in }
  ) -> CurveReport {
    var points = MeasuredData.points(family, parameters, noise: 0.005, seed: 3, levels: levels)
    for index in points.indices { change(&points[index]) }
    return CurveAnalysis.report(points, conditions ?? MeasuredData.quick)
  }

  private func rules(_ report: CurveReport) -> [String] { report.refused.map(\.rule) }
  private func status(_ report: CurveReport, _ name: String) -> TrustItem.Status? { report.trust.first { $0.name == name }?.status }

  @Test("there are none of a good curve")
  func none() {
    let report = report()
    #expect(report.selected == "amdahl" && report.refused.isEmpty && report.trust.allSatisfy { $0.status == .good })
  }

  @Test("fewer than six levels select nothing, but every coefficient is reported")
  func fewLevels() {
    let report = report(levels: [1, 2, 4, 8, 16])
    #expect(report.selected == nil && rules(report).contains("fewLevels"))
    #expect(report.models.map(\.name) == CurveFamily.allCases.map(\.rawValue) + ["usl-cycle"])
  }

  @Test("fewer than eight levels do not select α and β together")
  func fewLevelsForBoth() {
    #expect(rules(report(.usl, [100, 0.05, 0.002], levels: [1, 2, 4, 8, 16, 32, 64])) == ["fewLevelsForBoth"])
    #expect(report(.usl, [100, 0.05, 0.002], levels: [1, 2, 4, 8, 16, 32, 48, 64]).selected == "usl")
  }

  @Test("a largest N below 8 selects nothing")
  func lowMaximum() {
    #expect(rules(report(levels: [1, 2, 3, 4, 5, 6, 7])).contains("lowMaximum"))
    #expect(!rules(report(levels: [1, 2, 3, 4, 5, 6, 8])).contains("lowMaximum"))
  }

  @Test(
    "Little's law is held against response times: 3 % warn, 10 % refuse",
    arguments: [(0.98, false, false), (0.95, true, false), (0.8, false, true)])
  func little(_ factor: Double, _ warns: Bool, _ refuses: Bool) {
    let report = report { $0.response = $0.level / $0.throughput * factor }
    #expect(status(report, "little") == (refuses ? .refused : warns ? .warning : .good))
    #expect(rules(report).contains("little") == refuses && (report.selected == nil) == refuses)
  }

  @Test("think time is part of Little's law")
  func thinkTime() {
    var conditions = MeasuredData.quick
    conditions.thinkTime = 0.004
    let report = report(.linear, [100], conditions) { $0.response = $0.level / $0.throughput - 0.004 }
    #expect(status(report, "little") == .good)
  }

  @Test("a generator that was the limit refuses")
  func generator() {
    var conditions = MeasuredData.quick
    conditions.isGeneratorBound = true
    let report = report(.amdahl, [100, 0.05], conditions)
    #expect(rules(report) == ["generator"] && report.selected == nil && status(report, "generator") == .refused)
  }

  @Test("the end of the cores inside the levels warns of clients and refuses for pinned threads")
  func zones() {
    var conditions = MeasuredData.quick
    conditions.zones = CurveConditions.Zones(cores: 4)
    #expect(report(.amdahl, [100, 0.05], conditions).selected == "amdahl" && status(report(.amdahl, [100, 0.05], conditions), "zones") == .warning)
    conditions.zones.countsPinnedThreads = true
    #expect(rules(report(.amdahl, [100, 0.05], conditions)) == ["zones"])
    conditions.zones = CurveConditions.Zones(cores: 64, countsPinnedThreads: true)
    #expect(report(.amdahl, [100, 0.05], conditions).refused.isEmpty)
  }

  @Test("a curve that no shape describes refuses")
  func fit() {
    // A drop to a third beyond N = 8, as of a cache that no longer holds the work.
    let report = report(.linear, [100]) { if $0.level > 8 { $0.throughput /= 3 } }
    #expect(rules(report).contains("fit") && report.selected == nil)
  }

  @Test("a first level that was disturbed shows as an efficiency above 1")
  func efficiency() {
    let report = report(.linear, [100]) { if $0.level == 1 { $0.throughput *= 0.9 } }
    #expect(status(report, "efficiency") == .warning)
  }

  @Test("shapes that cannot be told apart are undetermined")
  func undetermined() {
    // A tenth of a percent of serial work is invisible at 3 % noise up to N = 16: a line and a bent line fit alike.
    let points = MeasuredData.points(.amdahl, [100, 0.004], noise: 0.03, seed: 8, levels: [1, 2, 4, 8, 12, 16], runs: 3)
    let report = CurveAnalysis.report(points, MeasuredData.quick)
    #expect(rules(report) == ["undetermined"] && report.selected == nil)
  }

  @Test("nothing is predicted beyond twice the largest N, nor without a selected model")
  func extrapolation() throws {
    let report = report()
    // 100·50/(1 + 0.05·49) = 1449.3; half a percent of noise leaves 1 %.
    #expect(abs(try report.prediction(at: 50) / 1449.3 - 1) < 0.01)
    #expect(throws: CurveReport.Refusal.self) { try report.prediction(at: 65) }
    #expect(throws: CurveReport.Refusal.self) { try report.prediction(at: -1) }
    #expect(throws: CurveReport.Refusal.self) { try self.report(levels: [1, 2, 4]).prediction(at: 4) }
  }

  @Test("a peak beyond twice the largest N is not told, and one within is")
  func peaks() throws {
    // √(0.95/0.00002) = 218 lies beyond 64; √(0.95/0.001) = 30.8 within.
    let far = CurveAnalysis.report(MeasuredData.points(.usl, [100, 0.05, 0.00002], noise: 0, seed: 1), MeasuredData.quick)
    #expect(far.selected == "usl" && far.models.first { $0.name == "usl" }?.peak == nil && rules(far) == ["extrapolation"])
    let near = CurveAnalysis.report(MeasuredData.points(.usl, [100, 0.05, 0.001], noise: 0, seed: 1), MeasuredData.quick)
    #expect(abs(try #require(near.selectedModel?.peak).level - 30.82) < 0.01 && near.sentence.contains("peak"))
  }

  @Test("points of any size and order give finite curves and intervals that hold their values")
  func anyPoints() {
    var generator = SplitMix64(seed: 77)
    var conditions = CurveConditions()
    conditions.resamples = 10
    for trial in 0..<24 {
      let points = (0..<(1 + generator.index(below: 9))).map { _ -> CurvePoint in
        let power = Double(sign: .plus, exponent: generator.index(below: 60) - 30, significand: 1)
        let level = trial % 2 == 0 ? Double(1 + generator.index(below: 40)) : power
        let throughput = trial % 3 == 0 ? 1 : Double(sign: .plus, exponent: generator.index(below: 120) - 60, significand: 1 + generator.unit())
        return CurvePoint(level: level, throughput: throughput)
      }
      let report = CurveAnalysis.report(points, conditions)
      #expect(report.models.allSatisfy { $0.fitted.allSatisfy(\.isFinite) } && !report.sentence.isEmpty)
      let intervals = report.models.flatMap { $0.coefficients.map(\.interval) }
      #expect(intervals.allSatisfy { $0.low <= $0.value && $0.value <= $0.high }, "\(points)")
    }
  }

  @Test("points that are no measurement are left out, and nothing at all is refused without a trap")
  func nonsense() {
    let nonsense = [0, -1, .nan, .infinity, 1e308].flatMap { (bad: Double) in
      [CurvePoint(level: bad, throughput: 10), CurvePoint(level: 1, throughput: bad == 1e308 ? .nan : bad)]
    }
    #expect(CurveAnalysis.report(nonsense.filter { $0.level != 1e308 }).levels.isEmpty)
    #expect(CurveAnalysis.report([]).refused.map(\.rule) == ["fewLevels", "lowMaximum"])
    #expect(CurveAnalysis.report([]).sentence == "No throughput was measured.")
    let one = CurveAnalysis.report([CurvePoint(level: 4, throughput: 8)])
    #expect(one.models.map(\.name) == ["linear"] && one.models[0]["gamma"] == Interval(exactly: 2) && one.selected == nil)
  }
}
