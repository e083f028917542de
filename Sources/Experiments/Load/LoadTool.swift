import Statistics

/// A load generator whose output we can read.
public enum LoadTool: String, Sendable, CaseIterable {
  case wrk, wrk2, oha, hey, k6, vegeta, ghz, fortio, pgbench

  /// Recognises the tool by a command's words, also behind `env`, `taskset`, `numactl` and the like, in a pipeline, or within `sh -c`.
  public static func recognise(_ line: String) -> LoadTool? {
    for words in ShellWords.commands(line) {
      let own = ownWords(words)
      guard let first = own.first else { continue }
      let name = first.split(separator: "/").last.map(String.init) ?? first
      if ["sh", "bash", "dash", "zsh"].contains(name) {
        if let flag = own.firstIndex(where: { $0.hasPrefix("-") && $0.hasSuffix("c") }), flag + 1 < own.count,
          let tool = recognise(own[flag + 1])
        {
          return tool
        }
        continue
      }
      guard let tool = LoadTool(rawValue: name) else { continue }
      // The program of wrk2 is called wrk too: it alone has a rate.
      let hasRate = own.dropFirst().contains { $0.hasPrefix("-R") || $0.hasPrefix("--rate") }
      return tool == .wrk && hasRate ? .wrk2 : tool
    }
    return nil
  }

  /// The words from the program itself on, without what only sets it up.
  static func ownWords(_ words: [String]) -> [String] {
    var rest = words[...]
    while let first = rest.first {
      if let equals = first.firstIndex(of: "="), first[..<equals].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }), !first.hasPrefix("=") {
        rest = rest.dropFirst()
        continue
      }
      // How many words without a dash belong to each of them, and which of their options take a value.
      let wrappers: [String: (words: Int, options: Set<String>)] = [
        "exec": (0, ["-a"]), "env": (0, ["-u", "-C", "-S"]), "nohup": (0, []), "setsid": (0, []), "time": (0, ["-f", "-o"]),
        "sudo": (0, ["-u", "-g"]), "nice": (0, ["-n"]), "ionice": (0, ["-c", "-n"]), "stdbuf": (0, ["-i", "-o", "-e"]), "timeout": (1, ["-k", "-s"]),
        "taskset": (1, []), "numactl": (0, ["-C", "-N", "-m", "-i", "-p"]), "chrt": (1, []), "cgexec": (0, ["-g"]),
      ]
      let name = first.split(separator: "/").last.map(String.init) ?? first
      guard let wrapper = wrappers[name] else { break }
      rest = rest.dropFirst()
      while let option = rest.first, option.hasPrefix("-") {
        rest = rest.dropFirst(wrapper.options.contains(option) ? 2 : 1)
      }
      if name == "env" { continue }
      rest = rest.dropFirst(wrapper.words)
    }
    return Array(rest)
  }

  /// Seconds it takes before it sends its first request.
  var startSeconds: Double { self == .k6 ? 1 : 0 }

  /// The file a command line tells it to write its results to; nil for standard output.
  func resultFile(_ line: String) -> String? {
    let options: [LoadTool: [String]] = [
      .k6: ["--summary-export"], .oha: ["-o", "--output"], .ghz: ["-o", "--output"], .fortio: ["-json", "--json"], .vegeta: ["-output", "--output"],
    ]
    guard let names = options[self] else { return nil }
    // Of a pipeline the last command says where results go.
    for words in ShellWords.commands(line).reversed() {
      for (index, word) in words.enumerated() {
        for name in names {
          if word == name, index + 1 < words.count { return words[index + 1] == "-" ? nil : words[index + 1] }
          if word.hasPrefix(name + "=") { return String(word.dropFirst(name.count + 1)) }
        }
      }
      if self == .vegeta { return nil }
    }
    return nil
  }

  /// Fails when the tool would not open as many connections as it is told: wrk opens the same number in each of its threads, rounded down.
  ///
  /// - Parameter line: Its command line, with all numbers filled in.
  static func checkConnections(_ line: String) throws(ExperimentError) {
    guard let tool = recognise(line), tool == .wrk || tool == .wrk2 else { return }
    // Not those of what sets it up: `taskset -c 1` opens no connection.
    let words = ShellWords.commands(line).map(ownWords).first { $0.first?.hasSuffix("wrk") == true || $0.first?.hasSuffix("wrk2") == true } ?? []
    func number(_ short: String, _ long: String) -> Int? {
      for (index, word) in words.enumerated() {
        if word == short || word == long { return index + 1 < words.count ? Int(words[index + 1]) : nil }
        if word.hasPrefix(long + "=") { return Int(word.dropFirst(long.count + 1)) }
        if word.hasPrefix(short), let value = Int(word.dropFirst(short.count)) { return value }
      }
      return nil
    }
    guard let connections = number("-c", "--connections") else { return }
    let threads = number("-t", "--threads") ?? 2
    guard threads > 0, connections % threads != 0 else { return }
    throw ExperimentError(
      .plan, "with \(threads) threads wrk opens \(connections / threads * threads) of \(connections) connections",
      remedy: "give it one thread with -t1, or take levels that are multiples of \(threads)")
  }

  /// Reads what the tool has printed (or written to its result file).
  ///
  /// - Parameter line: Its command line: some things only that tells, such as whether it sends at a fixed rate.
  /// - Throws: `ExperimentError` of code `load`, which names what is missing.
  public func parse(_ output: String, line: String) throws(ExperimentError) -> LoadReport {
    do {
      let report =
        switch self {
        case .wrk, .wrk2: try WrkOutput.parse(output)
        case .oha: try OhaOutput.parse(output, line)
        case .hey: try HeyOutput.parse(output)
        case .k6: try K6Output.parse(output)
        case .vegeta: try VegetaOutput.parse(output)
        case .ghz: try GhzOutput.parse(output)
        case .fortio: try FortioOutput.parse(output)
        case .pgbench: try PgbenchOutput.parse(output)
        }
      guard report.throughput > 0 else {
        let errors = report.errors > 0 ? ": \(Int(nearest: report.errors)) errors" : ""
        throw LoadOutputError("no request was answered\(errors)")
      }
      return report
    } catch {
      throw ExperimentError(.load, "\(rawValue): \(error)", remedy: remedy)
    }
  }

  /// How to get output that can be read.
  private var remedy: String {
    switch self {
    case .oha: "try it by hand; with --output-format json its output is read best"
    case .k6: "try it by hand; --summary-export=FILE gives numbers that are read best"
    case .vegeta: "end the line with `| vegeta report -type=json`"
    case .fortio: "add -json -"
    case .ghz: "add -O json"
    case .wrk, .wrk2, .hey, .pgbench: "try the load command by hand"
    }
  }
}
