import FixtureSupport

/// What the command line asks for.
struct Settings: Sendable {
  let rest = Fixture.microseconds("--rest-us", default: 5_000)
  let work = Fixture.microseconds("--work-us", default: 20)
}

extension Lane.State {
  static var resting: Self { .init(1) }
  static var running: Self { .init(2) }
}

extension Lane.Event {
  /// CPU nanoseconds of `burnBriefly`, counted when it ends.
  static var workCpu: Self { .init(1) }
}

/// The life of one thread, which shares nothing with the others.
func serve(_ number: Int, _ lane: Lane, _ settings: Settings) {
  var random = Generator.fresh(UInt64(number))
  var value: UInt64 = 0
  lane.enter(.resting)
  while Fixture.isRunning {
    value ^= restQuietly(random.exponential(settings.rest))
    lane.enter(.running)
    let start = Fixture.threadTime()
    value ^= burnBriefly(settings.work)
    lane.count(.workCpu, Fixture.threadTime() - start)
    lane.complete()
    lane.enter(.resting)
  }
  lane.enter(.off)
  if value == 1 { Fixture.say("improbable") }
}

/// The work after the call keeps it from becoming a jump, which leaves no frame.
@inline(never)
func restQuietly(_ nanoseconds: UInt64) -> UInt64 {
  Fixture.sleep(nanoseconds)
  return nanoseconds | 2
}

@inline(never)
func burnBriefly(_ nanoseconds: UInt64) -> UInt64 { spin(nanoseconds) | 2 }

/// The members of the truth: nothing is lost, up to where the processors end.
@Sendable func truth(_ lanes: [Lane]) -> String {
  Fixture.json([
    "restNanoseconds": lanes.time(.resting), "runNanoseconds": lanes.time(.running), "workCpuNanoseconds": lanes.count(of: .workCpu),
    "victim": "", "culprit": "", "class": "none",
  ])
}
