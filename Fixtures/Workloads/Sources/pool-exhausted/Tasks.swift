import FixtureSupport

/// What the command line asks for.
struct Settings: Sendable {
  let blockers = Int(Fixture.number("--blockers") ?? Double(2 * Fixture.cores))
  let quick = Int(Fixture.number("--quick") ?? 4)
  let block = Fixture.microseconds("--block-us", default: 5_000)
}

extension Lane.State {
  /// From the yield until the task runs again: nothing but the pool is waited for.
  static var waiting: Self { .init(1) }
  /// In a blocking call on a thread of the pool.
  static var blocking: Self { .init(2) }
  static var running: Self { .init(3) }
}

extension Lane.Event {
  static var yield: Self { .init(0) }
}

/// The life of a task that misuses the pool.
@concurrent
func blockAgainAndAgain(_ lane: Lane, _ settings: Settings) async {
  lane.enter(.running)
  while Fixture.isRunning {
    lane.enter(.blocking)
    blockPoolThread(settings.block)
    lane.enter(.waiting)
    await Task.yield()
    lane.enter(.running)
    lane.count(.yield)
  }
  lane.enter(.off)
}

/// Sleeps where a task must not: the culprit.
@inline(never)
func blockPoolThread(_ nanoseconds: UInt64) { Fixture.sleep(nanoseconds) }

/// The life of a task that has next to nothing to do.
@concurrent
func hopAgainAndAgain(_ lane: Lane) async {
  lane.enter(.running)
  var value: UInt64 = 1
  while Fixture.isRunning { value ^= await quick(lane) }
  lane.enter(.off)
  if value == 0 { Fixture.say("improbable") }
}

/// Goes through the pool once: the victim.
@concurrent @inline(never)
func quick(_ lane: Lane) async -> UInt64 {
  lane.enter(.waiting)
  await Task.yield()
  lane.enter(.running)
  lane.count(.yield)
  return churn(1_000, 3)
}

/// The members of the truth.
func truth(_ blockers: [Lane], _ quick: [Lane]) -> String {
  Fixture.json([
    "yields": quick.count(of: .yield), "poolWaitNanoseconds": quick.time(.waiting), "runNanoseconds": quick.time(.running),
    "blockedNanoseconds": blockers.time(.blocking), "blockerPoolWaitNanoseconds": blockers.time(.waiting),
    "blockerYields": blockers.count(of: .yield), "wallNanoseconds": (blockers + quick).lifetime, "cores": Fixture.cores,
    "blockers": blockers.count, "quickTasks": quick.count, "victim": "quick", "culprit": "blockPoolThread",
  ])
}
