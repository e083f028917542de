import Scaling
import Statistics

extension ScaleFixture {
  static let curve: CurveReport = {
    let numbers = levels.map(Double.init)
    let gamma = throughput(at: 1)
    func usl(_ alpha: Double, _ beta: Double) -> [Double] { numbers.map { gamma * $0 / (1 + alpha * ($0 - 1) + beta * $0 * ($0 - 1)) } }
    func model(_ name: String, _ coefficients: [CurveReport.Coefficient], error: Double, _ fitted: [Double], deltaAICc: Double?) -> CurveReport.Model
    {
      var model = CurveReport.Model(
        name: name, loss: name == "usl-cycle" ? "least squares on c(N), weights 1/c²" : "unweighted least squares on X", coefficients: coefficients,
        relativeError: error, fitted: fitted)
      model.deltaAICc = deltaAICc
      model.leaveOneOutError = error * 1.6
      return model
    }
    func coefficient(_ name: String, _ value: Double) -> CurveReport.Coefficient {
      CurveReport.Coefficient(name: name, interval: near(value, 0.12), standardError: value * 0.05)
    }
    var additive = model(
      "usl-cycle", [coefficient("gamma", gamma), coefficient("alpha", 0.094), coefficient("beta", 0.0031)], error: 0.021, usl(0.094, 0.0031),
      deltaAICc: nil)
    additive.peak = CurveReport.Peak(level: 17.1, throughput: 4_805)
    var universal = model(
      "usl", [coefficient("gamma", gamma), coefficient("alpha", 0.086), coefficient("beta", 0.0036)], error: 0.019, usl(0.086, 0.0036),
      deltaAICc: 11.4)
    universal.peak = CurveReport.Peak(level: 15.9, throughput: 4_790)
    var amdahl = model("amdahl", [coefficient("gamma", gamma), coefficient("alpha", 0.142)], error: 0.061, usl(0.142, 0), deltaAICc: 31)
    amdahl.limit = gamma / 0.142
    var repairman = model(
      "repairman", [coefficient("gamma", gamma), coefficient("service", 0.00021)], error: 0.011, levels.map { throughput(at: $0) * 1.006 },
      deltaAICc: 0)
    repairman.limit = 1e9 / 210_000
    let linear = model("linear", [coefficient("gamma", gamma)], error: 0.62, numbers.map { gamma * $0 }, deltaAICc: 74)
    return CurveReport(
      levels: numbers, throughput: levels.map { near(throughput(at: $0), 0.015 + 0.001 * Double($0)) },
      models: [repairman, universal, amdahl, linear, additive], selected: "repairman", probabilityBetaIsZero: 0.03,
      refused: [CurveReport.Refusal(rule: "extrapolation", reason: "nothing is predicted beyond N=32, twice the highest level that was measured")])
  }()

  static let growth: GrowthReport = {
    let sizes = [1_000.0, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000]
    let logarithm = [9.97, 10.97, 11.97, 12.97, 13.97, 14.97, 15.97]
    let sort = zip(sizes, logarithm).map { 2_000 + 1.1 * $0 * $1 }
    let copy = sizes.map { 40_000 + 6 * $0 }
    let search = logarithm.map { 3_000 + 900 * $0 }
    let fixed = sizes.map { _ in 610_000.0 }
    let whole = sizes.indices.map { sort[$0] + copy[$0] + search[$0] + fixed[$0] }
    func row(
      _ frame: FrameName?, _ model: String?, _ constant: Double, _ slope: Double, _ exponent: Double, _ ten: Double, _ cost: [Double],
      calls: [Double] = [], alternatives: [String] = []
    ) -> GrowthReport.Row {
      GrowthReport.Row(
        frame: frame, model: model, alternatives: alternatives, constant: near(constant, 0.05), slope: near(slope, 0.04),
        exponent: near(exponent, 0.06), atTenTimes: near(ten, 0.09), shareAtTenTimes: ten / 18_600_000, leaveOneOutError: 0.02, cost: cost,
        calls: calls)
    }
    return GrowthReport(
      sizes: sizes, cost: whole.map { near($0, 0.02) },
      rows: [
        row(nil, "n log n", 650_000, 1.45, 0.82, 18_600_000, whole),
        row(
          FrameName("Report.sort(_:)", file: "Sources/Shop/Report.swift", line: 64), "n log n", 2_000, 1.1, 1.09, 13_560_000, sort,
          calls: sizes.map { _ in 1 }),
        row(FrameName("Report.copy(from:)", file: "Sources/Shop/Report.swift", line: 97), "n", 40_000, 6, 0.91, 3_880_000, copy, calls: sizes),
        row(FrameName("Page.render(into:)", file: "Sources/Shop/Page.swift", line: 130), "constant", 610_000, 0, 0.01, 610_000, fixed),
        row(
          FrameName("Index.search(_:)", file: "Sources/Shop/Index.swift", line: 20), nil, 3_000, 900, 0.09, 20_400, search,
          alternatives: ["log n", "sqrt n"]),
      ],
      refused: [CurveReport.Refusal(rule: "undetermined", reason: "`Index.search(_:)` may grow as log n or as sqrt n")], unit: "nanoseconds")
  }()

  static let ageing: AgeingReport = {
    let windows = 24
    func cost(_ start: Double, _ slope: Double) -> [Double] {
      (0..<windows).map { start + slope * Double($0) + Double($0 * 7919 % 13) * start * 0.001 }
    }
    func row(_ frame: FrameName?, _ start: Double, _ slope: Double, _ isClaimed: Bool) -> AgeingReport.Row {
      AgeingReport.Row(frame: frame, slope: near(slope, 0.2), q: isClaimed ? 0.004 : 0.6, isClaimed: isClaimed, cost: cost(start, slope))
    }
    return AgeingReport(
      windows: windows, requestsPerWindow: 5_000,
      rows: [
        row(nil, baseCycle, 4_200, true), row(FrameName("History.append(_:)", file: "Sources/Shop/History.swift", line: 15), 41_000, 3_900, true),
        row(FrameName("Page.render(into:)", file: "Sources/Shop/Page.swift", line: 130), 312_000, 60, false),
      ],
      residentPerRequest: near(412, 0.07), heapPerRequest: near(388, 0.05), resident: (0..<windows).map { 6.1e7 + 2.06e6 * Double($0) }, refused: [])
  }()
}
