import Statistics

/// Fits every candidate to a curve of throughput against N, and selects one where the data decide.
public enum CurveAnalysis {
  /// Candidates are compared by AICc; less than this much worse than the best is no decision.
  /// Source: Burnham and Anderson 2002, section 2.6: "considerably less support" begins at 4.
  static let decisiveDifference = 4.0

  /// - Parameter points: In any order; what is no measurement (not finite, not positive) is left out.
  public static func report(_ points: [CurvePoint], _ conditions: CurveConditions = CurveConditions()) -> CurveReport {
    let data = CurveData(points)
    let throughput = data.runs.map { runs -> Interval in
      let interval = SampleStatistics.meanInterval(runs)
      // A throughput is not negative, however few the runs.
      return Interval(interval.value, low: max(0, interval.low), high: interval.high)
    }
    var report = CurveReport(
      levels: data.levels, throughput: throughput, models: [], selected: nil, probabilityBetaIsZero: nil, refused: [])
    report.repetitions = data.runs.map(\.count)
    let fits = fits(data)
    var selection = CurveSelection(data, fits)
    models(fits, selection, data, conditions, &report)
    additive(points, data, conditions, &report)
    selection.decide(report)
    let checks = CurveChecks(data: data, points: points, conditions: conditions)
    report.refused = checks.refusals(best: selection.best)
    if let undetermined = selection.undetermined { report.refused.append(undetermined) }
    if report.refused.isEmpty { report.selected = selection.best?.family.rawValue }
    // The peak is no reason to doubt the model, only not to be told.
    report.refused += hidePeaks(&report, best: selection.best)
    report.trust = checks.trust(report)
    return report
  }

  /// Simple families first: their answers are where the larger ones begin, so that those fit no worse.
  static func fits(_ data: CurveData) -> [CurveFit] {
    guard !data.isEmpty else { return [] }
    var fits: [CurveFit] = []
    for family in CurveFamily.allCases {
      let starts = fits.compactMap { start(of: family, from: $0, lowestLevel: data.levels[0]) }
      if let fit = CurveFit(family, data, starts: starts) { fits.append(fit) }
    }
    return fits
  }

  /// The parameters of a special case as parameters of `family`.
  static func start(of family: CurveFamily, from fit: CurveFit, lowestLevel: Double) -> [Double]? {
    guard let reduction = family.reduction(to: fit.family, lowestLevel: lowestLevel) else { return nil }
    return family.parameters.map { name in
      if let fixed = reduction.first(where: { $0.parameter == name }) { return fixed.value }
      return fit.family.parameters.firstIndex(of: name).map { fit.parameters[$0] } ?? lowestLevel
    }
  }

  private static func models(
    _ fits: [CurveFit], _ selection: CurveSelection, _ data: CurveData, _ conditions: CurveConditions, _ report: inout CurveReport
  ) {
    for fit in fits {
      let count = CurveResampling.count(data, fit.family, atMost: conditions.resamples)
      var resampling = CurveResampling(data, seed: conditions.seed)
      let starts = fits.compactMap { start(of: fit.family, from: $0, lowestLevel: data.levels[0]) }
      let resampled = resampling.parameters(fit, starts: starts, count: count)
      var model = CurveReport.Model(
        name: fit.family.rawValue, loss: CurveFit.loss, coefficients: coefficients(fit, resampled), relativeError: fit.relativeError,
        fitted: fit.fitted)
      model.peak = fit.family.peak(fit.parameters)
      model.limit = fit.family.limit(fit.parameters)
      model.deltaAICc = selection.deltas[fit.family]
      model.leaveOneOutError = selection.leaveOneOut[fit.family]
      report.models.append(model)
      if fit.family == .usl, !resampled.isEmpty {
        let negligible = 1e-9 / (data.highest * data.highest)
        report.probabilityBetaIsZero = Double(resampled.count { $0[2] <= negligible }) / Double(resampled.count)
      }
    }
  }

  private static func coefficients(_ fit: CurveFit, _ resampled: [[Double]]) -> [CurveReport.Coefficient] {
    fit.family.parameters.enumerated().map { index, name in
      CurveReport.Coefficient(
        name: name, interval: Bootstrap.interval(fit.parameters[index], resampled.map { $0[index] }), standardError: fit.standardErrors?[index])
    }
  }

  /// The fit of the account: on every run, signs free, no candidate of the selection.
  private static func additive(_ points: [CurvePoint], _ data: CurveData, _ conditions: CurveConditions, _ report: inout CurveReport) {
    let levels = data.levels.indices.flatMap { index in data.runs[index].map { _ in data.levels[index] } }
    let cycles = zip(levels, data.runs.joined()).map { $0 / $1 }
    guard let curve = try? AdditiveCurve(levels: levels, cycles: cycles) else { return }
    let fitted = data.levels.map { $0 / curve.cycle(at: $0) }
    var resampling = CurveResampling(data, seed: conditions.seed)
    let resampled = resampling.additive(fitted: fitted, count: CurveResampling.count(data, atMost: conditions.resamples))
    let values = [("gamma", curve.gamma), ("alpha", curve.alpha), ("beta", curve.beta)]
    let errors = curve.standardErrors
    let coefficients = values.enumerated().map { index, value in
      CurveReport.Coefficient(
        name: value.0, interval: Bootstrap.interval(value.1, resampled.map { $0[index] }), standardError: errors?[index])
    }
    let squares = zip(data.means, fitted).reduce(0) { $0 + ($1.0 / $1.1 - 1) * ($1.0 / $1.1 - 1) }
    var model = CurveReport.Model(
      name: CurveReport.additiveName, loss: AdditiveCurve.loss, coefficients: coefficients,
      relativeError: (squares / Double(fitted.count)).squareRoot(), fitted: fitted)
    if curve.gamma > 0, curve.alpha < 1 { model.peak = CurveFamily.usl.peak([curve.gamma, curve.alpha, curve.beta]) }
    report.models.append(model)
  }

  /// A peak that lies beyond twice the largest measured N is not told.
  private static func hidePeaks(_ report: inout CurveReport, best: CurveFit?) -> [CurveReport.Refusal] {
    guard let highest = report.levels.last else { return [] }
    var refusals: [CurveReport.Refusal] = []
    for index in report.models.indices {
      guard let peak = report.models[index].peak, peak.level > CurveReport.largestExtrapolation * highest else { continue }
      report.models[index].peak = nil
      guard report.models[index].name == best?.family.rawValue else { continue }
      refusals.append(
        CurveReport.Refusal(
          rule: "extrapolation",
          reason: "the curve of `\(report.models[index].name)` has its peak beyond \(ScaleNumber.text(CurveReport.largestExtrapolation * highest)), "
            + "twice the largest N measured, so it is not told; measure at larger N"))
    }
    return refusals
  }
}
