import Glibc
import Profiles
import Scaling

/// Speed and memory of the analysis of a sweep: 8 levels, 5 repetitions, 50 000 stacks.
enum ScaleAnalysisPart {
  /// The word that makes this program do the analysis alone, so that its memory can be seen from outside.
  static let mode = "--scale-analysis"

  private static let levels = [1, 2, 4, 6, 8, 12, 16, 24]
  private static let repetitions = 5

  static func run(_ table: inout Table) throws {
    let outcome = try Subprocess.run([Bench.executable, mode])
    guard outcome.status == 0, let seconds = outcome.output.split(separator: "\n").last.flatMap({ Double($0) }) else {
      throw BenchError(outcome.output)
    }
    let megabytes = Double(outcome.peakBytes) / 1e6
    table.add(
      "analysis of 8 levels × 5 repetitions, 50 000 stacks in each run", bar: "≤ 5 s, ≤ 1 GB",
      measured: "\(seconds.rounded(decimals: 2)) s, \(megabytes.rounded(decimals: 0)) MB", isMet: seconds <= 5 && megabytes <= 1000)
  }

  /// Makes the runs and analyses them; prints the seconds the analysis took, without making the runs.
  static func analyse() {
    let base = SyntheticProfile.make(samples: 60_000, stacks: 50_000, seed: 3)
    var analysis = ScaleAnalysis()
    var nanoseconds: UInt64 = 0
    var generator = SplitMix(state: 4)
    for repetition in 0..<repetitions {
      for level in levels {
        let run = run(base, level, repetition, &generator)
        let start = now()
        analysis.add(run)
        nanoseconds += now() - start
      }
    }
    let start = now()
    let result = analysis.result()
    nanoseconds += now() - start
    print(result.sentence)
    print(Double(nanoseconds) / 1e9)
  }

  /// A run in which waits for a lock grow with N.
  private static func run(_ base: Profile, _ level: Int, _ repetition: Int, _ generator: inout SplitMix) -> Run {
    var profile = base
    profile.sampleTypes = [.samples, .cpu, .wait, .waits]
    profile.samples = SampleTable(valuesPerSample: 4)
    profile.samples.reserveCapacity(base.samples.count)
    let states: [ThreadState] = [.user, .user, .lock, .runqueue]
    let sets = states.map { state in
      (0..<base.labelSets.count).map { set in
        var labels = base.labelSets[set] + [Label(Label.Key.state, state.rawValue)]
        if state == .lock { labels.append(Label(Label.Key.lock, "Mutex 0x1000")) }
        return profile.labelSets.intern(labels)
      }
    }
    for sample in 0..<base.samples.count {
      let place = sample % states.count
      let time = Int64(5_000_000 * (0.9 + 0.2 * generator.uniform())) * (states[place] == .lock ? Int64(level - 1) : 1)
      let isRunning = states[place].isRunning
      profile.samples.append(
        stack: Int(base.samples.stacks[sample]), labels: sets[place][Int(base.samples.labels[sample])],
        values: [isRunning ? 1 : 0, isRunning ? time : 0, isRunning ? 0 : time, isRunning ? 0 : 1])
    }
    let seconds = 5.0
    let cycle = 0.01 * (1 + 0.05 * Double(level - 1))
    var run = Run(
      point: Run.Point(level: level), repetition: repetition, requests: Double(level) / cycle * seconds * (0.99 + 0.02 * generator.uniform()),
      seconds: seconds, profile: profile)
    run.meters.processors = 8
    run.meters.targetCPU = 1e9
    return run
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
