import Foundation
import Profiles
import Testing

/// What threads do while they are not on a processor.
@Suite("States of threads", .needs("bpf")) struct ThreadStateTests {
  @Test("that want a processor are as long as the kernel's own account of its run queue")
  func runQueue() throws {
    let (recording, truth) = try Recording.whole("run-queue")
    let rows = recording.profile.rows.filter { $0.thread?.hasPrefix("spinner-") == true }
    expectClose(rows.filter { $0.state == "runqueue" }.sum("wait"), truth["runQueueNanoseconds"])
    expectClose(recording.profile.rows.filter { $0.hasPart("Spinner.run") }.sum("cpu"), truth["spinCpuNanoseconds"])
  }

  @Test(
    "that wait are of the kind their thread waits for, as long as the thread says",
    arguments: [
      ("reader", "io", "pipeNanoseconds"), ("sleeper", "sleep", "sleepNanoseconds"), ("waiter", "condition", "conditionNanoseconds"),
      ("filer", "io", "fileNanoseconds"),
    ])
  func causes(thread: String, state: String, name: String) throws {
    let (recording, truth) = try Recording.whole("io-mix")
    let rows = recording.profile.rows.filter { $0.thread == thread }
    let blocked = rows.filter { $0.state == state }.sum("wait")
    // The thread also runs, and waits for a processor when it is woken: that is not of this kind. Between two writes it sleeps.
    let rest = rows.filter { $0.state != state && $0.state != "sleep" }
    let summary = recording.profile.summary { $0.thread == thread }
    expectClose(blocked, truth[name], slack: Double(rest.sum("wait") + rest.sum("cpu")), summary)
    #expect(blocked > 0)
  }

  @Test("that have nothing to do are idle")
  func idle() throws {
    let (recording, truth) = try Recording.whole("io-mix")
    let rows = recording.profile.rows.filter { $0.has("idle") && $0.value("wait") > 0 }
    #expect(rows.filter { $0.state == "idle" }.sum("wait") > truth["windowNanoseconds"] * 9 / 10)
    #expect(Set(rows.compactMap(\.state)).isSubset(of: ["idle", "runqueue"]))
  }

  @Test("add up to the time that each thread lived", arguments: ["locked", "actor-queue", "io-mix", "run-queue", "lock-convoy", "thread-churn"])
  func closure(fixture: String) throws {
    let (recording, _) = try Recording.whole(fixture, seconds: 1)
    let trust = recording.profile.environment.trust
    // The bar of the project, 0.5 % of every thread.
    #expect(trust.closureError <= 5_000, "\(trust)")
    #expect(trust.wall > 0)
    expectClose(trust.accounted, trust.wall, within: 0.005)
    expectClose(recording.profile.threadTotals.values.reduce(0, +), trust.wall, within: 0.005)
    #expect(trust.lost == 0)
    #expect(!recording.profile.environment.notes.contains { $0.contains("waits were lost") })
  }

  @Test("of a thread that lives from the first to the last moment of its program last at least as long as the fixture says")
  func wall() throws {
    let (recording, truth) = try Recording.whole("locked")
    let workers = recording.profile.threadTotals.filter { $0.key.hasPrefix("worker-") }
    #expect(workers.count == 4)
    // The threads live a little longer than their work: they have to start, to take their name and to end.
    #expect(workers.values.reduce(0, +) >= truth["wallNanoseconds"] * 995 / 1_000)
    #expect(workers.values.allSatisfy { $0 <= recording.profile.duration })
  }

  @Test("are the same when a process is recorded that runs already, to its end")
  func attached() throws {
    let target = try Fixture.start("locked", "--seconds", "60")
    let scratch = try Scratch()
    let recording = try Recording.start(["--collector", "bpf", "-d", "60s", "-p", "\(target.processID)"], in: scratch)
    try Recording.waitUntilSampling(recording)
    try target.expectTruth()
    let outcome = recording.finish()
    #expect(outcome.status == 0 && outcome.errors.contains("(the target ended)"), "\(outcome)")
    let profile = try scratch.profile(Recording.fileName)
    let trust = profile.environment.trust
    #expect(trust.wall > 0 && trust.closureError <= 5_000, "\(trust)")
    let waits = profile.rows.filter { $0.state == "lock" }
    #expect(waits.sum("wait") > 0 && waits.sum("wait") == profile.rows.sum("blame"))
  }
}
