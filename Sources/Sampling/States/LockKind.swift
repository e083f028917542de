/// What a lock is called, by how threads wait for it.
enum LockKind {
  /// - Parameter functions: Names of the functions on the waiting thread's stack, as in the symbol table, leaf first.
  static func name(_ cause: WaitCause, functions: [String]) -> String {
    for function in functions.prefix(8) {
      if let kind = kinds.first(where: { function.contains($0.part) }) { return kind.name }
    }
    // Only Swift's own lock has priority inheritance without being asked for it.
    return cause.operation == 6 || cause.operation == 13 ? "Mutex" : "lock"
  }

  private static let kinds: [(part: String, name: String)] = [
    ("pthread_rwlock", "read-write lock"), ("pthread_mutex", "mutex"), ("once", "once"), ("_dispatch_sync", "queue"),
    ("_dispatch_lane_barrier_sync", "queue"), ("__DISPATCH_WAIT_FOR_QUEUE__", "queue"), ("MutexHandle", "Mutex"), ("guard_acquire", "once"),
    ("unfair_lock", "lock"), ("lll_lock_wait", "mutex"),
  ]
}
