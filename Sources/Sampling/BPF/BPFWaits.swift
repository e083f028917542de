import CBPF
import Glibc

/// Takes the tables of waits out of the kernel.
struct BPFWaits {
  private let object: BPFObject
  private let waits: Int32
  /// The table that programs write to comes first.
  private var tables: [Int32]
  /// What was taken of waits that went on when a part of the recording ended: it is subtracted when they end.
  private var advances: [Advance: headroom_wait] = [:]

  /// What makes two waits the same one.
  private struct Advance: Hashable {
    var kind: UInt8
    var stack: UInt64
    var object: UInt64
    var process: Int32
    var thread: Int32

    init(_ row: WaitRow) {
      kind = row.kind.rawValue
      stack = row.stack
      object = row.kind == .thread ? row.object : row.executor
      process = row.processID
      thread = row.threadID
    }
  }

  init(_ object: BPFObject) {
    self.object = object
    waits = object.map("waits")
    tables = [object.map("waits_a"), object.map("waits_b")]
  }

  /// What has ended since the last call.
  mutating func takeEnded() -> [WaitRow] {
    var slot: UInt32 = 0
    var next = tables[1]
    // The kernel returns when no program uses the old table any more.
    guard bpf_map_update_elem(waits, &slot, &next, UInt64(BPF_ANY)) == 0 else { return [] }
    tables.swapAt(0, 1)
    var rows: [WaitRow] = []
    BPFBatch.forEach(in: tables[1], headroom_wait_key.self, headroom_wait.self, deletes: true) { key, wait in
      guard var row = Self.row(key) else { return }
      (row.blocked, row.ready, row.count) = (wait.blocked, wait.ready, wait.count)
      subtract(&row)
      rows.append(row)
    }
    return rows
  }

  /// What goes on at `now`, and the accounts of all threads until then. Where the recording goes on with another part, what is taken now is
  /// subtracted later.
  mutating func takeOpen(now: UInt64, isPart: Bool, _ runtimes: [Int32: SwiftRuntime], _ deliver: (CollectorEvent) -> Void) -> WaitHarvest {
    var harvest = WaitHarvest()
    BPFBatch.forEach(in: object.map("threads"), UInt32.self, headroom_thread.self, deletes: false) { _, thread in
      var account = ThreadAccount(
        processID: thread.key.process, threadID: thread.key.thread, first: thread.first, last: now, running: thread.running)
      if thread.phase == HEADROOM_RUNNING.rawValue { account.running += now - min(thread.since, now) }
      harvest.threads.append(account)
      if let row = Self.openRow(thread, now: now) { harvest.rows.append(row) }
    }
    BPFBatch.forEach(in: object.map("locks"), headroom_object.self, headroom_lock.self, deletes: false) { key, lock in
      guard lock.hand_overs > 0 else { return }
      harvest.locks.append(LockHandOvers(processID: key.process, address: key.address, count: lock.hand_overs, held: lock.held))
    }
    harvest.rows += openJobs(now)
    harvest.rows += BPFSuspendedTasks.rows(object.map("tasks"), now: now, runtimes, deliver)
    for index in harvest.rows.indices { advance(&harvest.rows[index], isPart: isPart) }
    return harvest
  }

  /// What threads wait for at `now`, as far as it was not taken before; the rest is for a later call.
  mutating func takeSlice(now: UInt64) -> WaitHarvest {
    var harvest = WaitHarvest()
    BPFBatch.forEach(in: object.map("threads"), UInt32.self, headroom_thread.self, deletes: false) { _, thread in
      guard var row = Self.openRow(thread, now: now) else { return }
      advance(&row, isPart: true)
      // It is counted where it ends.
      row.count = 0
      if row.blocked > 0 || row.ready > 0 { harvest.rows.append(row) }
    }
    return harvest
  }

  /// What a thread waits for at `now`; nil for one that runs.
  private static func openRow(_ thread: headroom_thread, now: UInt64) -> WaitRow? {
    guard thread.phase != HEADROOM_RUNNING.rawValue, var row = row(thread.key) else { return nil }
    let since = min(thread.since, now)
    let woken = thread.woken == 0 ? now : min(max(thread.woken, since), now)
    (row.blocked, row.ready) = thread.phase == HEADROOM_BLOCKED.rawValue ? (woken - since, now - woken) : (0, now - since)
    row.count = 1
    row.owner = thread.owner
    return row
  }

  /// Tasks that are in a queue at `now`.
  private func openJobs(_ now: UInt64) -> [WaitRow] {
    var rows: [WaitRow] = []
    let actors = object.map("actors")
    BPFBatch.forEach(in: object.map("tasks"), headroom_object.self, headroom_task.self, deletes: false) { key, job in
      guard job.is_actor_job == 0, job.enqueued != 0, job.enqueued < now else { return }
      var actor = headroom_object(address: job.actor, process: key.process, unused: 0)
      var state = headroom_actor()
      let isKnown = job.actor != 0 && bpf_map_lookup_elem(actors, &actor, &state) == 0
      let actorWaited = isKnown ? state.waited &+ (state.since != 0 && state.since < now ? now - state.since : 0) : job.actor_waited
      let waited = now - job.enqueued
      let pool = job.actor == 0 ? waited : min(waited, actorWaited &- min(actorWaited, job.actor_waited))
      for (kind, nanoseconds) in [(WaitRow.Kind.pool, pool), (.actor, waited - pool)] where nanoseconds > 0 {
        var row = WaitRow(kind: kind, stack: job.stack, processID: key.process, threadID: 0)
        (row.task, row.executor, row.blocked, row.count) = (job.name, job.actor, nanoseconds, 1)
        rows.append(row)
      }
    }
    return rows
  }

  // MARK: Parts of a recording

  private mutating func advance(_ row: inout WaitRow, isPart: Bool) {
    let key = Advance(row)
    let before = advances[key] ?? headroom_wait()
    // Never less than before: another wait of the same key may have ended meanwhile, of which the table of ended ones does not tell yet.
    if isPart { advances[key] = headroom_wait(blocked: max(row.blocked, before.blocked), ready: max(row.ready, before.ready), count: 1) }
    row.blocked -= min(row.blocked, before.blocked)
    row.ready -= min(row.ready, before.ready)
  }

  private mutating func subtract(_ row: inout WaitRow) {
    guard !advances.isEmpty else { return }
    let advance = Advance(row)
    guard var before = advances.removeValue(forKey: advance) else { return }
    let (blocked, ready) = (min(row.blocked, before.blocked), min(row.ready, before.ready))
    row.blocked -= blocked
    row.ready -= ready
    before.blocked -= blocked
    before.ready -= ready
    if before.blocked > 0 || before.ready > 0 { advances[advance] = before }
  }

  private static func row(_ key: headroom_wait_key) -> WaitRow? {
    guard let kind = WaitRow.Kind(rawValue: key.kind & ~UInt8(HEADROOM_UNINTERRUPTIBLE)) else { return nil }
    var row = WaitRow(kind: kind, stack: key.stack, processID: key.process, threadID: key.thread)
    row.task = key.task
    row.object = key.object
    if kind == .blame { row.victimStack = key.related } else { row.executor = key.related }
    row.victim = key.victim
    row.cause = WaitCause(
      systemCall: Int32(key.system_call), operation: key.operation, isUninterruptible: key.kind & UInt8(HEADROOM_UNINTERRUPTIBLE) != 0)
    return row
  }
}
