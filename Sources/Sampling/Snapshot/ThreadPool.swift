import Profiles

/// Finds a pool of threads that has none left.
enum ThreadPool {
  /// A finding when tasks are ready and every thread of the pool is blocked in one.
  static func finding(_ threads: [Snapshot.Thread], _ tasks: [Snapshot.Task]) -> Snapshot.Finding? {
    let waiting = tasks.count { $0.state == .pool }
    let workers = threads.filter(isWorker)
    guard waiting > 0, !workers.isEmpty, workers.allSatisfy({ !$0.state.isRunning && $0.state != .runqueue }) else { return nil }
    var counts: [String: Int] = [:]
    for worker in workers { counts[blocker(worker), default: 0] += 1 }
    let places = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    var where_ = places.prefix(3).map { $0.value == 1 ? $0.key : "\($0.key) (\($0.value))" }.joined(separator: ", ")
    if places.count > 3 { where_ += " and \(places.count - 3) more" }
    return Snapshot.Finding(
      .poolExhausted,
      "the pool is exhausted: \(workers.count) of \(workers.count) threads are blocked, in \(where_); "
        + "\(waiting) \(waiting == 1 ? "task waits" : "tasks wait") for a thread")
  }

  /// A thread of the pool that has been given work: it was called by a worker's loop through more than waiting for work.
  private static func isWorker(_ thread: Snapshot.Thread) -> Bool {
    guard let loop = thread.stack.firstIndex(where: { $0.systemName.hasPrefix("_dispatch_worker_thread") }) else { return false }
    return thread.stack[..<loop].contains { $0.kind == .ordinary && !isWaiting($0.systemName) }
  }

  /// What the thread is blocked in: the first function that is not the system's.
  private static func blocker(_ thread: Snapshot.Thread) -> String {
    let own = thread.stack.first { $0.kind == .ordinary && !$0.file.isEmpty }
    return (own ?? thread.stack.first { $0.kind == .ordinary })?.name ?? "unknown code"
  }

  private static func isWaiting(_ symbol: String) -> Bool { waits.contains { symbol.contains($0) } }

  /// Functions in which a worker waits for work.
  private static let waits = ["_dispatch_sema", "dispatch_semaphore", "sem_timedwait", "sem_clockwait", "sem_wait", "futex"]
}
