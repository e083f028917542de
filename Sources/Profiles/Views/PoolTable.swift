/// The pool of threads that run tasks: which tasks waited for one of them, and what its threads did.
public struct PoolTable: Sendable {
  /// Waits of tasks for a thread of the pool.
  public let waits: WaitTable
  /// What threads did while they ran a task: on a processor, or waiting with the task on them.
  public let work: HeldWork

  public init(_ source: WaitSource) {
    waits = WaitTable(source, type: .queue) { $0 == TaskState.pool.rawValue }
    var sums = WorkSums()
    for type in [ValueType.cpu, .wait] {
      source.rows.forEach(type) { row in if source.hasTask[Int(row.labels)] { sums.add(row) } }
    }
    work = sums.work(source.acting, outside: [])
  }
}
