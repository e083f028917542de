import Foundation
import Glibc
import Profiles
import Testing

/// How recordings end, and targets that end, replace themselves or have children meanwhile.
@Suite("Endings") struct EndingTests {
  private func processes(_ profile: Profile) -> Set<Int64> {
    var found: Set<Int64> = []
    for set in profile.labelSets.sets {
      for label in set where label.key == Label.Key.pid { if case .number(let number, _) = label.value { found.insert(number) } }
    }
    return found
  }

  @Test("come with the target's, and say so", arguments: CollectorSupport.available)
  func targetEnds(_ collector: String) throws {
    let target = try Fixture.start("cpu-split", "--seconds", "2")
    let recording = try Recording(of: target, "--collector", collector, "-d", "60s")
    #expect(recording.outcome.errors.contains("(the target ended)"))
    #expect(recording.profile.duration < 30_000_000_000)
    #expect(recording.profile.environment.trust.samples > 0)
    #expect(recording.profile.share(of: "spend") > 0.5)
    let outcome = target.finish()
    #expect(outcome.status == 0)
    _ = try Fixture.truth(outcome.output)
  }

  @Test("come when the target is killed", arguments: CollectorSupport.available)
  func targetKilled(_ collector: String) throws {
    let target = try Fixture.start("async-chain", "--seconds", "60")
    let scratch = try Scratch()
    let recording = try Recording.start(["--collector", collector, "-d", "60s", "-p", "\(target.processID)"], in: scratch)
    try Recording.waitUntilSampling(recording)
    #expect(target.stop(SIGKILL).status == 128 + SIGKILL)
    let outcome = recording.finish()
    #expect(outcome.status == 0 && outcome.errors.contains("(the target ended)"), "\(outcome)")
    #expect(try scratch.profile(Recording.fileName).environment.trust.samples > 0)
  }

  @Test("come when the time is up, and the target runs on", arguments: CollectorSupport.available)
  func duration(_ collector: String) throws {
    let target = try Fixture.start("cpu-split", "--seconds", "60")
    let recording = try Recording(of: target, "--collector", collector, "-d", "700ms")
    #expect(recording.outcome.errors.contains("(as long as asked)"))
    #expect(recording.profile.duration >= 700_000_000)
    target.expectUntouched()
    try target.expectTruth()
  }

  @Test("do not come with an exec: what runs then has names", arguments: CollectorSupport.available)
  func exec(_ collector: String) throws {
    let script = "i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done; exec \"$0\" --seconds 1"
    let recording = try Recording("--collector", collector, "-F", "499", "--", "/bin/sh", "-c", script, try Fixture.path("cpu-split"))
    _ = try Fixture.truth(recording.outcome.output)
    #expect(recording.profile.share(of: "spendSixty") > 0.2)
  }

  @Test("do not come with the exec of a process that already runs", arguments: CollectorSupport.available)
  func attachedExec(_ collector: String) throws {
    let script = "echo ready; i=0; while [ $i -lt 1500000 ]; do i=$((i+1)); done; exec \"$0\" --seconds 1"
    let target = try Tool.start("/bin/sh", ["-c", script, try Fixture.path("cpu-split")])
    try target.waitFor("ready")
    let recording = try Recording(of: target, "--collector", collector, "-F", "499", "-d", "60s")
    #expect(recording.outcome.errors.contains("(the target ended)"))
    _ = try Fixture.truth(target.finish().output)
    #expect(recording.profile.share(of: "spendSixty") > 0.05)
  }

  @Test("of children are not waited for with --children: theirs is recorded under their process ids", arguments: CollectorSupport.available)
  func children(_ collector: String) throws {
    let target = try Fixture.start("spawner", "--seconds", "60")
    let recording = try Recording(of: target, "--collector", collector, "--children", "-F", "499", "-d", "2s")
    let ids = processes(recording.profile)
    #expect(ids.contains(Int64(target.processID)))
    #expect(ids.count > 4)
    for name in ["parentWork", "childWork", "afterExec"] { #expect(recording.profile.share(of: name) > 0.02, "\(name)") }
    try target.expectTruth()
  }

  @Test("of children leave no trace without --children", arguments: CollectorSupport.available)
  func noChildren(_ collector: String) throws {
    let target = try Fixture.start("spawner", "--seconds", "60")
    let recording = try Recording(of: target, "--collector", collector, "-F", "499", "-d", "2s")
    #expect(processes(recording.profile).isEmpty)
    #expect(recording.profile.share(of: "parentWork") > 0.2)
    #expect(recording.profile.share(of: "childWork") == 0)
    #expect(recording.profile.share(of: "afterExec") == 0)
    try target.expectTruth()
  }
}
