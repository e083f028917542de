import FixtureSupport
import Glibc
import Synchronization

/// As many tasks as the pool has threads block until another task, which finds no thread, lets them go.
final class PoolDeadlock: Deadlock {
  private nonisolated(unsafe) let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
  private let started = Atomic<Int>(0)
  private let released = Atomic<Bool>(false)
  private let lanes = (0..<Fixture.cores).map { _ in Lane() }

  init() { sem_init(semaphore, 0, 0) }

  func start() {
    for (number, lane) in lanes.enumerated() {
      Task.detached(name: "pool-blocker-\(number)", priority: .medium) { self.blockOnSemaphore(lane) }
    }
    while started.load(ordering: .acquiring) < lanes.count { Fixture.sleep(1_000_000) }
    // Of the same priority: the pool has threads of its own for each.
    Task.detached(name: "never-runs", priority: .medium) { self.releaseBlockers() }
  }

  /// Blocks a thread of the pool: the culprit.
  @inline(never)
  private func blockOnSemaphore(_ lane: Lane) {
    started.add(1, ordering: .acquiringAndReleasing)
    lane.enter(.waiting)
    while sem_wait(semaphore) != 0 {}
    lane.enter(.off)
  }

  /// Would let them go.
  @inline(never)
  private func releaseBlockers() {
    released.store(true, ordering: .relaxed)
    for _ in lanes { sem_post(semaphore) }
  }

  func truth() -> String {
    Fixture.json([
      "semaphoreWaitNanoseconds": lanes.time(.waiting), "cores": Fixture.cores, "tasks": lanes.indices.map { "pool-blocker-\($0)" },
      "functions": ["blockOnSemaphore"], "queuedTasks": ["never-runs"], "queuedFunctions": ["releaseBlockers"],
      "queuedTasksHaveRun": released.load(ordering: .relaxed),
    ])
  }
}
