import Profiles

/// Which functions are the slow path of a lock: a thread that is on a processor in one of them spins for it, or pays for going to sleep.
enum SpinRules {
  private static let names: Set = [
    "__lll_lock_wait", "__lll_lock_wait_private", "__GI___lll_lock_wait", "lll_lock_wait", "__pthread_mutex_lock_full",
    "_dispatch_unfair_lock_lock_slow",
    "_dispatch_lane_barrier_sync_invoke_and_complete", "__DISPATCH_WAIT_FOR_QUEUE__", "os_unfair_lock_lock_slow", "__pthread_rwlock_rdlock_full64",
    "__pthread_rwlock_wrlock_full64", "pthread_spin_lock",
  ]
  /// Parts of names, for methods with types around them.
  private static let parts = ["_MutexHandle._lockSlow", "_MutexHandle._unlockSlow"]

  /// By node of the tree, whether one of its functions is such a path.
  static func spinning(_ forest: CallForest) -> [Bool] {
    let frames = forest.frames.map { frame in names.contains(frame.name) || parts.contains { frame.name.contains($0) } }
    var result = [Bool](repeating: false, count: forest.nodeCount)
    for node in 1..<max(1, forest.nodeCount) { result[node] = frames[Int(forest.nodeFrames[node])] || result[Int(forest.parents[node])] }
    return result
  }
}
