import Glibc

/// A pthread mutex. The kernel notices when `Synchronization.Mutex` is locked in a circle and the program then traps: that one cannot hang.
final class PosixMutex: Sendable {
  private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  init() { pthread_mutex_init(mutex, nil) }

  @inline(never)
  func lock() { pthread_mutex_lock(mutex) }

  @inline(never)
  func unlock() { pthread_mutex_unlock(mutex) }
}
