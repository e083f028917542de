import Profiles
import Testing

/// Recordings of programs that know where their time went.
@Suite("Shares") struct SharesTests {
  /// The binomial standard error with `samples` independent samples, times 4.5: a correct profiler fails one of these comparisons in
  /// 150 000. The fixture draws its slices at random, so samples are no more alike than that.
  private func bound(_ share: Double, _ samples: Int64) -> Double { 4.5 * (share * (1 - share) / Double(samples)).squareRoot() }

  @Test("of functions agree with the program's own clock", arguments: CollectorSupport.available)
  func shares(_ collector: String) throws {
    let recording = try Recording("--collector", collector, "-F", "499", "--", try Fixture.path("cpu-split"), "--seconds", "3")
    let truth = try Fixture.truth(recording.outcome.output)
    let parts = ["spendSixty", "spendThirty", "spendTen"].map { ($0, (truth["\($0)Nanoseconds"] as? Double) ?? 0) }
    let all = parts.reduce(0) { $0 + $1.1 }
    let profile = recording.profile
    let shares = parts.map { profile.share(of: $0.0) }
    let inParts = shares.reduce(0, +)
    #expect(profile.environment.trust.samples > Expected.leastSamples)
    #expect(inParts > 0.9)
    // Inlined from another module, whose debug information names no file for it.
    #expect(profile.functions.contains { $0.name == "churn(_:_:)" && $0.file.hasSuffix("FixtureSupport/Fixture.swift") && $0.startLine > 0 })
    for (share, (name, time)) in zip(shares, parts) {
      let expected = time / all
      let samples = Int64(Double(profile.environment.trust.samples) * inParts)
      #expect(abs(share / inParts - expected) < bound(expected, samples), "\(name): \(share / inParts) instead of \(expected)")
    }
  }

  @Test("add up to the CPU time the kernel charged, threads that live for milliseconds included", .needs("bpf"))
  func threadChurn() throws {
    let recording = try Recording("--collector", "bpf", "-F", "999", "--", try Fixture.path("thread-churn"), "--seconds", "2")
    let truth = try Fixture.truth(recording.outcome.output)
    let expected = try #require(truth["shortLivedWorkNanoseconds"] as? Double)
    let total = (0..<recording.profile.samples.count).reduce(Int64(0)) { sum, sample in
      let isWork = recording.profile.names(ofSample: sample).contains { $0.hasPrefix("shortLivedWork") }
      return sum + (isWork ? recording.profile.samples.value(1, of: sample) : 0)
    }
    // Ticks of 1.001 ms: 4.5 standard errors of their count are below 10 % from 2 000 ticks on; the truth is half a second at least.
    #expect(abs(Double(total) / expected - 1) < 0.2)
  }

  @Test("of a program without frame pointers reach its root", .needs("bpf"))
  func frameless() throws {
    let recording = try Recording("--collector", "bpf", "-F", "499", "--", try Fixture.path("frameless"), "--seconds", "2")
    let profile = recording.profile
    #expect(profile.environment.trust.truncated == 0)
    let work = profile.count { profile.names(ofSample: $0).contains { $0.hasPrefix("framelessLeaf") } }
    let whole = profile.count { sample in
      let names = profile.names(ofSample: sample)
      let chain = (["framelessLeaf"] + (1...7).reversed().map { "level\($0)" } + ["_start"]).map { name in
        names.firstIndex { $0.hasPrefix(name) } ?? -1
      }
      return !chain.contains(-1) && chain == chain.sorted()
    }
    #expect(work > Int(Expected.leastSamples))
    // The bar of the project: 99.5 % of the stacks reach their root.
    #expect(Double(whole) >= 0.995 * Double(work))
  }

  @Test("of a 2 000 frames deep recursion come from whole or marked stacks", arguments: CollectorSupport.available)
  func deepRecursion(_ collector: String) throws {
    let recording = try Recording("--collector", collector, "-F", "299", "--", try Fixture.path("deep-recursion"), "--seconds", "2")
    let profile = recording.profile
    var deepest = 0
    // Waits may have been seen without a stack.
    for sample in 0..<profile.samples.count where profile.samples.value(0, of: sample) > 0 {
      let names = profile.names(ofSample: sample)
      deepest = max(deepest, names.count)
      let reachesRoot = names.contains { $0 == "_start" || $0.hasPrefix("clone3") }
      #expect(reachesRoot || names.last == "[truncated]", "a stack that ends in \(names.last ?? "nothing") is neither whole nor marked")
    }
    // A copy of 16 KiB, which is all that perf takes, does not hold them.
    #expect(deepest > (collector == "perf" ? 100 : 2_000))
  }
}
