import FixtureSupport

/// What the command line asks for.
struct Settings: Sendable {
  let work = Fixture.microseconds("--work-us", default: 1_000)
}

extension Lane.State {
  static var running: Self { .init(1) }
  /// From the yield until the task runs again: nothing but a processor is waited for.
  static var ready: Self { .init(2) }
}

extension Lane.Event {
  /// CPU nanoseconds of `burnProcessor`, counted when it ends.
  static var workCpu: Self { .init(1) }
}

/// The life of one task.
@concurrent @inline(never)
func serve(_ lane: Lane, _ settings: Settings) async {
  var value: UInt64 = 0
  lane.enter(.running)
  while Fixture.isRunning {
    let start = Fixture.threadTime()
    value ^= burnProcessor(settings.work)
    lane.count(.workCpu, Fixture.threadTime() - start)
    lane.complete()
    lane.enter(.ready)
    await Task.yield()
    lane.enter(.running)
  }
  lane.enter(.off)
  if value == 1 { Fixture.say("improbable") }
}

/// Uses a processor: culprit and victim at once. The work after the call keeps it from becoming a jump, which leaves no frame.
@inline(never)
func burnProcessor(_ nanoseconds: UInt64) -> UInt64 { spin(nanoseconds) | 2 }

/// The members of the truth.
@Sendable func truth(_ lanes: [Lane]) -> String {
  let work = lanes.perRequest(lanes.count(of: .workCpu))
  return Fixture.json([
    "workCpuNanoseconds": lanes.count(of: .workCpu), "runNanoseconds": lanes.time(.running), "readyNanoseconds": lanes.time(.ready),
    "victim": "serve", "culprit": "burnProcessor", "class": "cores",
  ]) + ", " + Fixture.ceiling(servers: Fixture.cores, service: work, cycle: work)
}
