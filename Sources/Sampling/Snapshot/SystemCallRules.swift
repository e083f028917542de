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
  ///   - content: What stands at the address, and one word further.
  ///   - isThread: Whether a number is that of a thread of the process: another cannot own the lock.
  static func lock(
    _ call: SystemCall, _ operation: UInt8, _ content: (word: UInt64, next: UInt64)?, _ symbols: [String], isThread: (Int32) -> Bool
  ) -> Snapshot.Lock? {
    let owner: UInt64
    if priorityInheriting.contains(operation) {
      // The word of such a lock is its owner's number, with two bits beside it (FUTEX_TID_MASK).
      owner = (content?.word ?? 0) & 0x3fff_ffff
    } else if waiting.contains(operation), symbols.prefix(4).contains(where: { symbol in mutexFunctions.contains { symbol.contains($0) } }) {
      // glibc, `struct __pthread_mutex_s`: lock, count, owner.
      owner = (content?.next ?? 0) & 0xffff_ffff
    } else {
      return nil
    }
    let threadID = Int32(truncatingIfNeeded: owner)
    return Snapshot.Lock(address: call.arguments.0, owner: threadID > 0 && isThread(threadID) ? Int(threadID) : nil)
  }

  /// FUTEX_LOCK_PI and FUTEX_LOCK_PI2.
  private static let priorityInheriting: Set<UInt8> = [6, 13]
  /// FUTEX_WAIT and FUTEX_WAIT_BITSET.
  private static let waiting: Set<UInt8> = [0, 9]
  /// Functions of the C library in which a thread waits for a mutex.
  private static let mutexFunctions = ["pthread_mutex_lock", "pthread_mutex_timedlock", "pthread_mutex_clocklock"]
}
