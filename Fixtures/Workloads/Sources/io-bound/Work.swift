import FixtureSupport

/// What the command line asks for.
struct Settings: Sendable {
  /// How many requests the backend serves at a time.
  let channels = max(1, Int(Fixture.number("--channels") ?? 2))
  /// The mean of what it takes for each.
  let service = Fixture.microseconds("--reply-us", default: 5_000)
}

extension Lane.State {
  static var running: Self { .init(1) }
  /// In `awaitReply`.
  static var waiting: Self { .init(2) }
}

extension Lane.Event {
  /// Nanoseconds the backend spent on a request, as it says in the reply.
  static var service: Self { .init(1) }
}

/// The life of one thread.
func serve(_ number: Int, _ lane: Lane, _ backend: Backend) {
  lane.enter(.running)
  while Fixture.isRunning, backend.ask(number) {
    lane.enter(.waiting)
    let service = backend.awaitReply(number)
    lane.enter(.running)
    guard let service else { break }
    lane.count(.service, service)
    lane.complete()
  }
  lane.enter(.off)
}

/// The members of the truth.
@Sendable func truth(_ lanes: [Lane], _ settings: Settings) -> String {
  let service = lanes.count(of: .service)
  let waiting = lanes.time(.waiting)
  let running = lanes.time(.running)
  return Fixture.json([
    "replyWaitNanoseconds": waiting, "serviceNanoseconds": service, "downstreamQueueNanoseconds": waiting > service ? waiting - service : 0,
    "runNanoseconds": running, "channels": settings.channels, "victim": "awaitReply", "culprit": "awaitReply", "class": "io",
  ]) + ", " + Fixture.ceiling(servers: settings.channels, service: lanes.perRequest(service), cycle: lanes.perRequest(service + running))
}
