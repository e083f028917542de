/// The output of wrk <https://github.com/wg/wrk> and of wrk2 <https://github.com/giltene/wrk2>.
enum WrkOutput {
  static func parse(_ text: String) throws(LoadOutputError) -> LoadReport {
    guard let throughput = LoadText.number(LoadText.line("Requests/sec:", in: text)) else {
      throw LoadOutputError("its output has no line `Requests/sec:`")
    }
    var report = LoadReport(throughput: throughput)
    for line in text.split(separator: "\n") {
      guard let middle = line.firstRange(of: " requests in ") else { continue }
      report.requests = LoadText.number(line[..<middle.lowerBound])
      report.seconds = LoadText.duration(line[middle.upperBound...])
    }
    report.meanResponse = LoadText.line("Latency ", in: text).flatMap { $0.contains("Distribution") ? nil : LoadText.duration($0) }
    report.errors = (LoadText.number(LoadText.line("Non-2xx or 3xx responses:", in: text)) ?? 0) + socketErrors(text)
    // Only wrk2 times from the intended send.
    report.isOpenLoop = text.contains("HdrHistogram") || text.contains("Thread calibration:")
    if report.isOpenLoop { report.percentiles = percentiles(text) }
    return report
  }

  /// `Socket errors: connect 0, read 12, write 0, timeout 3`
  private static func socketErrors(_ text: String) -> Double {
    guard let line = LoadText.line("Socket errors:", in: text) else { return 0 }
    return line.split(separator: ",").reduce(0) { $0 + (LoadText.number($1) ?? 0) }
  }

  /// Lines such as ` 99.900%   12.30ms`.
  private static func percentiles(_ text: String) -> [Double: Double] {
    var percentiles: [Double: Double] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard words.count == 2, words[0].hasSuffix("%"), let percent = Double(words[0].dropLast()), let seconds = LoadText.duration(words[1]) else {
        continue
      }
      percentiles[percent] = seconds
    }
    return percentiles
  }
}
