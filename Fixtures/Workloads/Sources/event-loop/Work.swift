import FixtureSupport

/// What the command line asks for.
struct Settings: Sendable {
  let work = Fixture.microseconds("--work-us", default: 100)
}

extension Lane.State {
  /// In `epoll_wait`.
  static var idle: Self { .init(1) }
  /// From the return of `epoll_wait` until it is called again.
  static var busy: Self { .init(2) }
}

extension Lane.Event {
  /// CPU nanoseconds of the busy time, counted when it ends.
  static var busyCpu: Self { .init(1) }
  /// CPU nanoseconds of `handleRequest`, counted when it ends.
  static var handleCpu: Self { .init(2) }
}

/// What a request costs: the culprit. The work after the call keeps it from becoming a jump, which leaves no frame.
@inline(never)
func handleRequest(_ nanoseconds: UInt64) -> UInt64 { spin(nanoseconds) | 2 }

/// The members of the truth. Whoever waits for this thread does so in the backlog of a socket, outside of the process.
@Sendable func truth(_ lane: Lane) -> String {
  let busyCpu = lane.count(of: .busyCpu)
  let served = lane.count(of: .served)
  return Fixture.json([
    "requests": served, "cores": Fixture.cores, "idleNanoseconds": lane.time(.idle), "busyNanoseconds": lane.time(.busy),
    "busyCpuNanoseconds": busyCpu, "handleCpuNanoseconds": lane.count(of: .handleCpu),
    "ceilingPerSecond": busyCpu == 0 ? 0 : Double(served) * 1e9 / Double(busyCpu),
    "victim": "", "culprit": "handleRequest", "thread": "event-loop", "class": "contention",
  ])
}
