import Profiles
import Statistics

/// What was said of the requests of a window, by whoever counts them.
struct LoadResults {
  var requests: Double
  var load = LoadResult()
  /// Requests against time, where they were told in time.
  var series: RequestSeries?

  /// - Parameters:
  ///   - child: The load command, which has ended; nil for a program that drives itself.
  ///   - counted: What the recorder counted in the window.
  init(_ conductor: RunConductor, _ child: ChildProcess?, _ window: Window, counted: Double?) throws(ExperimentError) {
    let report = try Self.report(conductor, child)
    if let report {
      load.meanResponse = report.meanResponse
      // The tool counts them over all of its run.
      load.errors = report.errors * min(1, window.seconds / max(report.seconds ?? conductor.plan.seconds, 1e-3))
      load.percentiles = report.percentiles
      load.isOpenLoop = report.isOpenLoop
    }
    switch conductor.setting.counting {
    case .function:
      guard let counted, counted > 0 else {
        throw ExperimentError(
          .requests, "\(conductor.plan.requestFunction ?? "the function") was never entered in the window",
          remedy: "check the name: headroom report shows it")
      }
      requests = counted
    case .pattern, .tool:
      requests = (report?.throughput ?? 0) * window.seconds
    case .lines:
      // A load command of one's own may print them, or the target.
      let outputs = [child, conductor.target].compactMap { $0 }
      let series = outputs.map { RequestSeries($0.output.requests) }.first { !$0.counts.isEmpty }
      guard let series, let source = outputs.first,
        let value = series.requests(from: window.begin, to: window.end) ?? Self.estimate(series, source, window)
      else { throw Self.notCounted(child ?? conductor.target) }
      self.series = series
      requests = value
    }
    guard requests > 0 else { throw ExperimentError(.requests, "no request was completed in the window", remedy: "measure longer: --seconds") }
    if load.errors >= 0.9 * requests {
      throw ExperimentError(
        .load, "\(child?.name ?? "the load") reports \(Int(nearest: load.errors)) failed requests and hardly any other",
        remedy: "check the address it asks for")
    }
  }

  private static func estimate(_ series: RequestSeries, _ source: ChildProcess, _ window: Window) -> Double? {
    series.rate(since: source.startTime).map { $0 * window.seconds }
  }

  private static func report(_ conductor: RunConductor, _ child: ChildProcess?) throws(ExperimentError) -> LoadReport? {
    let output = child ?? conductor.target
    let line = conductor.fill(conductor.plan.load ?? "", seconds: conductor.plan.seconds)
    if case .pattern(let pattern) = conductor.setting.counting, let output {
      let text = output.output.standardOutput + "\n" + output.output.standardError
      let loadSeconds = Double(ExperimentPlan.wholeSeconds(conductor.plan.seconds))
      return try pattern.parse(text, seconds: child == nil ? conductor.targetSeconds : loadSeconds)
    }
    guard let child, let tool = LoadTool.recognise(line) else { return nil }
    if child.output.wasCut {
      throw ExperimentError(.load, "\(child.name) printed more than 64 MiB, too much to read", remedy: "let it print its summary only")
    }
    let text =
      try tool.resultFile(line).map { path throws(ExperimentError) in try ResultFile.read(path, in: conductor.plan.directory, tool) }
      ?? child.output.standardOutput
    return try tool.parse(text, line: line)
  }

  private static func notCounted(_ source: ChildProcess?) -> ExperimentError {
    let name = source?.name ?? "the target"
    return ExperimentError(
      .requests, "requests cannot be counted: \(name) printed no line `requests=N`; \(source?.output.lastWords() ?? "it printed nothing")",
      remedy: "print one every 100 ms, or give --count RE or --request FUNCTION")
  }
}
