import FixtureSupport
import Synchronization

/// Two threads that each want what the other has, and two tasks that wait for what nobody does.
final class LockDeadlock: Deadlock {
  private let leftLock = PosixMutex()
  private let rightLock = PosixMutex()
  private let met = Atomic<Int>(0)
  private let left = Lane()
  private let right = Lane()

  func start() {
    WorkerThread.start("left") { self.lockLeftThenRight() }
    WorkerThread.start("right") { self.lockRightThenLeft() }
    let stuck = Task.detached(name: "stuck-task") { await waitForContinuation() }
    Task.detached(name: "waits-for-stuck") { await waitForStuck(stuck) }
    while met.load(ordering: .acquiring) < 2 { Fixture.sleep(1_000_000) }
  }

  @inline(never)
  private func lockLeftThenRight() {
    left.enter(.working)
    leftLock.lock()
    meet()
    left.enter(.waiting)
    rightLock.lock()
    rightLock.unlock()
    leftLock.unlock()
  }

  @inline(never)
  private func lockRightThenLeft() {
    right.enter(.working)
    rightLock.lock()
    meet()
    right.enter(.waiting)
    leftLock.lock()
    leftLock.unlock()
    rightLock.unlock()
  }

  /// Waits until both have their first lock, so that there is no way out.
  private func meet() {
    met.add(1, ordering: .acquiringAndReleasing)
    while met.load(ordering: .acquiring) < 2 { Fixture.sleep(1_000_000) }
  }

  func truth() -> String {
    Fixture.json([
      "lockWaitNanoseconds": [left, right].time(.waiting), "threads": ["left", "right"],
      "functions": ["lockLeftThenRight", "lockRightThenLeft"], "lock": "pthread_mutex_t", "tasks": ["stuck-task", "waits-for-stuck"],
      "taskFunctions": ["waitForContinuation", "waitForStuck"],
    ])
  }
}

/// Awaits a continuation that nobody resumes.
@concurrent @inline(never)
func waitForContinuation() async -> UInt64 { await withUnsafeContinuation { _ in } }

/// Awaits a task that does not end.
@concurrent @inline(never)
func waitForStuck(_ stuck: Task<UInt64, Never>) async -> UInt64 {
  let value = await stuck.value
  return value + 1
}
