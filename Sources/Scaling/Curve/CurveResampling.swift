import Statistics

/// Draws whole runs again, to see how far coefficients would move if everything were measured once more.
struct CurveResampling {
  private let data: CurveData
  private var generator: SplitMix64

  init(_ data: CurveData, seed: UInt64) {
    self.data = data
    generator = SplitMix64(seed: seed)
  }

  /// Whether every level was measured twice at least, so that its runs can be drawn; else residuals are.
  var drawsRuns: Bool { data.runs.allSatisfy { $0.count > 1 } }

  /// How many times: fewer for long tables, whose intervals need fewer, and where one fit goes through every N.
  static func count(_ data: CurveData, _ family: CurveFamily? = nil, atMost limit: Int) -> Int {
    let steps = max(Double(data.levels.count), family == .repairman ? data.highest / 5 : 1)
    return max(min(limit, 100), Int(min(Double(limit), 20_000 / steps)))
  }

  /// The means of X by level after drawing the runs of each level again.
  ///
  /// Deviations are stretched by √(n/(n−1)), without which the bootstrap of n runs has a variance too small by (n−1)/n.
  /// Source: J. N. K. Rao and C. F. J. Wu, "Resampling Inference With Complex Survey Data", 1988, section 2.
  mutating func means() -> [Double] {
    data.runs.indices.map { level in
      let runs = data.runs[level]
      let mean = data.means[level]
      var sum = 0.0
      for _ in runs { sum += runs[generator.index(below: runs.count)] }
      let stretch = (Double(runs.count) / Double(runs.count - 1)).squareRoot()
      return max(mean + stretch * (sum / Double(runs.count) - mean), mean * 1e-6)
    }
  }

  /// The means of X after drawing the residuals of a fit again, for levels with single runs.
  ///
  /// Residuals are stretched by √(L/(L−p)). Source: A. C. Davison and D. V. Hinkley, "Bootstrap Methods and their Application", 1997, section 6.2.
  /// - Returns: nil when the fit goes through all levels and leaves no residuals.
  mutating func means(around fitted: [Double], parameters: Int) -> [Double]? {
    let levels = data.levels.count
    guard levels > parameters else { return nil }
    let stretch = (Double(levels) / Double(levels - parameters)).squareRoot()
    let residuals = fitted.indices.map { (data.means[$0] - fitted[$0]) * stretch * data.counts[$0].squareRoot() }
    return fitted.indices.map { level in
      max(fitted[level] + residuals[generator.index(below: levels)] / data.counts[level].squareRoot(), data.means[level] * 1e-6)
    }
  }

  /// The parameters of `fit` in each resample.
  mutating func parameters(_ fit: CurveFit, starts: [[Double]], count: Int) -> [[Double]] {
    var resampled: [[Double]] = []
    var drawn = data
    for _ in 0..<count {
      if drawsRuns {
        drawn.means = means()
      } else {
        guard let means = means(around: fit.fitted, parameters: fit.parameters.count) else { return [] }
        drawn.means = means
      }
      if let again = CurveFit(fit.family, drawn, starts: [fit.parameters] + starts, isQuick: true) { resampled.append(again.parameters) }
    }
    return resampled
  }

  /// γ, α and β of the additive curve in each resample; `fitted` is its X by level.
  mutating func additive(fitted: [Double], count: Int) -> [[Double]] {
    var resampled: [[Double]] = []
    for _ in 0..<count {
      guard let means = drawsRuns ? means() : means(around: fitted, parameters: 3) else { return [] }
      let cycles = zip(data.levels, means).map { $0 / $1 }
      if let curve = try? AdditiveCurve(levels: data.levels, cycles: cycles) { resampled.append([curve.gamma, curve.alpha, curve.beta]) }
    }
    return resampled
  }
}
