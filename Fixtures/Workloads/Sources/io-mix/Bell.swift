import FixtureSupport
import Glibc

/// A condition variable: one thread waits, another signals every five milliseconds.
final class Bell: Sendable {
  let waiter = Lane()
  private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private nonisolated(unsafe) let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// Guarded by `mutex`.
  private nonisolated(unsafe) var pending = 0
  private nonisolated(unsafe) var isOver = false

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  /// The life of the thread "waiter".
  func listen() {
    repeat { waiter.enter(.waiting) } while waitForCondition()
    waiter.enter(.off)
  }

  /// The life of the thread "signaller".
  func ring() {
    while Fixture.isRunning {
      Fixture.sleep(5_000_000)
      signalCondition(last: false)
    }
    signalCondition(last: true)
  }

  /// False when there will be no more signals.
  @inline(never)
  private func waitForCondition() -> Bool {
    pthread_mutex_lock(mutex)
    while pending == 0, !isOver { pthread_cond_wait(condition, mutex) }
    waiter.enter(.between)
    waiter.count(.turn)
    let isOver = isOver && pending == 0
    pending = max(0, pending - 1)
    pthread_mutex_unlock(mutex)
    return !isOver
  }

  @inline(never)
  private func signalCondition(last: Bool) {
    pthread_mutex_lock(mutex)
    pending += last ? 0 : 1
    isOver = last
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }
}
