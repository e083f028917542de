import Statistics

/// The conditions under which a curve may be used, and what the trust panel says of each.
struct CurveChecks {
  var data: CurveData
  var points: [CurvePoint]
  var conditions: CurveConditions

  static let leastLevels = 6
  static let leastLevelsForBoth = 8
  static let leastMaximum = 8.0
  static let littleWarning = 0.03
  static let littleLimit = 0.10
  static let largestError = 0.05
  static let largestEfficiency = 1.03

  /// Why no model may be selected.
  func refusals(best: CurveFit?) -> [CurveReport.Refusal] {
    var refusals: [CurveReport.Refusal] = []
    func refuse(_ rule: String, _ reason: String) { refusals.append(CurveReport.Refusal(rule: rule, reason: reason)) }
    let count = data.levels.count
    if count < Self.leastLevels {
      refuse("fewLevels", "\(count) different level\(count == 1 ? "" : "s"); a curve needs \(Self.leastLevels): measure more values of N")
    } else if count < Self.leastLevelsForBoth, best?.family == .usl {
      refuse("fewLevelsForBoth", "\(count) different levels; α and β together need \(Self.leastLevelsForBoth): measure more values of N")
    }
    if data.highest < Self.leastMaximum {
      refuse(
        "lowMaximum",
        "the largest N is \(ScaleNumber.text(data.highest)), and what happens below \(ScaleNumber.text(Self.leastMaximum)) does not tell how "
          + "the curve goes on: measure at larger N")
    }
    if let little = worstLittle, little.error > Self.littleLimit {
      refuse(
        "little",
        "throughput, response time and N contradict each other (Little's law is off by \(ScaleNumber.percent(little.error)) at N = "
          + "\(ScaleNumber.text(little.level))): some clients did not run, or the times are not of these requests")
    }
    if conditions.isGeneratorBound {
      refuse("generator", "the load generator was the limit, so the curve is the generator's: give it more threads or another machine")
    }
    if conditions.zones.countsPinnedThreads, let boundary {
      refuse("zones", "the levels cross \(boundary); levels on both sides are different machines: fit each side by itself")
    }
    if let best, best.relativeError > Self.largestError {
      refuse(
        "fit",
        "the best model, `\(best.family.rawValue)`, is off by \(ScaleNumber.percent(best.relativeError)) (root mean square; at most "
          + "\(ScaleNumber.percent(Self.largestError)) is allowed): none of the shapes describes these levels")
    }
    return refusals
  }

  /// The trust panel of the curve.
  func trust(_ report: CurveReport) -> [TrustItem] {
    var items: [TrustItem] = []
    let count = data.levels.count
    items.append(
      TrustItem(
        "levels", count < Self.leastLevels || data.highest < Self.leastMaximum ? .warning : .good,
        "\(count) level\(count == 1 ? "" : "s") up to N = \(ScaleNumber.text(data.highest))", value: Double(count)))
    if let fewest = data.runs.map(\.count).min() {
      items.append(
        TrustItem(
          "repetitions", fewest < 5 ? .warning : .good,
          fewest == 1
            ? "some levels were run once, so intervals come from the residuals of the fit"
            : "every level was run \(fewest) times or more" + (fewest < 5 ? "; 5 are asked for" : ""), value: Double(fewest)))
    }
    if let little = worstLittle {
      let status: TrustItem.Status = little.error > Self.littleLimit ? .refused : little.error > Self.littleWarning ? .warning : .good
      items.append(
        TrustItem(
          "little", status,
          "Little's law, N = X·(R + Z), holds within \(ScaleNumber.percent(little.error)) (worst at N = \(ScaleNumber.text(little.level)))",
          value: little.error))
    }
    if let efficiency = highestEfficiency, efficiency.value > Self.largestEfficiency {
      items.append(
        TrustItem(
          "efficiency", .warning,
          "at N = \(ScaleNumber.text(efficiency.level)) each client gets \(ScaleNumber.percent(efficiency.value)) of the throughput of one alone: "
            + "the first level was measured cold or disturbed, or the clients help each other",
          value: efficiency.value))
    }
    if conditions.isGeneratorBound { items.append(TrustItem("generator", .refused, "the load generator was the limit")) }
    if let boundary {
      items.append(
        TrustItem("zones", conditions.zones.countsPinnedThreads ? .refused : .warning, "the levels cross \(boundary); the curve may bend there"))
    }
    return items
  }

  /// The level where Little's law fails most: |X(R+Z) − N|/N of its means. nil when no response times are known.
  private var worstLittle: (level: Double, error: Double)? {
    var worst: (level: Double, error: Double)?
    let measured = points.filter { $0.level > 0 && $0.throughput > 0 && $0.response != nil }
    for (level, group) in Dictionary(grouping: measured, by: \.level).sorted(by: { $0.key < $1.key }) {
      let clients = SampleStatistics.mean(group.map { $0.throughput * (($0.response ?? 0) + conditions.thinkTime) })
      let error = abs(clients - level) / level
      if error.isFinite, error > worst?.error ?? -1 { worst = (level, error) }
    }
    return worst
  }

  /// The largest efficiency up to N = 2, against the lowest level: later levels are another matter.
  private var highestEfficiency: (level: Double, value: Double)? {
    guard let first = data.levels.first, first >= 1 else { return nil }
    let base = data.means[0] / first
    let near = data.levels.indices.filter { $0 > 0 && data.levels[$0] <= 2 * first }
    return near.map { (data.levels[$0], data.means[$0] / data.levels[$0] / base) }.max { $0.1 < $1.1 }
  }

  /// The first end of cores or hardware threads that lies inside the levels.
  private var boundary: String? {
    guard let lowest = data.levels.first else { return nil }
    func isInside(_ end: Int?) -> Bool { end.map { lowest <= Double($0) && Double($0) < data.highest } ?? false }
    if isInside(conditions.zones.cores), let cores = conditions.zones.cores { return "the end of the \(cores) cores" }
    guard isInside(conditions.zones.hardwareThreads), let threads = conditions.zones.hardwareThreads else { return nil }
    return "the end of the \(threads) hardware threads"
  }
}
