import Glibc

/// What recording costs the target: requests per second of `http-server` under wrk with a recorder, against the mean of the two
/// undisturbed slices beside it.
enum ThroughputPart {
  /// Seconds of one slice, and how often every recorder gets one.
  static let sliceSeconds = 2
  static let rounds = 18

  /// One way of recording.
  struct Recorder {
    var name: String
    var words: @Sendable (pid_t) -> [String]
  }

  static func run(_ table: inout Table) throws(BenchError) {
    let server = try Load.startServer()
    defer { server.stop() }
    let url = try Load.address(of: server)
    _ = try requestsPerSecond(url)
    let recorders = try recorders()
    var losses: [[Double]] = recorders.map { _ in [] }
    var base = try requestsPerSecond(url)
    for round in 0..<rounds {
      // Each round begins with another recorder: drift of the machine does not favour one of them.
      for offset in recorders.indices {
        let index = (offset + round) % recorders.count
        let recording = try Subprocess(recorders[index].words(server.processID))
        // Until it has read what there is to read of the target.
        usleep(1_500_000)
        let recorded = try requestsPerSecond(url)
        recording.stop(SIGINT)
        let after = try requestsPerSecond(url)
        losses[index].append(1 - recorded / ((base + after) / 2))
        base = after
      }
    }
    show(recorders, losses, &table)
  }

  private static func recorders() throws(BenchError) -> [Recorder] {
    let file = Bench.scratch("throughput.pb.gz")
    func headroom(_ collector: String, _ frequency: Int) -> Recorder {
      Recorder(name: "\(collector) \(frequency) Hz") {
        [Bench.headroom, "record", "-p", "\($0)", "--collector", collector, "-F", "\(frequency)", "-d", "60s", "-o", file]
      }
    }
    var recorders = [headroom("bpf", 99), headroom("bpf", 999), headroom("ptrace", 99)]
    guard Bench.tool("perf") != nil else { return recorders }
    for frequency in [99, 999] {
      recorders.append(
        Recorder(name: "perf \(frequency) Hz") {
          [
            "perf", "record", "-q", "-F", "\(frequency)", "-e", "cpu-clock", "--call-graph", "dwarf,16384", "-p", "\($0)", "-o",
            Bench.scratch("throughput.data"),
          ]
        })
    }
    return recorders
  }

  private static func show(_ recorders: [Recorder], _ losses: [[Double]], _ table: inout Table) {
    var mean: [String: (value: Double, error: Double)] = [:]
    for (recorder, loss) in zip(recorders, losses) { mean[recorder.name] = Samples(loss).mean }
    func text(_ name: String) -> String {
      guard let loss = mean[name] else { return "not installed" }
      return "\(loss.value.percent) ± \(loss.error.percent)"
    }
    for (frequency, bar) in [(99, 0.01), (999, 0.04)] {
      guard let loss = mean["bpf \(frequency) Hz"] else { continue }
      let peer = mean["perf \(frequency) Hz"]
      let isQuarter = peer.map { loss.value <= max(0, $0.value) / 4 } ?? true
      table.add(
        "throughput lost, bpf \(frequency) Hz", bar: "≤ \(bar.percent) and ≤ ¼ of perf", measured: text("bpf \(frequency) Hz"),
        isMet: loss.value <= bar && isQuarter, peer: "perf --call-graph dwarf,16384: \(text("perf \(frequency) Hz"))")
    }
    table.add("throughput lost, ptrace 99 Hz", bar: "shown", measured: text("ptrace 99 Hz"), isMet: nil)
  }

  /// Requests per second of one slice.
  private static func requestsPerSecond(_ url: String) throws(BenchError) -> Double {
    let outcome = try Subprocess.run(["wrk", "-t1", "-c16", "-d\(sliceSeconds)s", url])
    for line in outcome.output.split(separator: "\n") where line.hasPrefix("Requests/sec:") {
      if let number = line.split(separator: " ").last.flatMap({ Double($0) }) { return number }
    }
    throw BenchError("wrk printed no rate: \(outcome.output)")
  }
}
