import Glibc
import Profiles
import Regression

/// Speed and memory of the comparison of two profiles of a million samples each.
enum DiffPart {
  /// The word that makes this program do the comparison alone, so that its memory can be seen from outside.
  static let mode = "--diff-analysis"

  static func run(_ table: inout Table) throws {
    let outcome = try Subprocess.run([Bench.executable, mode])
    guard outcome.status == 0, let seconds = outcome.output.split(separator: "\n").last.flatMap({ Double($0) }) else {
      throw BenchError(outcome.output)
    }
    let megabytes = Double(outcome.peakBytes) / 1e6
    table.add(
      "diff of two profiles of 1 000 000 samples, 200 000 stacks in each", bar: "≤ 3 s, ≤ 1 GB",
      measured: "\(seconds.rounded(decimals: 2)) s, \(megabytes.rounded(decimals: 0)) MB", isMet: seconds <= 3 && megabytes <= 1000)
  }

  /// Makes two profiles of one program and compares them; prints the seconds that took, without making them.
  static func analyse() {
    let profiles = [UInt64(1), 2].map { SyntheticProfile.make(samples: 1_000_000, stacks: 200_000, sampleSeed: $0) }
    let start = Meter.now()
    var comparison = SetComparison()
    comparison.wantsTree = true
    for (side, profile) in zip([Side.base, .head], profiles) {
      comparison.add(Run(point: Run.Point(level: 1), repetition: 0, requests: 0, seconds: 60, profile: profile), to: side)
    }
    let result = comparison.result()
    let seconds = Meter.now() - start
    print(result.sentence)
    print(seconds)
  }
}
