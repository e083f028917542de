import FixtureSupport

/// What the command line asks for.
struct Settings: Sendable {
  let block = Fixture.microseconds("--block-us", default: 2_000)
}

extension Lane.State {
  /// In a blocking call on a thread of the pool.
  static var blocking: Self { .init(1) }
  /// From the yield until the task runs again: nothing but the pool is waited for.
  static var ready: Self { .init(2) }
}

/// The life of one task.
@concurrent @inline(never)
func serve(_ number: Int, _ lane: Lane, _ settings: Settings) async {
  var random = Generator(seed: UInt64(number))
  var value: UInt64 = 0
  lane.enter(.blocking)
  while Fixture.isRunning {
    value ^= blockPoolThread(random.exponential(settings.block))
    lane.complete()
    lane.enter(.ready)
    await Task.yield()
    lane.enter(.blocking)
  }
  lane.enter(.off)
  if value == 1 { Fixture.say("improbable") }
}

/// Sleeps where a task must not: the culprit. The work after the call keeps it from becoming a jump, which leaves no frame.
@inline(never)
func blockPoolThread(_ nanoseconds: UInt64) -> UInt64 {
  Fixture.sleep(nanoseconds)
  return nanoseconds | 2
}

/// The members of the truth. The pool has as many threads as there are processors.
@Sendable func truth(_ lanes: [Lane]) -> String {
  let block = lanes.perRequest(lanes.time(.blocking))
  return Fixture.json([
    "blockedNanoseconds": lanes.time(.blocking), "poolWaitNanoseconds": lanes.time(.ready),
    "victim": "serve", "culprit": "blockPoolThread", "class": "poolBlocked",
  ]) + ", " + Fixture.ceiling(servers: Fixture.cores, service: block, cycle: block)
}
