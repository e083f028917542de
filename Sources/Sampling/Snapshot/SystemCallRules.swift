import Profiles

/// What a system call and the stack above it tell of a wait. Data where it can be.
enum SystemCallRules {
  /// The call that goes on: one that was interrupted is resumed under another number, and the function that made it says which it was.
  ///
  /// - Parameter symbols: the functions on the stack, leaf first.
  static func resumed(_ number: Int32, _ symbols: [String]) -> Int32 {
    guard number == SystemCalls.restart else { return number }
    for symbol in symbols.prefix(3) {
      for name in ["clock_nanosleep", "nanosleep", "poll"] where symbol.contains(name) { return SystemCalls.number(name) ?? number }
    }
    return SystemCalls.futex
  }

  /// The lock that a thread in `futex` waits for; nil when it is not one that can have an owner.
  ///
  /// - Parameters:
  ///   - symbols: the functions on the stack, leaf first.
  ///   - isThread: Whether a number is that of a thread of the process: another cannot own the lock.
  static func lock(_ probe: LockProbe, operation: UInt8, _ symbols: [String], isThread: (Int32) -> Bool) -> Snapshot.Lock? {
    var lock = Snapshot.Lock(address: probe.address, owner: nil)
    let owner: Int32
    func isWithin(_ functions: [String]) -> Bool { symbols.prefix(5).contains { symbol in functions.contains { symbol.contains($0) } } }
    if priorityInheriting.contains(operation) {
      owner = Int32(probe.word & LockProbe.ownerMask)
    } else if !waiting.contains(operation) {
      return nil
    } else if let queue = probe.queue {
      owner = queue.owner
      lock.address = queue.address
      lock.name = queue.label.isEmpty ? "queue" : "queue \(queue.label)"
    } else if isWithin(mutexFunctions) {
      owner = probe.mutexOwner
    } else if isWithin(readWriteFunctions) {
      owner = probe.writer
      lock.address = probe.readWriteLock
      lock.name = "read-write lock"
    } else if isWithin(onceFunctions) {
      owner = Int32(probe.word & LockProbe.ownerMask)
    } else {
      return nil
    }
    if owner > 0, isThread(owner) { lock.owner = Int(owner) }
    return lock
  }

  /// FUTEX_LOCK_PI and FUTEX_LOCK_PI2: the word of such a lock holds its owner.
  private static let priorityInheriting: Set<UInt8> = [6, 13]
  /// FUTEX_WAIT and FUTEX_WAIT_BITSET.
  private static let waiting: Set<UInt8> = [0, 9]
  /// Functions in which a thread waits for a mutex or a read-write lock of the C library, or for what is done once.
  private static let mutexFunctions = ["pthread_mutex_lock", "pthread_mutex_timedlock", "pthread_mutex_clocklock"]
  private static let readWriteFunctions = ["pthread_rwlock_rd", "pthread_rwlock_wr", "pthread_rwlock_timed", "pthread_rwlock_clock"]
  private static let onceFunctions = ["dispatch_once"]
}
