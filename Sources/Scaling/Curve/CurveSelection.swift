import Statistics

/// Compares the candidates: AICc over all runs, and how well each predicts a level it has not seen.
struct CurveSelection {
  private let data: CurveData
  private let fits: [CurveFit]
  /// AICc less the smallest, by family; without those that have too few observations.
  private(set) var deltas: [CurveFamily: Double] = [:]
  /// Root mean square relative error of levels predicted from all others.
  private(set) var leaveOneOut: [CurveFamily: Double] = [:]
  /// The smallest AICc; nil when no family could be judged.
  private(set) var best: CurveFit?
  private(set) var undetermined: CurveReport.Refusal?

  /// How much worse than another the best candidate may predict a level it has not seen.
  private static let largestErrorRatio = 1.5
  /// Levels are left out one at a time up to so many, beyond in so many groups.
  private static let largestFoldCount = 30

  init(_ data: CurveData, _ fits: [CurveFit]) {
    self.data = data
    self.fits = fits
    let criteria = fits.map { $0.criterion(data) }
    guard let least = criteria.filter(\.isFinite).min() else { return }
    for (fit, criterion) in zip(fits, criteria) where criterion.isFinite { deltas[fit.family] = criterion - least }
    best = fits.first { deltas[$0.family] == 0 }
    for fit in fits { leaveOneOut[fit.family] = Self.leaveOneOutError(fit, data) }
  }

  private static func leaveOneOutError(_ fit: CurveFit, _ data: CurveData) -> Double? {
    let levels = data.levels.count
    let folds = min(levels, largestFoldCount)
    guard levels > 1 else { return nil }
    var squares = 0.0
    for fold in 0..<folds {
      let left = stride(from: fold, to: levels, by: folds)
      let rest = data.without { $0 % folds == fold }
      guard let again = CurveFit(fit.family, rest, starts: [fit.parameters], isQuick: true) else { return nil }
      for level in left {
        let predicted = again.throughput(at: data.levels[level])
        squares += (data.means[level] / predicted - 1) * (data.means[level] / predicted - 1)
      }
    }
    let error = (squares / Double(levels)).squareRoot()
    return error.isFinite ? error : nil
  }

  /// Says whether the data decide for `best`.
  ///
  /// A candidate that contains the best one and whose further coefficients may be 0 describes the same curve and is no rival.
  mutating func decide(_ report: CurveReport) {
    guard let best else { return }
    let rivals = fits.filter { fit in
      guard fit.family != best.family, let delta = deltas[fit.family], delta < CurveAnalysis.decisiveDifference else { return false }
      return !isSame(fit.family, as: best.family, report)
    }
    if !rivals.isEmpty {
      let names = ([best.family] + rivals.map(\.family)).map { "`\($0.rawValue)`" }.joined(separator: ", ")
      undetermined = CurveReport.Refusal(
        rule: "undetermined",
        reason: "\(names) describe the levels about equally well (ΔAICc < \(ScaleNumber.text(CurveAnalysis.decisiveDifference))), "
          + "so none is selected; more levels or repetitions may decide")
      return
    }
    guard let error = leaveOneOut[best.family] else { return }
    // A simpler model that predicts worse is not a reason to doubt; only the best of all is compared.
    let least = leaveOneOut.filter { deltas[$0.key] != nil }.min { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
    if let least, least.key != best.family, error > Self.largestErrorRatio * least.value, error > 0.01 {
      undetermined = CurveReport.Refusal(
        rule: "undetermined",
        reason: "`\(best.family.rawValue)` has the smallest AICc, but `\(least.key.rawValue)` predicts levels it has not seen better "
          + "(\(ScaleNumber.percent(least.value)) against \(ScaleNumber.percent(error)) off), so none is selected; measure more levels")
    }
  }

  private func isSame(_ family: CurveFamily, as best: CurveFamily, _ report: CurveReport) -> Bool {
    guard let reduction = family.reduction(to: best, lowestLevel: data.levels[0]),
      let model = report.models.first(where: { $0.name == family.rawValue })
    else { return false }
    return reduction.allSatisfy { parameter, value in
      guard let interval = model[parameter] else { return false }
      let reach = parameter == "beta" ? 1e-9 / (data.highest * data.highest) : parameter == "onset" ? 1e-6 * value : 1e-9 / data.highest
      return interval.low <= value + reach
    }
  }
}
