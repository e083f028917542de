import Foundation
import Profiles
import Testing

/// What the perf collector does for somebody without privileges, and what it does not show.
@Suite("The perf collector", .needs("perf")) struct PerfTests {
  @Test("records an ordinary user's own process, says what is missing, and reaches the roots", .needsRoot, .needsProgram("setpriv"))
  func ordinaryUser() throws {
    let recording = try Recording(
      "--collector", "perf", "-F", "499", "--", try Fixture.path("cpu-split"), "--seconds", "2", user: .ordinary)
    let environment = recording.profile.environment
    #expect(environment.collector == "perf")
    #expect(environment.trust.samples > Expected.leastSamples)
    #expect(environment.trust.lost == 0)
    #expect(Double(environment.trust.complete) >= 0.995 * Double(environment.trust.samples))
    #expect(environment.clock.contains("user space only"))
    #expect(environment.notes.contains { $0.contains("no kernel time") && $0.contains("perf_event_paranoid=1") })
    #expect(recording.profile.share(of: "spendSixty") > recording.profile.share(of: "spendThirty"))
  }

  @Test("reaches the roots of stacks with and without frame pointers", arguments: ["cpu-split", "frameless"])
  func roots(_ program: String) throws {
    let recording = try Recording("--collector", "perf", "-F", "499", "--", try Fixture.path(program), "--seconds", "2")
    let trust = recording.profile.environment.trust
    #expect(trust.samples > Expected.leastSamples)
    // The bar of the project.
    #expect(Double(trust.complete) >= 0.995 * Double(trust.samples), "\(trust)")
  }

  @Test("keeps times of a process that runs already, and from part to part", arguments: [[], ["--rotate", "1s"]])
  func times(_ options: [String]) throws {
    let target = try Fixture.start("cpu-split", "--seconds", "60")
    let scratch = try Scratch()
    // Samples are taken before all of the clocks are open, and some of one part come after it ended.
    let words = ["--collector", "perf", "--timeline", "-F", "1999", "-d", "3s", "-p", "\(target.processID)"] + options
    let outcome = try Recording.start(words, in: scratch).finish()
    #expect(outcome.status == 0, "\(outcome)")
    #expect(try !FileManager.default.contentsOfDirectory(atPath: scratch.folder).isEmpty)
    try target.expectTruth()
  }

  @Test("counts no requests, and says who does") func requests() throws {
    let target = try Fixture.start("cpu-split", "--seconds", "60")
    let scratch = try Scratch()
    let words = ["--collector", "perf", "--request", "spend", "-d", "1s", "-p", "\(target.processID)"]
    expectLastLineError(try Recording.start(words, in: scratch).finish(), "counted by the bpf collector", "--request")
    try target.expectTruth()
  }

  @Test("leaves async callers out rather than show wrong ones", arguments: [Recording.User.same, .ordinary])
  func chains(_ user: Recording.User) throws {
    let recording = try Recording(
      "--collector", "perf", "-F", "499", "--", try Fixture.path("async-chain"), "--seconds", "3", user: user)
    let profile = recording.profile
    var proved = 0
    for sample in 0..<profile.samples.count {
      guard let task = profile.label("task", ofSample: sample) else { continue }
      let names = profile.shownNames(ofSample: sample)
      let found = names.compactMap { name in AsyncStackTests.chain.first { name.hasPrefix($0 + "(") || name.hasPrefix($0 + "Nonsending(") } }
      // Where callers are left out what is inlined into the function is all there is.
      let isJoined = profile.stacks[Int(profile.samples.stacks[sample])].contains { profile.locations[Int($0)].isAsync }
      let rest = AsyncStackTests.chain.drop { $0 != found.first }
      #expect(found == Array(isJoined ? rest : rest.prefix(found.count)), "\(names)")
      guard found == AsyncStackTests.chain else { continue }
      #expect(task.hasPrefix(names.contains { $0.contains("Nonsending") } ? "nonsending-" : "chain-"), "\(task): \(names)")
      proved += Int(profile.samples.value(0, of: sample))
    }
    let trust = profile.environment.trust
    // How many depends on what else runs here.
    #expect(proved > 0 && Int64(proved) <= trust.asyncComplete && trust.asyncComplete <= trust.asyncSamples, "\(trust)")
    #expect(profile.environment.notes.contains { $0.contains("only of samples whose thread gave way at once") })
  }

  @Test("is what an ordinary user gets, unless the program uses Swift concurrency", .needs("ptrace"), .needsRoot, .needsProgram("setpriv"))
  func auto() throws {
    let shell = try Recording("-F", "499", "--", "/bin/sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done", user: .ordinary)
    #expect(shell.profile.environment.collector == "perf")
    #expect(shell.outcome.errors.contains("perf collector: stops no thread (bpf does not work here: "))
    let swift = try Recording("--", try Fixture.path("async-chain"), "--seconds", "0.5", user: .ordinary)
    #expect(swift.profile.environment.collector == "ptrace")
    #expect(swift.outcome.errors.contains("sees every async caller and task (bpf does not work here: "))
  }

  @Test("says that it shows no async callers at a frequency too high for that")
  func tooOften() throws {
    let recording = try Recording("--collector", "perf", "-F", "4999", "--", try Fixture.path("async-chain"), "--seconds", "1")
    #expect(recording.profile.environment.trust.asyncComplete == 0)
    #expect(recording.profile.environment.notes.contains { $0.contains("no async callers and tasks above 2000 Hz") })
  }
}
