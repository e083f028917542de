import Statistics

/// One family fitted to runs by unweighted nonlinear least squares on X.
struct CurveFit: Sendable {
  static let loss = "unweighted least squares on X"

  var family: CurveFamily
  var parameters: [Double]
  /// nil when they cannot be told.
  var standardErrors: [Double]?
  /// Over all runs.
  var residualSumOfSquares: Double
  /// X at each level.
  var fitted: [Double]
  /// Root mean square of (mean − fitted)/fitted over the levels.
  var relativeError: Double

  /// - Parameters:
  ///   - starts: Parameters to begin from, besides the family's own; the best end wins.
  ///   - isQuick: From `starts` only and without standard errors, for resampling.
  /// - Returns: nil when there are fewer levels than parameters, or levels the family cannot be told at.
  init?(_ family: CurveFamily, _ data: CurveData, starts: [[Double]] = [], isQuick: Bool = false) {
    let count = family.parameters.count
    guard data.levels.count >= count, family != .repairman || data.highest <= CurveFamily.largestRepairmanLevel else { return nil }
    guard family != .onset || data.levels.count > count else { return nil }
    let unit = data.largestRatio
    let levels = data.levels
    let means = data.means.map { $0 / unit }
    let roots = data.counts.map { $0.squareRoot() }
    let solver = Self.solver(family, levels, isQuick: isQuick)
    var values = [Double](repeating: 0, count: levels.count)
    var best: NonlinearFit?
    let begin = starts.map { [$0[0] / unit] + $0.dropFirst() } + (isQuick ? [] : Self.starts(family, data, means))
    for start in begin {
      let fit = solver.minimize(from: start, residualCount: levels.count) { parameters, residuals in
        family.throughput(at: levels, parameters, &values)
        for index in levels.indices { residuals[index] = roots[index] * (means[index] - values[index]) }
      }
      if let fit, fit.residualSumOfSquares < best?.residualSumOfSquares ?? .infinity { best = fit }
    }
    guard let best else { return nil }
    self.family = family
    parameters = [best.parameters[0] * unit] + best.parameters.dropFirst()
    family.throughput(at: levels, parameters, &values)
    fitted = values
    let ratios = zip(data.means, values).map { ($0 - $1) / $1 }
    relativeError = (ratios.reduce(0) { $0 + $1 * $1 } / Double(levels.count)).squareRoot()
    residualSumOfSquares = best.residualSumOfSquares * unit * unit + data.pureSquares
    let freedom = data.observations - count
    if freedom > 0, let errors = best.standardErrors(variance: (best.residualSumOfSquares + data.pureSquares / unit / unit) / Double(freedom)) {
      standardErrors = [errors[0] * unit] + errors.dropFirst()
    }
  }

  func throughput(at level: Double) -> Double { family.throughput(at: level, parameters) }

  /// AICc over all runs. Residuals below a millionth of X are rounding, and no reason to prefer one model.
  func criterion(_ data: CurveData) -> Double {
    let least = zip(data.means, data.counts).reduce(0) { $0 + $1.0 * $1.0 * $1.1 } * 1e-12
    return InformationCriterion.aicc(
      residualSumOfSquares: max(residualSumOfSquares, least), observations: data.observations, parameters: parameters.count)
  }

  private static func solver(_ family: CurveFamily, _ levels: [Double], isQuick: Bool) -> NonlinearLeastSquares {
    let highest = max(levels[levels.count - 1], 1)
    var (lower, upper, scale): ([Double], [Double], [Double]) = ([], [], [])
    for name in family.parameters {
      switch name {
      case "gamma":
        lower.append(0)
        upper.append(.infinity)
        scale.append(1)
      case "beta":
        lower.append(0)
        upper.append(.infinity)
        scale.append(1 / (highest * highest))
      case "onset":
        // One level at least lies beyond.
        lower.append(levels[0])
        upper.append(levels[levels.count - 2])
        scale.append(highest)
      default:
        // No upper bound on α: shared atomics and reference counts reach several.
        lower.append(0)
        upper.append(name == "serial" ? 1 : .infinity)
        scale.append(1 / highest)
      }
    }
    var solver = NonlinearLeastSquares(lower: lower, upper: upper, scale: scale)
    solver.wantsCovariance = !isQuick
    if isQuick { solver.iterationLimit = 50 }
    return solver
  }

  /// Places to begin, in units of γ₀.
  private static func starts(_ family: CurveFamily, _ data: CurveData, _ means: [Double]) -> [[Double]] {
    let levels = data.levels
    let highest = max(levels[levels.count - 1], 1)
    switch family {
    case .linear: return [[1]]
    case .amdahl: return [[1, 0.5 / highest], [1, 0.05], [1, 1], [1, 5]]
    case .coherency: return [[1, 0.5 / (highest * highest)], [1, 0.001], [1, 0.1]]
    case .usl:
      var starts = [[1, 0.05, 0.001], [1, 0, 1 / (highest * highest)], [1, 1 / highest, 0], [1, 3, 0.1]]
      // c(N) = N/X is linear in the parameters: its solution is near.
      let design = AdditiveCurve.design(levels)
      let cycles = zip(levels, means).map { $0 / $1 }
      let weights = zip(cycles, data.counts).map { $1 / ($0 * $0) }
      if let linear = try? LinearLeastSquares.fit(design: design, columns: 3, response: cycles, weights: weights), linear.coefficients[0] > 0 {
        let root = linear.coefficients[0]
        starts.insert([1 / root, max(0, linear.coefficients[1] / root), max(0, linear.coefficients[2] / root)], at: 0)
      }
      return starts
    case .onset:
      // The loss has a kink at every level, so each stretch between two levels is searched by itself, up to ten of them.
      let stretches = levels.count - 2
      return stride(from: 0, to: stretches, by: max(1, stretches / 10)).flatMap { index in
        let onset = (levels[index] + levels[index + 1]) / 2
        return [[1, 1 / onset, onset], [1, 0.1 / onset, onset]]
      }
    case .repairman: return [[1, 0.5 / highest], [1, 0.05], [1, 0.5]]
    }
  }
}
