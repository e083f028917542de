import Foundation
import Glibc
import Profiles
import Testing

/// Waits for locks, from the victim's side and from the culprit's, beside what the fixtures measured themselves.
@Suite("Waits for locks", .needs("bpf")) struct LockWaitTests {
  @Test(
    "take as long as the program's own clock says, until the lock is acquired",
    arguments: [("locked", "_lockSlow", "criticalSection"), ("pthread-mutex", "pthread_mutex_lock", "critical_section")])
  func acquisition(fixture: String, routine: String, victim: String) throws {
    let (recording, truth) = try Recording.whole(fixture)
    let rows = recording.profile.rows.filter { $0.hasPart(routine) && $0.hasPart(victim) }
    let processor = rows.sum("cpu")
    expectClose(
      rows.sum("wait") + processor, truth["lockAcquisitionNanoseconds"], slack: recording.profile.samplingError(ofProcessorTime: processor), fixture)
  }

  @Test(
    "are charged in full to others, each to a thread in the same critical section",
    arguments: [("locked", "criticalSection"), ("pthread-mutex", "critical_section")])
  func blame(fixture: String, victim: String) throws {
    let (recording, _) = try Recording.whole(fixture)
    let rows = recording.profile.rows
    let waits = rows.filter { $0.value("wait") > 0 && $0.state == "lock" }
    let blame = rows.filter { $0.value("blame") > 0 }
    #expect(waits.sum("wait") > 0)
    #expect(blame.sum("blame") == waits.sum("wait"))
    let workers = waits.filter { $0.hasPart(victim) }
    #expect(workers.sum("wait") > waits.sum("wait") * 95 / 100)
    let known = blame.filter { $0.victim?.contains(victim) == true && $0.hasPart(victim) }
    // What was not charged to code in the critical section began before the recording, or its end was not seen.
    #expect(known.sum("blame") > workers.sum("wait") * 95 / 100)
    let locks = Set(known.compactMap(\.lock))
    #expect(locks.count == 1 && locks.allSatisfy { $0.contains(" 0x") })
    for row in known { #expect(row.value("wait") == 0 && row.value("cpu") == 0) }
  }

  @Test("for a lock whose holder waits for another are charged to the holder of that one")
  func convoy() throws {
    let (recording, truth) = try Recording.whole("lock-convoy")
    let rows = recording.profile.rows
    let resolved = rows.filter { $0.victim?.contains("waitForFirst") == true && $0.has("holdSecondLock") && $0.thread == "b" }
    // The fixture counts from before a spins for the lock until a runs again. What a, for both victims, and the victims spin before they wait,
    // and wait for a processor afterwards, is nobody's blame.
    let beside = rows.filter { $0.state != "lock" && $0.hasPart("_lockSlow") }
    func time(_ rows: [Row]) -> Double { Double(rows.sum("wait") + rows.sum("cpu")) }
    let slack = 2 * time(beside.filter { $0.thread == "a" }) + time(beside.filter { $0.thread?.hasPrefix("c-") == true })
    expectClose(resolved.sum("blame"), truth["convoyNanoseconds"], slack: slack)
    let second = rows.filter { $0.victim?.contains("holdBothLocks") == true && $0.thread == "b" && $0.has("holdSecondLock") }
    expectClose(second.sum("blame"), truth["secondLockNanoseconds"], slack: slack)
    #expect(rows.sum("blame") == rows.filter { $0.state == "lock" }.sum("wait"))
  }

  @Test("that never end name the owner's stack")
  func deadlock() throws {
    let target = try Fixture.start("deadlock", "--seconds", "60")
    usleep(500_000)
    let recording = try Recording(of: target, "--collector", "bpf", "-d", "1s")
    let rows = recording.profile.rows
    for (victim, culprit) in [("left", "right"), ("right", "left")] {
      let wait = rows.filter { $0.thread == victim && $0.state == "lock" && $0.value("wait") > 0 }
      #expect(wait.sum("wait") > 900_000_000, "\(victim)")
      let blame = rows.filter { $0.thread == culprit && $0.victim?.hasSuffix(" in \(victim)") == true }
      #expect(blame.sum("blame") == wait.sum("wait"), "\(victim)")
      // The owner's stack is where it waits itself.
      #expect(blame.allSatisfy { row in rows.contains { $0.names == row.names && $0.thread == culprit && $0.value("wait") > 0 } })
    }
    target.stop(SIGKILL)
  }
}
