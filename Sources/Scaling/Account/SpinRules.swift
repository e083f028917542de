import Profiles

/// Which functions are the slow path of a lock: a thread that is on a processor in one of them spins for it, or pays for going to sleep.
struct SpinRules: Sendable {
  private static let names: Set = [
    "__lll_lock_wait", "__lll_lock_wait_private", "__GI___lll_lock_wait", "lll_lock_wait", "__pthread_mutex_lock_full",
    "_dispatch_unfair_lock_lock_slow",
    "_dispatch_lane_barrier_sync_invoke_and_complete", "__DISPATCH_WAIT_FOR_QUEUE__", "os_unfair_lock_lock_slow", "__pthread_rwlock_rdlock_full64",
    "__pthread_rwlock_wrlock_full64", "pthread_spin_lock",
  ]
  /// Parts of names, for methods with types around them.
  private static let parts = ["_MutexHandle._lockSlow", "_MutexHandle._unlockSlow"]

  /// By frame and by node of the tree, as far as they were asked for.
  private var frames: [Bool] = []
  private(set) var nodes: [Bool] = []

  /// Takes in what the tree has got since.
  mutating func update(_ forest: CallForest) {
    for frame in forest.frames[frames.count...] {
      frames.append(Self.names.contains(frame.name) || Self.parts.contains { frame.name.contains($0) })
    }
    if nodes.isEmpty { nodes = [false] }
    for node in nodes.count..<forest.nodeCount { nodes.append(frames[Int(forest.nodeFrames[node])] || nodes[Int(forest.parents[node])]) }
  }
}
