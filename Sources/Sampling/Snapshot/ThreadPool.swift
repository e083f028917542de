import Profiles

/// Finds a pool of threads that has none left.
enum ThreadPool {
  /// A finding when tasks are ready and every thread of the pool is blocked in one.
  ///
  /// A thread that waits for work may be another pool's, or be about to take a task: then it has to be certain that the pool is full.
  ///
  /// - Parameter processors: As many threads the pool may have.
  static func finding(_ threads: [Snapshot.Thread], _ tasks: [Snapshot.Task], processors: Int) -> Snapshot.Finding? {
    let waiting = tasks.count { $0.state == .pool }
    let all = threads.filter(isWorker)
    let workers = all.filter(hasWork)
    guard waiting > 0, !workers.isEmpty, workers.allSatisfy({ !$0.state.isRunning && $0.state != .runqueue }),
      workers.count == all.count || workers.count >= processors
    else { return nil }
    var counts: [String: Int] = [:]
    for worker in workers { counts[blocker(worker), default: 0] += 1 }
    let places = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    var words = places.prefix(3).map { $0.value == 1 ? $0.key : "\($0.key) (\($0.value))" }.joined(separator: ", ")
    if places.count > 3 { words += " and \(places.count - 3) more" }
    return Snapshot.Finding(
      .poolExhausted,
      "the pool is exhausted: \(workers.count) of \(workers.count) threads are blocked, in \(words); "
        + "\(waiting) \(waiting == 1 ? "task waits" : "tasks wait") for a thread")
  }

  /// A thread of the pool; the one that watches files and timers for it is none.
  private static func isWorker(_ thread: Snapshot.Thread) -> Bool {
    thread.stack.contains { $0.systemName.hasPrefix("_dispatch_worker_thread") }
      && !thread.stack.contains { $0.systemName.hasPrefix("_dispatch_mgr") }
  }

  /// True when a worker has been given work: it was called by the worker's loop through more than waiting for work.
  private static func hasWork(_ worker: Snapshot.Thread) -> Bool {
    worker.stack.prefix { !$0.systemName.hasPrefix("_dispatch_worker_thread") }.contains { $0.kind == .ordinary && !isWaiting($0.systemName) }
  }

  /// What the thread is blocked in: the first Swift function, for it is the program's.
  private static func blocker(_ thread: Snapshot.Thread) -> String {
    let own = thread.stack.first { $0.kind == .ordinary && $0.systemName.hasPrefix("$s") }
    return (own ?? thread.stack.first { $0.kind == .ordinary })?.name ?? "unknown code"
  }

  private static func isWaiting(_ symbol: String) -> Bool { waits.contains { symbol.contains($0) } }

  /// Functions in which a worker waits for work.
  private static let waits = ["_dispatch_sema", "dispatch_semaphore", "sem_timedwait", "sem_clockwait", "sem_wait", "futex"]
}
