/// The output of k6 <https://github.com/grafana/k6>: a summary as JSON (`--summary-export`, `handleSummary`) or text.
enum K6Output {
  static func parse(_ text: String) throws(LoadOutputError) -> LoadReport {
    if let json = JSONValue(within: text), json["metrics"] != .null { return try parse(json["metrics"]) }
    guard let requests = metric("http_reqs", text) ?? metric("grpc_req_duration", text) ?? metric("iterations", text) else {
      throw LoadOutputError("its output has neither JSON with `metrics` nor a line `http_reqs`")
    }
    // `1234   41.13/s`
    let words = requests.split(separator: " ")
    guard words.count >= 2, let count = Double(words[0]), let rate = LoadText.number(words[1]) else {
      throw LoadOutputError("the line `http_reqs` has no count and rate")
    }
    var report = LoadReport(throughput: rate)
    report.requests = count
    report.seconds = rate > 0 ? count / rate : nil
    report.meanResponse = metric("http_req_duration", text).flatMap { line in
      line.split(separator: " ").first { $0.hasPrefix("avg=") }.flatMap { LoadText.duration($0.dropFirst(4)) }
    }
    if let share = metric("http_req_failed", text).flatMap({ LoadText.number($0) }) { report.errors = (share / 100 * count).rounded() }
    return report
  }

  /// Newer versions put the numbers one level deeper, under `values`. Times are in milliseconds.
  private static func parse(_ metrics: JSONValue) throws(LoadOutputError) -> LoadReport {
    func number(_ metric: String, _ keys: String...) -> Double? {
      for key in keys {
        if let value = metrics[metric][key].number ?? metrics[metric]["values"][key].number { return value }
      }
      return nil
    }
    let name = ["http_reqs", "iterations"].first { number($0, "count") != nil && number($0, "rate") != nil }
    guard let name, let count = number(name, "count"), let rate = number(name, "rate") else {
      throw LoadOutputError("its JSON has no metrics.http_reqs with count and rate")
    }
    var report = LoadReport(throughput: rate)
    report.requests = count
    report.seconds = rate > 0 ? count / rate : nil
    report.meanResponse = number(name == "http_reqs" ? "http_req_duration" : "iteration_duration", "avg").map { $0 / 1000 }
    report.errors = ((number("http_req_failed", "rate", "value") ?? 0) * count).rounded()
    return report
  }

  /// What follows the dots and colon of a metric's line.
  private static func metric(_ name: String, _ text: String) -> Substring? {
    for line in text.split(separator: "\n") {
      let trimmed = line.drop { !$0.isLetter }
      guard trimmed.hasPrefix(name), let colon = trimmed.firstIndex(of: ":"),
        trimmed[..<colon].dropFirst(name.count).allSatisfy({ $0 == "." || $0 == " " })
      else { continue }
      return trimmed[trimmed.index(after: colon)...].drop { $0 == " " }
    }
    return nil
  }
}
