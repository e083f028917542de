import Glibc
import Statistics

/// Tells how cost grows with the size of the input: of the whole request, and of each function.
public enum GrowthAnalysis {
  /// The costs of one function, or of the whole request.
  public struct Input: Sendable {
    /// nil for the whole request.
    public var frame: FrameName?
    /// By size, of each run; 0 where a run did not call it.
    public var costs: [[Double]]
    /// Calls per request at each size; empty when they were not counted.
    public var calls: [Double]

    public init(frame: FrameName?, costs: [[Double]], calls: [Double] = []) {
      self.frame = frame
      self.costs = costs
      self.calls = calls
    }
  }

  static let leastSizes = 5
  static let leastSpan = 16.0
  static let largestError = 0.10
  /// How far beyond the largest size contributions are told.
  static let horizon = 10.0

  /// - Parameters:
  ///   - sizes: Rising, all different, more than 0.
  ///   - rows: One with `frame` nil for the whole request. Costs that are not finite or negative are left out, as are rows without costs.
  ///   - unit: Of the costs, such as `nanoseconds`.
  public static func report(sizes: [Double], rows: [Input], unit: String) -> GrowthReport {
    let isUsable = !sizes.isEmpty && sizes.allSatisfy { $0 > 0 && $0.isFinite } && zip(sizes, sizes.dropFirst()).allSatisfy { $0 < $1 }
    guard isUsable else { return GrowthReport(sizes: [], cost: [], rows: [], refused: [tooFew(0)], unit: unit) }
    let clean = rows.map { row in
      Input(frame: row.frame, costs: row.costs.map { $0.filter { $0.isFinite && $0 >= 0 } }, calls: row.calls)
    }.filter { $0.costs.count == sizes.count && $0.costs.contains { !$0.isEmpty } }
    let fitted = clean.map { (input: $0, row: row($0, sizes)) }
    let whole = fitted.first { $0.input.frame == nil }
    let functions = fitted.filter { $0.input.frame != nil }.map(\.row)
    // Without the whole request, shares are of the sum of all functions. A request that is a mix of classes may be told to cost less than one of
    // its functions alone; then that function is all of it.
    let largest = functions.map(\.atTenTimes.value).max() ?? 0
    let all = whole.map { max($0.row.atTenTimes.value, largest) } ?? functions.reduce(0) { $0 + $1.atTenTimes.value }
    var ordered = functions.sorted { ($0.atTenTimes.value, $1.frame?.function ?? "") > ($1.atTenTimes.value, $0.frame?.function ?? "") }
    if let row = whole?.row { ordered.insert(row, at: 0) }
    for index in ordered.indices { ordered[index].shareAtTenTimes = all > 0 ? ordered[index].atTenTimes.value / all : 0 }
    var report = GrowthReport(
      sizes: sizes, cost: whole.map { $0.input.costs.map(cost) } ?? [], rows: ordered, refused: [], unit: unit)
    report.refused = refusals(sizes, whole.map { ($0.row, $0.input) })
    if let row = whole?.row, let steepest = ordered.first(where: { $0.frame != nil }), steepest.atTenTimes.low > row.atTenTimes.high {
      report.refused.append(mixed(steepest, sizes))
    }
    report.trust = trust(sizes, whole?.input)
    return report
  }

  private static func cost(_ runs: [Double]) -> Interval {
    guard !runs.isEmpty else { return Interval(exactly: 0) }
    let interval = SampleStatistics.meanInterval(runs)
    return Interval(interval.value, low: max(0, interval.low), high: interval.high)
  }

  private static func row(_ input: Input, _ sizes: [Double]) -> GrowthReport.Row {
    let kept = sizes.indices.filter { !input.costs[$0].isEmpty }
    let fit = GrowthFit(sizes: kept.map { sizes[$0] }, costs: kept.map { input.costs[$0] })
    let names = fit.tied.map(\.growth.rawValue)
    let far = (sizes.last ?? 0) * horizon
    let predictions = fit.tied.map { $0.interval(at: far) }
    let nothing = Interval(exactly: 0)
    // Where the data do not decide, the interval spans what each of the candidates says.
    let atTenTimes = predictions.first.map { first in
      Interval(first.value, low: max(0, predictions.map(\.low).min() ?? first.low), high: predictions.map(\.high).max() ?? first.high)
    }
    return GrowthReport.Row(
      frame: input.frame, model: names.count == 1 ? names[0] : nil, alternatives: names.count == 1 ? [] : names,
      constant: fit.best?.constantInterval ?? nothing, slope: fit.best?.slopeInterval ?? nothing,
      exponent: exponent(kept.suffix(3).map { (sizes[$0], input.costs[$0]) }) ?? nothing, atTenTimes: atTenTimes ?? nothing, shareAtTenTimes: 0,
      leaveOneOutError: fit.best?.leaveOneOutError ?? 0, cost: input.costs.map { $0.isEmpty ? 0 : SampleStatistics.mean($0) }, calls: input.calls)
  }

  /// The slope of log cost over log size at the largest sizes, with its 95 % interval; nil for fewer than two sizes with a cost.
  private static func exponent(_ last: [(size: Double, costs: [Double])]) -> Interval? {
    let points = last.flatMap { size, costs in costs.filter { $0 > 0 }.map { (log(size), log($0)) } }
    guard let origin = points.last?.0 else { return nil }
    let design = points.flatMap { (point: (Double, Double)) -> [Double] in [1, point.0 - origin] }
    guard let fit = try? LinearLeastSquares.fit(design: design, columns: 2, response: points.map(\.1)) else { return nil }
    let reach = StudentQuantile.twoSided95(degreesOfFreedom: Double(fit.degreesOfFreedom)) * fit.standardErrors[1]
    let value = fit.coefficients[1]
    return reach.isFinite ? Interval(value, low: value - reach, high: value + reach) : Interval(exactly: value)
  }

  private static func mixed(_ row: GrowthReport.Row, _ sizes: [Double]) -> CurveReport.Refusal {
    CurveReport.Refusal(
      rule: "mixed",
      reason: "at \(ScaleNumber.text((sizes.last ?? 0) * horizon)) `\(row.frame?.function ?? "")` alone would cost more than the class of the whole "
        + "request says: the request mixes classes, so trust those of its functions")
  }

  private static func tooFew(_ count: Int) -> CurveReport.Refusal {
    CurveReport.Refusal(
      rule: "fewSizes",
      reason: "\(count) size\(count == 1 ? "" : "s"); a class of growth needs \(leastSizes): measure more sizes, each twice the last")
  }

  private static func refusals(_ sizes: [Double], _ whole: (row: GrowthReport.Row, input: Input)?) -> [CurveReport.Refusal] {
    var refusals: [CurveReport.Refusal] = []
    if sizes.count < leastSizes { refusals.append(tooFew(sizes.count)) }
    let span = (sizes.last ?? 1) / (sizes.first ?? 1)
    if span < leastSpan {
      refusals.append(
        CurveReport.Refusal(
          rule: "span",
          reason: "the sizes span \(ScaleNumber.text((span * 10).rounded() / 10))×, and classes look alike below \(ScaleNumber.text(leastSpan))×: "
            + "measure from \(ScaleNumber.text(sizes.first ?? 1)) to \(ScaleNumber.text((sizes.first ?? 1) * leastSpan)) at least"))
    }
    guard let whole else { return refusals }
    if whole.row.model == nil, !whole.row.alternatives.isEmpty {
      let names = whole.row.alternatives.map { "`\($0)`" }.joined(separator: ", ")
      refusals.append(
        CurveReport.Refusal(
          rule: "undetermined",
          reason: "\(names) describe the costs too nearly alike to decide: more repetitions or a wider span of sizes may"))
    }
    let fit = GrowthFit(sizes: sizes, costs: whole.input.costs.map { $0.isEmpty ? [0] : $0 })
    if let best = fit.best, best.relativeError > largestError {
      refusals.append(
        CurveReport.Refusal(
          rule: "fit",
          reason: "the best class, `\(best.growth.rawValue)`, is off by \(ScaleNumber.percent(best.relativeError)) (root mean square; at most "
            + "\(ScaleNumber.percent(largestError)) is allowed): something else than the size moves the cost, or it grows in steps"))
    }
    return refusals
  }

  private static func trust(_ sizes: [Double], _ whole: Input?) -> [TrustItem] {
    let span = (sizes.last ?? 1) / (sizes.first ?? 1)
    let isEnough = sizes.count >= leastSizes && span >= leastSpan
    var items = [
      TrustItem(
        "sizes", isEnough ? .good : .warning,
        "\(sizes.count) size\(sizes.count == 1 ? "" : "s") from \(ScaleNumber.text(sizes.first ?? 0)) to \(ScaleNumber.text(sizes.last ?? 0))",
        value: Double(sizes.count))
    ]
    if let fewest = whole?.costs.map(\.count).min() {
      items.append(
        TrustItem(
          "repetitions", fewest < 5 ? .warning : .good,
          fewest == 1 ? "some sizes were run once" : "every size was run \(fewest) times or more" + (fewest < 5 ? "; 5 are asked for" : ""),
          value: Double(fewest)))
    }
    return items
  }
}
