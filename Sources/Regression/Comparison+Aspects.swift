import Profiles

extension Comparison {
  /// A request that waits longer for others takes longer, switches more and spends more time in locks: all of that is one scalability regression, as long as its
  /// work costs no more.
  mutating func assignAspects() {
    let waits = metrics.filter { $0.name == .stateTime && $0.aspect == .scalability && ($0.statement == .worse || $0.statement == .unconfirmed) }
    guard !waits.isEmpty else { return }
    let added = waits.reduce(0) { $0 + $1.head.value - $1.base.value }
    for index in metrics.indices where metrics[index].name == .wallTime || metrics[index].name == .contextSwitches {
      let metric = metrics[index]
      if metric.name == .wallTime, added < (metric.head.value - metric.base.value) / 2 { continue }
      metrics[index].aspect = .scalability
      if metric.statement == .worse || metric.statement == .unconfirmed { metrics[index].note = "it grew with the time spent waiting for others" }
    }
    var inLocks = 0.0
    for index in functions.indices where Self.isOfLock(functions[index].function) {
      functions[index].aspect = .scalability
      if functions[index].difference.value > 0 { inLocks += functions[index].difference.value }
    }
    for index in metrics.indices where metrics[index].name == .cpuTime && [.worse, .unconfirmed].contains(metrics[index].statement) {
      if inLocks > 0, inLocks >= (metrics[index].head.value - metrics[index].base.value) / 2 { metrics[index].aspect = .scalability }
    }
  }

  /// Code by which threads wait and are woken.
  private static func isOfLock(_ name: String) -> Bool {
    let words = [
      "pthread_mutex", "pthread_cond", "pthread_rwlock", "lll_lock", "futex", "Mutex.", "Lock.", "swift_task_enqueue", "sem_wait", "sem_post",
    ]
    return words.contains { name.contains($0) }
  }
}
