/// The report of vegeta <https://github.com/tsenart/vegeta>: JSON or text. It always sends at a fixed rate.
enum VegetaOutput {
  static func parse(_ text: String) throws(LoadOutputError) -> LoadReport {
    if let json = JSONValue(within: text) {
      // `rate` counts what was sent, `throughput` what was answered well.
      guard let throughput = json["throughput"].number, let requests = json["requests"].number else {
        throw LoadOutputError("its JSON has no `requests` and `throughput`")
      }
      var report = LoadReport(throughput: throughput)
      report.requests = requests
      report.seconds = json["duration"].number.map { ($0 + (json["wait"].number ?? 0)) / 1e9 }
      report.meanResponse = json["latencies"]["mean"].number.map { $0 / 1e9 }
      report.errors = ((1 - (json["success"].number ?? 1)) * requests).rounded()
      report.isOpenLoop = true
      for (key, value) in json["latencies"].object where key.hasSuffix("th") {
        if let percent = Double(key.dropLast(2)), let nanoseconds = value.number { report.percentiles[percent] = nanoseconds / 1e9 }
      }
      return report
    }
    guard let line = LoadText.line("Requests", in: text), let bracket = line.firstIndex(of: "]") else {
      throw LoadOutputError("its output has neither JSON nor a line `Requests`")
    }
    let names = line[..<bracket].drop { $0 != "[" }.dropFirst().split(separator: ",").map { $0.drop { $0 == " " } }
    let values = line[line.index(after: bracket)...].split(separator: ",").map { LoadText.number($0) }
    guard let total = values.first ?? nil, let throughput = values.last ?? nil, names.last == "throughput", names.count == values.count else {
      throw LoadOutputError("its line `Requests` has no total and throughput")
    }
    var report = LoadReport(throughput: throughput)
    report.requests = total
    report.isOpenLoop = true
    if let latencies = LoadText.line("Latencies", in: text), let bracket = latencies.firstIndex(of: "]") {
      let names = latencies[..<bracket].drop { $0 != "[" }.dropFirst().split(separator: ",").map { $0.filter { $0 != " " } }
      let values = latencies[latencies.index(after: bracket)...].split(separator: ",").map { LoadText.duration($0) }
      for (name, value) in zip(names, values) {
        if name == "mean" { report.meanResponse = value }
        if let percent = Double(name), let value { report.percentiles[percent] = value }
      }
    }
    if let success = LoadText.line("Success", in: text).flatMap({ LoadText.number($0.drop { $0 != "]" }) }) {
      report.errors = ((1 - success / 100) * total).rounded()
    }
    return report
  }
}

/// The output of ghz <https://github.com/bojand/ghz>: JSON (`-O json`, nanoseconds) or text.
enum GhzOutput {
  static func parse(_ text: String) throws(LoadOutputError) -> LoadReport {
    if let json = JSONValue(within: text) {
      guard let throughput = json["rps"].number, let count = json["count"].number else { throw LoadOutputError("its JSON has no `count` and `rps`") }
      var report = LoadReport(throughput: throughput)
      report.requests = count
      report.seconds = json["total"].number.map { $0 / 1e9 }
      report.meanResponse = json["average"].number.map { $0 / 1e9 }
      let statuses = json["statusCodeDistribution"].object
      report.errors = statuses.reduce(0) { $0 + ($1.key == "OK" ? 0 : $1.value.number ?? 0) }
      return report
    }
    guard let throughput = LoadText.number(LoadText.line("Requests/sec:", in: text)) else {
      throw LoadOutputError("its output has neither JSON nor a line `Requests/sec:`")
    }
    var report = LoadReport(throughput: throughput)
    report.requests = LoadText.number(LoadText.line("Count:", in: text))
    report.seconds = LoadText.duration(LoadText.line("Total:", in: text))
    report.meanResponse = LoadText.duration(LoadText.line("Average:", in: text))
    for line in text.split(separator: "\n") where line.hasSuffix("responses") && line.contains("[") && !line.contains("[OK]") {
      report.errors += LoadText.number(line.drop { $0 != "]" }) ?? 0
    }
    return report
  }
}

/// The output of fortio load <https://github.com/fortio/fortio>: JSON (`-json -`) or text.
enum FortioOutput {
  static func parse(_ text: String) throws(LoadOutputError) -> LoadReport {
    if let json = JSONValue(within: text), json["DurationHistogram"] != .null {
      guard let throughput = json["ActualQPS"].number else { throw LoadOutputError("its JSON has no ActualQPS") }
      let histogram = json["DurationHistogram"]
      var report = LoadReport(throughput: throughput)
      report.requests = histogram["Count"].number
      report.seconds = json["ActualDuration"].number.map { $0 / 1e9 }
      report.meanResponse = histogram["Avg"].number
      report.errors = json["RetCodes"].object.reduce(0) { sum, entry in
        let isGood = entry.key == "OK" || entry.key == "SERVING" || (Int(entry.key).map { (200..<400).contains($0) } ?? false)
        return sum + (isGood ? 0 : entry.value.number ?? 0)
      }
      report.isOpenLoop = json["RequestedQPS"].string.flatMap { Double($0) } ?? 0 > 0
      if report.isOpenLoop {
        for entry in histogram["Percentiles"].array {
          if let percent = entry["Percentile"].number, let seconds = entry["Value"].number { report.percentiles[percent] = seconds }
        }
      }
      return report
    }
    // `All done 4 calls (plus 0 warmup) 0.583 ms avg, 38.4 qps`
    guard let line = LoadText.line("All done ", in: text), let calls = LoadText.number(line), let end = line.firstRange(of: ") ") else {
      throw LoadOutputError("its output has neither JSON nor a line `All done`")
    }
    let numbers = line[end.upperBound...].split(separator: ",")
    guard let rate = LoadText.number(numbers.last) else { throw LoadOutputError("its line `All done` has no qps") }
    var report = LoadReport(throughput: rate)
    report.requests = calls
    report.meanResponse = LoadText.duration(numbers.first)
    for line in text.split(separator: "\n") where line.hasPrefix("Code ") {
      let parts = line.dropFirst(5).split(separator: ":")
      guard parts.count == 2, let code = LoadText.number(parts[0]), !(200..<400).contains(code) else { continue }
      report.errors += LoadText.number(parts[1]) ?? 0
    }
    return report
  }
}

/// The output of pgbench <https://www.postgresql.org/docs/current/pgbench.html>, of all versions.
enum PgbenchOutput {
  static func parse(_ text: String) throws(LoadOutputError) -> LoadReport {
    // Up to version 13 there are two rates; that without the time of connecting is the one that all versions have.
    let rates = text.split(separator: "\n").filter { $0.hasPrefix("tps = ") }
    let rate = rates.first { $0.contains("without initial connection") || $0.contains("excluding connections") } ?? rates.first
    guard let throughput = LoadText.number(rate) else { throw LoadOutputError("its output has no line `tps =`") }
    var report = LoadReport(throughput: throughput)
    report.requests = LoadText.number(LoadText.line("number of transactions actually processed:", in: text))
    report.seconds = LoadText.duration(LoadText.line("duration:", in: text))
    report.meanResponse = LoadText.duration(LoadText.line("latency average", in: text), unit: 0.001)
    report.errors = LoadText.number(LoadText.line("number of failed transactions:", in: text)) ?? 0
    return report
  }
}
