import Profiles
import Testing

@testable import Sampling

@Suite("Waits that a recorder takes in")
struct RecorderWaitsTests {
  /// No process has this number.
  private static let process: Int32 = -5

  private func record(_ rows: [WaitRow], threads: [ThreadAccount] = []) -> Profile {
    let collector = HarvestCollector()
    (collector.next.rows, collector.next.threads) = (rows, threads)
    let target = CollectorTarget(processID: Self.process, recordsWaits: true, recordsTasks: true)
    let recorder = Recorder(collector: collector, options: .init(target: target))
    recorder.stop()
    return recorder.profile(toolVersion: "test", program: "none")
  }

  /// A wait for a lock with priority inheritance, which needs no stack to be known.
  private func lockWait(_ thread: Int32, blocked: UInt64, ready: UInt64 = 0, owner: Int32 = 0) -> WaitRow {
    var row = WaitRow(kind: .thread, stack: 1, processID: Self.process, threadID: thread)
    (row.object, row.blocked, row.ready, row.count, row.owner) = (0x100, blocked, ready, 1, owner)
    row.cause = WaitCause(systemCall: SystemCalls.futex, operation: 6)
    return row
  }

  private func blame(_ culprit: Int32, victim: Int32, _ nanoseconds: UInt64) -> WaitRow {
    var row = lockWait(culprit, blocked: nanoseconds)
    row.kind = .blame
    (row.victim, row.victimStack) = (victim, 1)
    return row
  }

  @Test("for a lock have their blame and what nobody is blamed for, which add up to the wait")
  func unresolved() {
    let profile = record([lockWait(1, blocked: 100), lockWait(2, blocked: 50), blame(3, victim: 1, 70)])
    #expect(profile.total(ofSampleType: "wait") == 150)
    #expect(profile.total(ofSampleType: "blame") == 150)
    #expect(profile.functions.contains { $0.name == "[unknown holder]" })
    let unknown = profile.rows { profile.functionNames(of: $0).contains("[unknown holder]") }
    #expect(unknown.reduce(0) { $0 + profile.value("blame", $1) } == 80)
  }

  @Test("for a processor after a lock are time in the run queue, and are counted once")
  func ready() {
    let profile = record([lockWait(1, blocked: 100, ready: 30)])
    let byState = Dictionary(grouping: 0..<profile.samples.count) { profile.text("state", $0) ?? "" }
    #expect(byState["runqueue"]?.reduce(0) { $0 + profile.value("wait", $1) } == 30)
    #expect(byState["lock"]?.reduce(0) { $0 + profile.value("wait", $1) } == 100)
    #expect((0..<profile.samples.count).reduce(0) { $0 + (profile.value("wait", $1) > 0 ? profile.value("waits", $1) : 0) } == 1)
    #expect(profile.total(ofSampleType: "blame") == 100)
  }

  @Test("that go on are charged to the owner, and along a chain of owners to its end")
  func owners() {
    // 1 waits for 2, 2 waits for 3, which sleeps.
    var sleep = WaitRow(kind: .thread, stack: 2, processID: Self.process, threadID: 3)
    (sleep.blocked, sleep.count, sleep.cause) = (500, 1, WaitCause(systemCall: 230))
    let profile = record([lockWait(1, blocked: 100, owner: 2), lockWait(2, blocked: 90, owner: 3), sleep])
    #expect(profile.total(ofSampleType: "blame") == 190)
    #expect(profile.samples.count > 0)
  }

  @Test("that go round in a ring of owners end")
  func ring() {
    for count: Int32 in 1...4 {
      let rows = (0..<count).map { lockWait($0 + 1, blocked: 100, owner: ($0 + 1) % count + 1) }
      #expect(record(rows).total(ofSampleType: "blame") == 100 * Int64(count))
    }
  }

  @Test("of tasks are queue time, by their kind")
  func tasks() {
    let kinds: [(WaitRow.Kind, String)] = [(.pool, "pool"), (.actor, "actor"), (.child, "child"), (.continuation, "continuation")]
    let rows = kinds.enumerated().map { index, kind in
      var row = WaitRow(kind: kind.0, stack: 1, processID: Self.process, threadID: 0)
      (row.blocked, row.count, row.task, row.executor) = (UInt64(10 * (index + 1)), 1, 1, kind.0 == .actor ? ActorType.mainExecutor : 0)
      return row
    }
    let profile = record(rows)
    #expect(profile.total(ofSampleType: "wait") == 0 && profile.total(ofSampleType: "blame") == 0)
    for (index, kind) in kinds.enumerated() {
      let found = profile.rows { profile.text("state", $0) == kind.1 }
      #expect(found.map { profile.value("queue", $0) } == [Int64(10 * (index + 1))])
    }
    #expect(profile.rows { profile.text("executor", $0) == "MainActor" }.count == 1)
  }

  @Test("with the accounts of threads close, and threads without samples have their processor time")
  func closes() {
    let second: UInt64 = 1_000_000_000
    let profile = record(
      [lockWait(1, blocked: second / 2, ready: second / 4)],
      threads: [ThreadAccount(processID: Self.process, threadID: 1, name: "x", first: 0, last: second, running: second / 4)])
    let trust = profile.environment.trust
    #expect(trust.wall == 1_000_000_000 && trust.accounted == 1_000_000_000 && trust.closureError == 0)
    #expect(profile.total(ofSampleType: "cpu") == 250_000_000)
    #expect(profile.functions.contains { $0.name == "[on a processor between samples]" })
  }
}

extension Profile {
  fileprivate func rows(where condition: (Int) -> Bool) -> [Int] { (0..<samples.count).filter(condition) }
  fileprivate func value(_ type: String, _ sample: Int) -> Int64 { sampleTypeIndex(type).map { samples.value($0, of: sample) } ?? 0 }
  fileprivate func text(_ key: String, _ sample: Int) -> String? { labelSets.text(key, in: Int(samples.labels[sample])) }
  fileprivate func functionNames(of sample: Int) -> [String] {
    stacks[Int(samples.stacks[sample])].flatMap { locations[Int($0)].lines.map { functions[$0.function].name } }
  }
}
