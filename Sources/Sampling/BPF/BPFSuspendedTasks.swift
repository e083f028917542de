import CBPF
import Images

/// Tasks that are suspended when a recording or a part of it ends: no event has told where, but the tasks themselves do not change while they wait.
enum BPFSuspendedTasks {
  /// Ids of stacks with this bit are those of such tasks; the rest of the id is the task's address.
  private static let idBit: UInt64 = 1 << 62

  /// The waits of all tasks that are suspended at `now`. Their stacks are delivered.
  static func rows(
    _ tasks: Int32, now: UInt64, _ runtimes: [Int32: SwiftRuntime], _ deliver: (CollectorEvent) -> Void
  ) -> [WaitRow] {
    var suspended: [(key: headroom_object, task: headroom_task)] = []
    BPFBatch.forEach(in: tasks, headroom_object.self, headroom_task.self, deletes: false) { key, task in
      if task.is_actor_job == 0, task.suspended != 0, task.suspended < now, task.enqueued == 0 { suspended.append((key, task)) }
    }
    return suspended.compactMap { key, task in
      guard let runtime = runtimes[key.process] else { return nil }
      let memory = ProcessMemory(processID: key.process)
      // It may have been taken up again unseen, or have ended.
      guard let record = TaskReader.record(at: key.address, runtime, memory), record.id == task.id, !record.isRunning, !record.isEnqueued,
        !record.isComplete, !record.resumePCs.isEmpty
      else { return nil }
      let id = idBit | key.address
      send(record, id: id, key.process, deliver)
      var row = WaitRow(kind: kind(of: record), stack: id, processID: key.process, threadID: 0)
      row.task = task.name
      row.blocked = now - task.suspended
      row.count = 1
      return row
    }
  }

  private static func kind(of record: TaskRecord) -> WaitRow.Kind {
    switch record.dependency {
    case .task, .group: .child
    default: .continuation
    }
  }

  private static func send(_ record: TaskRecord, id: UInt64, _ processID: Int32, _ deliver: (CollectorEvent) -> Void) {
    record.resumePCs.withUnsafeBufferPointer { addresses in
      var sample = RawSample(time: 0, processID: processID, threadID: 0, weight: 0)
      sample.isSuspended = true
      sample.callchain = UnsafeBufferPointer(rebasing: addresses[..<1])
      sample.asyncChain.resumePCs = UnsafeBufferPointer(rebasing: addresses[1...])
      sample.asyncChain.isComplete = addresses.count > 1
      deliver(.waitStack(id: id, cause: WaitCause(systemCall: -1), sample))
    }
  }
}
