/// The output of oha <https://github.com/hatoo/oha>: JSON (`--output-format json`, `--json`) or text.
enum OhaOutput {
  static func parse(_ text: String, _ line: String) throws(LoadOutputError) -> LoadReport {
    var report = LoadReport(throughput: 0)
    if let json = JSONValue(within: text), json["summary"] != .null {
      let summary = json["summary"]
      // `rps.mean` is a mean of instants and not the rate.
      guard let throughput = summary["requestsPerSec"].number else { throw LoadOutputError("its JSON has no summary.requestsPerSec") }
      report.throughput = throughput
      report.seconds = summary["total"].number
      report.meanResponse = summary["average"].number
      let statuses = json["statusCodeDistribution"].object
      if !statuses.isEmpty { report.requests = statuses.values.reduce(0) { $0 + ($1.number ?? 0) } }
      report.errors = StatusCodes.failures(statuses) + failures(json["errorDistribution"].object)
      if isOpenLoop(line) { report.percentiles = percentiles(json["latencyPercentiles"].object) }
    } else {
      guard let throughput = LoadText.number(LoadText.line("Requests/sec:", in: text)) else {
        throw LoadOutputError("its output has neither JSON nor a line `Requests/sec:`")
      }
      report.throughput = throughput
      report.seconds = LoadText.duration(LoadText.line("Total:", in: text))
      report.meanResponse = LoadText.duration(LoadText.line("Average:", in: text))
      report.errors = StatusCodes.failuresInBrackets(text)
    }
    report.isOpenLoop = isOpenLoop(line)
    return report
  }

  /// Requests that were cut off at the end are no failures.
  private static func failures(_ distribution: [String: JSONValue]) -> Double {
    distribution.reduce(0) { $0 + ($1.key.contains("deadline") ? 0 : $1.value.number ?? 0) }
  }

  /// With a rate it sends on time, and with `--latency-correction` it also times from then.
  private static func isOpenLoop(_ line: String) -> Bool {
    let words = ShellWords.words(line)
    return words.contains { $0.hasPrefix("--latency-correction") } && words.contains { $0.hasPrefix("-q") || $0.hasPrefix("--query-per-second") }
  }

  private static func percentiles(_ values: [String: JSONValue]) -> [Double: Double] {
    var percentiles: [Double: Double] = [:]
    for (key, value) in values where key.hasPrefix("p") {
      if let percent = Double(key.dropFirst()), let seconds = value.number { percentiles[percent] = seconds }
    }
    return percentiles
  }
}

/// The output of hey <https://github.com/rakyll/hey>: text, or one line a request (`-o csv`).
enum HeyOutput {
  static func parse(_ text: String) throws(LoadOutputError) -> LoadReport {
    if text.hasPrefix("response-time,") { return try table(text) }
    guard let throughput = LoadText.number(LoadText.line("Requests/sec:", in: text)) else {
      throw LoadOutputError("its output has no line `Requests/sec:`")
    }
    var report = LoadReport(throughput: throughput)
    report.seconds = LoadText.duration(LoadText.line("Total:", in: text))
    report.requests = report.seconds.map { $0 * throughput }
    report.meanResponse = LoadText.duration(LoadText.line("Average:", in: text))
    report.errors = StatusCodes.failuresInBrackets(text)
    return report
  }

  /// Columns: response-time, DNS+dialup, DNS, Request-write, Response-delay, Response-read, status-code, offset; seconds.
  private static func table(_ text: String) throws(LoadOutputError) -> LoadReport {
    var count = 0.0
    var sum = 0.0
    var first = Double.infinity
    var last = 0.0
    var errors = 0.0
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count >= 8, let response = Double(fields[0]), let status = Int(fields[6]), let offset = Double(fields[7]), response.isFinite,
        offset.isFinite
      else { throw LoadOutputError("line `\(line.prefix(80))` of its table cannot be read") }
      count += 1
      sum += response
      first = min(first, offset)
      last = max(last, offset + response)
      if status >= 400 || status < 200 { errors += 1 }
    }
    guard count > 0, last > first else { throw LoadOutputError("its table has no requests") }
    var report = LoadReport(throughput: count / (last - first))
    report.requests = count
    report.seconds = last - first
    report.meanResponse = sum / count
    report.errors = errors
    return report
  }
}

/// HTTP status codes and how often they came.
enum StatusCodes {
  static func failures(_ counts: [String: JSONValue]) -> Double {
    counts.reduce(0) { sum, entry in
      let isGood = Int(entry.key).map { (200..<400).contains($0) } ?? false
      return sum + (isGood ? 0 : entry.value.number ?? 0)
    }
  }

  /// Lines `  [404]	12 responses` and `  [3]	some error`: of statuses the bad ones, of errors all but cut-off requests.
  static func failuresInBrackets(_ text: String) -> Double {
    var errors = 0.0
    for line in text.split(separator: "\n") {
      let trimmed = line.drop { $0 == " " || $0 == "\t" }
      guard trimmed.first == "[", let end = trimmed.firstIndex(of: "]"), let number = Double(trimmed.dropFirst().prefix(upTo: end)) else { continue }
      let rest = trimmed[trimmed.index(after: end)...]
      if rest.hasSuffix("responses") {
        if !(200..<400).contains(number) { errors += LoadText.number(rest) ?? 0 }
      } else if !rest.contains("deadline") {
        errors += number
      }
    }
    return errors
  }
}
