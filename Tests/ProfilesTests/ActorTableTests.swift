import Testing

@testable import Profiles

@Suite struct ActorTableTests {
  private let profile: Profile

  init() {
    var rows = WaitProfile()
    rows.add("serve;place", .queue, 60, waits: 3, ["state": "actor", "executor": "Account 0x1"])
    rows.add("serve;refund", .queue, 10, ["state": "actor", "executor": "Account 0x1"])
    rows.add("serve;refund", .queue, 4, ["state": "pool", "executor": "Account 0x1"])
    rows.add("serve", .queue, 8, waits: 2, ["state": "pool"])
    rows.add("serve", .queue, 99, ["state": "child"])
    rows.add("main;charge;malloc!/lib/libc.so.6", .cpu, 20, ["state": "user", "executor": "Account 0x1"])
    rows.add("main;audit;fsync!/lib/libc.so.6", .wait, 5, ["state": "io", "executor": "Account 0x1"])
    rows.add("main;log", .cpu, 1, ["state": "user", "executor": "Log 0x2"])
    rows.add("main;log", .cpu, 1, ["state": "user"])
    profile = rows.profile
  }

  @Test("Queue, victims and holders of each actor; what it ran is how long it was busy")
  func actors() throws {
    let table = ActorTable(try WaitSource(profile))
    #expect(table.rows.map(\.name) == ["Account 0x1", "Log 0x2"])
    #expect(table.queue == 70)
    let actor = table.rows[0]
    #expect([actor.queue, actor.waits, actor.pool, actor.busy] == [70, 4, 4, 25])
    #expect(actor.victims.map { "\($0.frame.name) \($0.value) \($0.waits)" } == ["place 60 3", "refund 10 1"])
    #expect(actor.holders.map { "\($0.frame.name) \($0.value)" } == ["charge 20", "audit 5"])
  }

  @Test("Tasks that waited for a thread of the pool, by function")
  func pool() throws {
    let table = PoolTable(try WaitSource(profile)).waits
    #expect([table.total, table.waits] == [12, 3])
    #expect(table.rows.map { "\($0.frame.name) \($0.value)" } == ["serve 8", "refund 4"])
  }

  @Test("What threads did with a task on them is what the pool's threads did")
  func poolWork() throws {
    var rows = WaitProfile()
    rows.add("serve;work", .cpu, 20, ["state": "user", "task": "connection"])
    rows.add("serve;fsync!/lib/libc.so.6", .wait, 5, ["state": "io", "task": "connection"])
    rows.add("main;log", .cpu, 7, ["state": "user"])
    let work = try PoolTable(WaitSource(rows.profile)).work
    #expect(work.total == 25)
    #expect(work.rows.map { "\($0.frame.name) \($0.selfValue)/\($0.total)" } == ["serve 5/25", "work 20/20"])
  }

  @Test("Waits of threads by function and state, without those at rest")
  func waits() throws {
    #expect(try WaitTable.threads(WaitSource(profile)).rows.map { "\($0.frame.name) \($0.state) \($0.value)" } == ["audit io 5"])
  }
}
