/// The output of wrk <https://github.com/wg/wrk> and of wrk2 <https://github.com/giltene/wrk2>.
///
/// The mean latency of wrk is left alone: for every request that took longer than twice the usual, wrk invents those that a client with a clock
/// would have sent meanwhile (`stats_correct`). Its clients have none; on a busy machine the mean came out 1.6 to 3 times N/X.
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
    report.errors = (LoadText.number(LoadText.line("Non-2xx or 3xx responses:", in: text)) ?? 0) + socketErrors(text)
    // Only wrk2 times from the intended send.
    report.isOpenLoop = text.contains("HdrHistogram") || text.contains("Thread calibration:")
    guard report.isOpenLoop else { return report }
    report.percentiles = percentiles(text)
    report.meanResponse = text.split(separator: "\n").map { $0.drop { $0 == " " } }.first { $0.hasPrefix("Latency ") && !$0.contains("Distribution") }
      .flatMap { LoadText.duration($0) }
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
