import FixtureSupport
import Glibc

/// What the command line asks for.
struct Settings: Sendable {
  let steady = Fixture.microseconds("--steady-us", default: 1_000)
  let bytes = max(16, Int(Fixture.number("--keep-bytes") ?? 4_096))
}

extension Lane.State {
  static var running: Self { .init(1) }
}

extension Lane.Event {
  /// CPU nanoseconds of each function, counted when it ends.
  static var steadyCpu: Self { .init(1) }
  static var keepCpu: Self { .init(2) }
  /// What was asked for and kept.
  static var keptBytes: Self { .init(3) }
}

/// The life of one thread.
func serve(_ lane: Lane, _ settings: Settings) {
  var newest: UnsafeMutableRawPointer?
  var value: UInt64 = 0
  lane.enter(.running)
  while Fixture.isRunning {
    let start = Fixture.threadTime()
    value ^= steadyWork(settings.steady)
    let middle = Fixture.threadTime()
    newest = keepForever(settings.bytes, after: newest)
    lane.count(.steadyCpu, middle - start)
    lane.count(.keepCpu, Fixture.threadTime() - middle)
    lane.count(.keptBytes, UInt64(settings.bytes))
    lane.complete()
  }
  lane.enter(.off)
  if value == 1 { Fixture.say("improbable") }
}

/// The same for every request. The work after the call keeps it from becoming a jump, which leaves no frame.
@inline(never)
func steadyWork(_ nanoseconds: UInt64) -> UInt64 { spin(nanoseconds) | 2 }

/// Allocates memory, writes to all of it and never gives it back: the culprit. Each block leads to the one before, so all stay reachable.
@inline(never)
func keepForever(_ bytes: Int, after previous: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer {
  guard let block = malloc(bytes) else { fatalError("malloc of \(bytes) bytes failed") }
  memset(block, 0x5a, bytes)
  block.storeBytes(of: previous, as: UnsafeMutableRawPointer?.self)
  return block
}

/// The members of the truth.
@Sendable func truth(_ lanes: [Lane]) -> String {
  Fixture.json([
    "steadyCpuNanoseconds": lanes.count(of: .steadyCpu), "keepCpuNanoseconds": lanes.count(of: .keepCpu),
    "keptBytes": lanes.count(of: .keptBytes), "bytesPerRequest": lanes.perRequest(lanes.count(of: .keptBytes)),
    "victim": "", "culprit": "keepForever", "class": "base",
  ])
}
