import Statistics

/// Tells how cost moves with the age of a process, from windows of equal requests in fresh processes.
///
/// A slope is told for each run, and the slopes of the runs are tested: windows of one run are not independent, and a test within one run gives
/// a false alarm in 21 to 50 % of cases, one over runs in 6 %.
public enum AgeingAnalysis {
  /// The costs of one function, or of the whole request.
  public struct Input: Sendable {
    /// nil for the whole request.
    public var frame: FrameName?
    /// By run, of each window.
    public var runs: [[Double]]

    public init(frame: FrameName?, runs: [[Double]]) {
      self.frame = frame
      self.runs = runs
    }
  }

  static let leastWindows = 20
  static let leastRuns = 5
  /// The least change over all windows that is claimed, as a share of the cost of a request in the first window.
  static let leastChange = 0.02
  static let falseDiscoveryRate = 0.05

  /// - Parameters:
  ///   - rows: One with `frame` nil for the whole request; without it a change is compared with the function's own first cost.
  ///   - residentBytes: By run, at the end of each window.
  ///   - heapBytes: By run, at the end of each window.
  public static func report(
    requestsPerWindow: Double, rows: [Input], residentBytes: [[Double]] = [], heapBytes: [[Double]] = []
  ) -> AgeingReport {
    let runs = rows.map { $0.runs.filter { $0.count > 1 && $0.allSatisfy(\.isFinite) } }
    let windows = runs.flatMap { $0.map(\.count) }.min() ?? 0
    let fewestRuns = runs.map(\.count).min() ?? 0
    let slopes = runs.map { $0.compactMap { TheilSen.slope($0) } }
    let q = BenjaminiHochberg.adjusted(slopes.map { StudentTest.pValue(meanIsZero: $0) })
    let refused = refusals(windows: windows, runs: fewestRuns)
    let whole = rows.firstIndex { $0.frame == nil }.map { means(runs[$0], windows) }
    var answers = rows.indices.map { index -> AgeingReport.Row in
      let cost = means(runs[index], windows)
      let slope = slopes[index].isEmpty ? Interval(exactly: 0) : SampleStatistics.meanInterval(slopes[index])
      let base = whole?.first ?? cost.first ?? 0
      let isLarge = abs(slope.value) * Double(windows) >= leastChange * base
      return AgeingReport.Row(
        frame: rows[index].frame, slope: slope, q: q[index],
        isClaimed: refused.isEmpty && slope.excludesZero && q[index] <= falseDiscoveryRate && isLarge, cost: cost)
    }
    answers.sort { left, right in
      if (left.frame == nil) != (right.frame == nil) { return left.frame == nil }
      return (left.slope.value, right.frame?.function ?? "") > (right.slope.value, left.frame?.function ?? "")
    }
    return AgeingReport(
      windows: windows, requestsPerWindow: requestsPerWindow, rows: answers, residentPerRequest: growth(residentBytes, requestsPerWindow),
      heapPerRequest: growth(heapBytes, requestsPerWindow), resident: means(residentBytes, residentBytes.map(\.count).min() ?? 0), refused: refused)
  }

  /// Mean over the runs, by window.
  private static func means(_ runs: [[Double]], _ windows: Int) -> [Double] {
    guard !runs.isEmpty else { return [] }
    return (0..<windows).map { window in SampleStatistics.mean(runs.map { $0[window] }) }
  }

  /// Bytes per request: the mean slope over the runs, with its interval.
  private static func growth(_ runs: [[Double]], _ requestsPerWindow: Double) -> Interval {
    let slopes = runs.filter { $0.allSatisfy(\.isFinite) }.compactMap { TheilSen.slope($0) }
    guard !slopes.isEmpty, requestsPerWindow > 0 else { return Interval(exactly: 0) }
    return SampleStatistics.meanInterval(slopes).scaled(by: 1 / requestsPerWindow)
  }

  private static func refusals(windows: Int, runs: Int) -> [CurveReport.Refusal] {
    var refusals: [CurveReport.Refusal] = []
    if windows < leastWindows {
      refusals.append(
        CurveReport.Refusal(rule: "fewWindows", reason: "\(windows) windows; ageing needs \(leastWindows): run with more windows"))
    }
    if runs < leastRuns {
      refusals.append(
        CurveReport.Refusal(
          rule: "fewRuns", reason: "\(runs) run\(runs == 1 ? "" : "s"); ageing needs \(leastRuns) fresh processes: run with more repeats"))
    }
    return refusals
  }
}
