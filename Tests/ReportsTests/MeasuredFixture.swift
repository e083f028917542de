import Scaling

/// Results of `scale` made from known curves.
enum MeasuredFixture {
  /// Two runs a level of Amdahl's law with γ = 100 and α = 0.05, 0.2 % apart.
  static func curve(levels: [Double] = [1, 2, 4, 6, 8, 12, 16, 24], alpha: Double = 0.05, responses: Double? = nil) -> ScaleResult {
    var conditions = CurveConditions()
    conditions.resamples = 100
    let points = levels.flatMap { level in
      [0.999, 1.001].enumerated().map { run, factor in
        let throughput = 100 * level / (1 + alpha * (level - 1)) * factor
        return CurvePoint(level: level, throughput: throughput, repetition: run, response: responses.map { $0 * level / throughput })
      }
    }
    let report = CurveAnalysis.report(points, conditions)
    var result = ScaleResult()
    result.sentence = report.sentence
    result.trust = report.trust
    result.curve = report
    return result
  }

  static func growth(sizes: [Double] = [1000, 2000, 4000, 8000, 16_000], frame: FrameName? = nil) -> ScaleResult {
    let costs = sizes.map { [0.0002 * $0 * $0 * 0.999, 0.0002 * $0 * $0 * 1.001] }
    var rows = [GrowthAnalysis.Input(frame: nil, costs: costs)]
    if let frame { rows.append(GrowthAnalysis.Input(frame: frame, costs: costs, calls: sizes)) }
    let report = GrowthAnalysis.report(sizes: sizes, rows: rows, unit: "nanoseconds")
    var result = ScaleResult()
    result.sentence = report.sentence
    result.trust = report.trust
    result.growth = report
    return result
  }
}
