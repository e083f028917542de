import Profiles

/// How many requests a command served that has ended.
struct WholeRequests {
  var count: Double
  /// Whether a line `requests=…` told where the start ended and the work began.
  var hasStart: Bool
  /// Whether the count comes from such lines.
  var isCountedByLines = false

  /// - Parameters:
  ///   - counted: Entries to a function that the recorder counted since the first such line, or the beginning.
  ///   - seconds: How long the command ran.
  init(_ output: ChildOutput, _ counting: Counting, _ plan: ExperimentPlan, counted: Int64?, seconds: Double) throws(ExperimentError) {
    let lines = RequestSeries(output.requests).counts
    hasStart = lines.first?.requests == 0
    switch counting {
    case .function:
      guard let counted, counted > 0 else {
        throw ExperimentError(
          .requests, "\(plan.requestFunction ?? "the function") was never entered", remedy: "check the name: headroom report shows it")
      }
      count = Double(counted)
    case .pattern(let pattern):
      let report = try pattern.parse(output.standardOutput + "\n" + output.standardError, seconds: seconds)
      count = report.requests ?? report.throughput * seconds
    case .lines, .tool:
      isCountedByLines = true
      guard let first = lines.first, let last = lines.last, last.requests > 0 else {
        let name = plan.command.first?.split(separator: "/").last.map(String.init) ?? "the command"
        throw ExperimentError(
          .requests, "requests cannot be counted: \(name) printed no line `requests=N`; \(output.lastWords())",
          remedy: "print one at the end, and `requests=0` once it is ready, or give --count RE or --request FUNCTION")
      }
      // A count that is followed by others is where the counting begins.
      hasStart = last.requests > first.requests
      count = hasStart ? last.requests - first.requests : last.requests
    }
    guard count > 0 else { throw ExperimentError(.requests, "the command served no request", remedy: "give it work to do") }
  }
}
