import Profiles

/// Speed and memory of comparing two large profiles.
enum DiffPart {
  static func run(_ table: inout Table) throws {
    let paths = [(name: "base", seed: UInt64(1)), ("head", 2)].map { name, seed in
      (path: Bench.scratch("\(name).pb.gz"), profile: SyntheticProfile.make(samples: 1_000_000, stacks: 100_000, sampleSeed: seed))
    }
    for (path, profile) in paths { try Bench.write(try ProfileFormat.pprof.encode(profile), to: path) }
    for format in ["text", "html"] {
      var seconds: [Double] = []
      var peak = 0
      for _ in 0..<3 {
        let outcome = try Subprocess.run(
          [Bench.headroom, "diff"] + paths.map(\.path) + ["--format", format, "-o", Bench.scratch("diff.\(format)")])
        // Two different profiles: any verdict, but no error.
        guard outcome.status != 1 else { throw BenchError(outcome.output) }
        seconds.append(outcome.seconds)
        peak = max(peak, outcome.peakBytes)
      }
      let median = Samples(seconds).median
      let megabytes = Double(peak) / 1e6
      table.add(
        "\(format) diff of two profiles, 1 000 000 samples of 100 000 stacks each", bar: "≤ 3 s, ≤ 1 GB",
        measured: "\(median.rounded(decimals: 2)) s, \(megabytes.rounded(decimals: 0)) MB", isMet: median <= 3 && megabytes <= 1000)
    }
  }
}
