import Foundation
import Profiles
import Testing

/// Swift tasks that are ready and do not run.
@Suite("Queues of tasks", .needs("bpf")) struct ActorQueueTests {
  @Test("for an actor and for a thread of the pool together last as long as a client waits until its method runs")
  func actor() throws {
    let (recording, truth) = try Recording.whole("actor-queue")
    let rows = recording.profile.rows.filter { $0.value("queue") > 0 && $0.names.first?.hasPrefix("requestDeposit") == true }
    let ready = rows.filter { $0.state == "actor" || $0.state == "pool" }
    expectClose(ready.sum("queue"), truth["actorAcquisitionNanoseconds"])
    // Six clients want an actor that is kept for a third of the time between two requests.
    #expect(rows.filter { $0.state == "actor" }.sum("queue") > 0)
    #expect(Set(ready.compactMap(\.task)) == Set((0..<6).map { "client-\($0)" }))
    let executors = Set(ready.compactMap(\.executor))
    #expect(executors.count == 1 && executors.allSatisfy { $0.hasPrefix("Account 0x") })
  }

  @Test("for a thread of an exhausted pool last as long as a task waits that only yields")
  func pool() throws {
    let (recording, truth) = try Recording.whole("pool-exhausted")
    let rows = recording.profile.rows.filter { $0.state == "pool" && $0.has("quick") }
    expectClose(rows.sum("queue"), truth["poolWaitNanoseconds"], recording.profile.summary { $0.has("quick") })
    #expect(Set(rows.compactMap(\.task)) == Set((0..<4).map { "quick-\($0)" }))
  }

  @Test("are no time of threads: a row has one or the other")
  func apart() throws {
    let (recording, _) = try Recording.whole("actor-queue", seconds: 1)
    for row in recording.profile.rows where row.value("queue") != 0 {
      #expect(row.value("cpu") == 0 && row.value("wait") == 0 && row.value("blame") == 0 && row.value("samples") == 0)
      #expect(row.thread == nil && ["pool", "actor", "child", "continuation"].contains(row.state))
    }
  }

  @Test("say where the waiting task goes on and who awaits it")
  func stacks() throws {
    let (recording, _) = try Recording.whole("pool-exhausted", seconds: 1)
    let rows = recording.profile.rows.filter { $0.state == "pool" && $0.has("quick") }
    #expect(!rows.isEmpty)
    // The caller of `quick` is the closure of its task.
    for row in rows { #expect(row.names.drop { !$0.hasPrefix("quick") }.dropFirst().contains { $0.contains("closure") }, "\(row.names)") }
  }

  @Test("and waits of threads are left out when asked for")
  func leftOut() throws {
    func types(_ options: String...) throws -> (Profile, [String]) {
      let (recording, _) = try Recording.whole("actor-queue", seconds: 1, options: options)
      return (recording.profile, recording.profile.sampleTypes.map(\.type))
    }
    let (neither, names) = try types("--no-waits", "--no-tasks")
    #expect(names == ["samples", "cpu"] && neither.total(ofSampleType: "samples") > 0)
    let (waits, _) = try types("--no-tasks")
    #expect(waits.total(ofSampleType: "queue") == 0 && waits.total(ofSampleType: "wait") > 0)
    let (tasks, _) = try types("--no-waits")
    #expect(tasks.total(ofSampleType: "wait") == 0 && tasks.total(ofSampleType: "blame") == 0 && tasks.total(ofSampleType: "queue") > 0)
  }
}
