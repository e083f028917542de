/// `--count RE`: finds the number of requests in the output of any load generator.
///
/// The last match counts. The first group, or one named `count`, is the number of requests; groups named `seconds` and `rate` tell how long they
/// took and how many there were a second.
public struct RequestPattern {
  private let expression: Regex<AnyRegexOutput>

  /// - Throws: `ExperimentError` of code `plan` for what is no regular expression or has no group.
  public init(_ pattern: String) throws(ExperimentError) {
    do {
      expression = try Regex(pattern).anchorsMatchLineEndings()
    } catch {
      throw ExperimentError(.plan, "--count: `\(pattern)` is no regular expression", remedy: "write one such as 'served (\\d+) requests'")
    }
    guard pattern.contains("(") else {
      throw ExperimentError(.plan, "--count: `\(pattern)` has no group", remedy: "put the number in parentheses: 'served (\\d+) requests'")
    }
  }

  /// - Parameter seconds: How long the load generator ran, for when its output does not tell.
  public func parse(_ output: String, seconds: Double) throws(ExperimentError) -> LoadReport {
    guard let match = output.matches(of: expression).last?.output else {
      throw ExperimentError(.load, "--count matches nothing in the output of the load command", remedy: "see what the command prints by hand")
    }
    var named: [String: Double] = [:]
    var first: Double?
    for index in match.indices.dropFirst() {
      guard let text = match[index].substring else { continue }
      let number = Double(text.filter { $0 != "," && $0 != "_" && $0 != " " && $0 != "'" })
      if let name = match[index].name { named[name] = number } else if first == nil { first = number }
    }
    let duration = named["seconds"] ?? seconds
    let count = named["count"] ?? first
    guard let rate = named["rate"] ?? count.flatMap({ duration > 0 ? $0 / duration : nil }), rate.isFinite, rate > 0 else {
      throw ExperimentError(
        .load, "--count found no number of requests in `\(match[0].substring ?? "")`", remedy: "put the digits in a group: (\\d+)")
    }
    var report = LoadReport(throughput: rate)
    report.requests = count
    report.seconds = named["seconds"]
    return report
  }
}
