import Foundation
import Profiles
import Testing

@testable import Reports

/// How a snapshot is shown.
@Suite("The report of a snapshot")
struct SnapshotReportTests {
  private let snapshot: Snapshot = {
    var snapshot = Snapshot(processID: 7, program: "/usr/bin/server", time: 0)
    let idle = [Snapshot.Frame(name: "wait"), Snapshot.Frame(name: "start_thread", kind: .scheduler)]
    snapshot.threads = [
      Snapshot.Thread(threadID: 10, name: "worker", state: .idle, systemCall: "futex", stack: idle),
      Snapshot.Thread(threadID: 11, name: "worker", state: .idle, systemCall: "futex", stack: idle),
      Snapshot.Thread(
        threadID: 12, name: "left", state: .lock, systemCall: "futex", lock: Snapshot.Lock(address: 1, owner: 13), task: "3 \"fetch\"",
        stack: [Snapshot.Frame(name: "lock()", systemName: "$s4lock", file: "/src/Lock.swift", line: 4)]),
      Snapshot.Thread(threadID: 13, name: "right", state: .lock, lock: Snapshot.Lock(address: 2, owner: 12, name: "queue db")),
    ]
    var running = Snapshot.Task(id: 3, name: "fetch", state: .running)
    running.threadID = 12
    var waiting = Snapshot.Task(id: 4, name: "", state: .actor)
    waiting.actor = "Account 0x5"
    waiting.waitsFor = "actor Account 0x5"
    waiting.stack = [Snapshot.Frame(name: "deposit()", isAsync: true), Snapshot.Frame(name: "thunk", isAsync: true, kind: .thunk)]
    waiting.parentID = 3
    var other = waiting
    other.id = 5
    snapshot.tasks = [running, waiting, other]
    snapshot.findings = [Snapshot.Finding(.deadlock, "deadlock: left (12) waits for itself")]
    return snapshot
  }()

  private func lines(_ snapshot: Snapshot, _ options: SnapshotReport.Options = .init(), width: Int = 200) -> [String] {
    SnapshotReport.render(snapshot, options: options, width: width, usesColor: false).split(separator: "\n").map(String.init)
  }

  @Test("puts findings first, equal threads and tasks together, and idle ones last")
  func order() {
    #expect(
      lines(snapshot) == [
        "server (7) at 1970-01-01 00:00:00 UTC: 4 threads, 3 Swift tasks",
        "deadlock: left (12) waits for itself",
        "threads",
        "left (12)  lock in futex, runs task 3 \"fetch\"",
        "  waits for lock 0x1 held by right (13), which waits for queue db 0x2 held by left (12)",
        "      lock()  Lock.swift:4",
        "right (13)  lock",
        "  waits for queue db 0x2 held by left (12), which waits for lock 0x1 held by right (13)",
        "2 threads: worker (10, 11)  idle in futex",
        "      wait",
        "tasks",
        "3 \"fetch\"  running on thread left (12), with the stack above",
        "2 tasks: 4, 5, of task 3 \"fetch\"  actor: waits for actor Account 0x5",
        "    ~ deposit()",
      ])
  }

  @Test("shows hidden frames and raw names when asked")
  func options() {
    var options = SnapshotReport.Options()
    options.showsScheduler = true
    options.rawNames = true
    let shown = lines(snapshot, options)
    #expect(shown.contains("      start_thread") && shown.contains("    ~ thunk") && shown.contains("      $s4lock  Lock.swift:4"))
  }

  @Test("cuts the middle out of deep stacks, but not in JSON")
  func deep() throws {
    var snapshot = Snapshot(processID: 1, program: "p", time: 0)
    snapshot.threads = [Snapshot.Thread(threadID: 1, name: "t", state: .user, stack: (0..<1000).map { Snapshot.Frame(name: "f\($0)") })]
    let shown = lines(snapshot)
    #expect(shown.contains("      f29") && !shown.contains("      f30") && !shown.contains("      f989") && shown.contains("      f990"))
    #expect(shown.contains { $0.contains("960 more frames") })
    let json = SnapshotReport.json(snapshot, options: .init())
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let threads = try #require(object["threads"] as? [[String: Any]])
    #expect((threads[0]["stack"] as? [Any])?.count == 1000)
  }

  @Test("is not changed by what names contain, nor wider than the terminal")
  func hostile() throws {
    var snapshot = snapshot
    let evil = "\u{1b}[2J\n\u{202e}\"<script>"
    snapshot.program = "/bin/" + evil
    snapshot.threads[0].name = evil
    snapshot.threads[0].stack[0] = Snapshot.Frame(name: evil + String(repeating: "x", count: 5000), file: evil)
    snapshot.tasks[1].name = evil
    snapshot.tasks[1].waitsFor = evil
    snapshot.findings[0].text = evil
    let text = SnapshotReport.render(snapshot, options: .init(), width: 100, usesColor: false)
    #expect(!text.contains("\u{1b}") && !text.contains("\u{202e}"))
    #expect(lines(snapshot, width: 100).count < lines(self.snapshot).count + 8)
    let json = SnapshotReport.json(snapshot, options: .init())
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect((object["threads"] as? [[String: Any]])?.first?["name"] as? String == evil)
  }

  @Test("has the documented keys in JSON")
  func keys() throws {
    let json = SnapshotReport.json(snapshot, options: .init())
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(Set(object.keys) == ["schema", "processID", "program", "timeNanoseconds", "findings", "notes", "threads", "tasks"])
    let thread = try #require((object["threads"] as? [[String: Any]])?[2])
    #expect(Set(thread.keys) == ["tid", "name", "state", "systemCall", "lock", "task", "stack"])
    #expect((thread["lock"] as? [String: Any])?["owner"] as? Int == 13)
    let task = try #require((object["tasks"] as? [[String: Any]])?[1])
    #expect(Set(task.keys) == ["id", "name", "state", "parent", "waitsFor", "actor", "stack"])
  }
}
