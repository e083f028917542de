import Profiles

/// Size of the file.
enum FilePart {
  static func run(_ table: inout Table) throws {
    let profile = SyntheticProfile.make(samples: 100_000, stacks: 20_000, seed: 1)
    let bytes = try ProfileFormat.pprof.encode(profile).count
    let each = Double(bytes) / 100_000
    table.add(
      "file, 100 000 samples of 20 000 stacks", bar: "≤ 40 bytes per sample", measured: "\(each.rounded(decimals: 1)) bytes", isMet: each <= 40)
  }
}

/// Reports of a large profile, and of what other tools make of the same one.
enum ReportPart {
  static func run(_ table: inout Table) throws {
    let path = Bench.scratch("million.pb.gz")
    try Bench.write(try ProfileFormat.pprof.encode(SyntheticProfile.make(samples: 1_000_000, stacks: 100_000, seed: 2)), to: path)
    let peer = try goPeer(path)
    for (format, bar) in [("html", 3.0), ("text", 2.0)] {
      var seconds: [Double] = []
      var peak = 0
      for _ in 0..<3 {
        let outcome = try Subprocess.run([Bench.headroom, "report", path, "--format", format, "-o", Bench.scratch("million.\(format)")])
        guard outcome.status == 0 else { throw BenchError(outcome.output) }
        seconds.append(outcome.seconds)
        peak = max(peak, outcome.peakBytes)
      }
      let median = Samples(seconds).median
      let megabytes = Double(peak) / 1e6
      table.add(
        "\(format) report, 1 000 000 samples of 100 000 stacks", bar: format == "html" ? "≤ 3 s, ≤ 500 MB" : "≤ 2 s",
        measured: "\(median.rounded(decimals: 2)) s, \(megabytes.rounded(decimals: 0)) MB",
        isMet: median <= bar && (format == "text" || megabytes <= 500), peer: peer)
    }
    try inferno(&table)
  }

  private static func goPeer(_ path: String) throws(BenchError) -> String {
    guard Bench.tool("go") != nil else { return "go tool pprof is not installed" }
    let outcome = try Subprocess.run(["go", "tool", "pprof", "-top", path])
    guard outcome.status == 0 else { return "go tool pprof failed: \(outcome.output.prefix(60))" }
    return "go tool pprof -top: \(outcome.seconds.rounded(decimals: 2)) s, \((Double(outcome.peakBytes) / 1e6).rounded(decimals: 0)) MB"
  }

  /// inferno reads what perf wrote; so does `convert`. Both times include `perf script`.
  private static func inferno(_ table: inout Table) throws {
    guard Bench.tool("perf") != nil, Bench.tool("flamegraph") != nil else {
      table.add("flame graph of a perf recording", bar: "shown", measured: "not measured", isMet: nil, peer: "perf or inferno is not installed")
      return
    }
    let data = Bench.scratch("inferno.data")
    let fixture = try Bench.fixture("async-chain")
    _ = try Subprocess.run(["perf", "record", "-q", "-F", "1999", "-e", "cpu-clock:u", "-g", "-o", data, fixture, "--seconds", "15"])
    let theirs = try Subprocess.run(["flamegraph", "--perfdata", data, "-o", Bench.scratch("inferno.svg")])
    let (text, profile, page) = (Bench.scratch("perf.txt"), Bench.scratch("perf.pb.gz"), Bench.scratch("perf.html"))
    let ours = try Subprocess.run([
      "sh", "-c",
      "perf script -i \(data) >\(text) 2>/dev/null && \(Bench.headroom) convert \(text) \(profile) && \(Bench.headroom) report \(profile) -o \(page)",
    ])
    table.add(
      "flame graph of one perf recording (perf script included)", bar: "shown",
      measured: ours.status == 0 ? "\(ours.seconds.rounded(decimals: 2)) s" : ours.output, isMet: nil,
      peer: theirs.status == 0 ? "inferno: \(theirs.seconds.rounded(decimals: 2)) s" : "inferno: \(theirs.output.suffix(80))")
  }
}
