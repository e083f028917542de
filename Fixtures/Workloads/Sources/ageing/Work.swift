import FixtureSupport

/// What the command line asks for.
struct Settings: Sendable {
  let steady = Fixture.microseconds("--steady-us", default: 1_000)
  /// Steps for each item of the list, of about two nanoseconds.
  let rounds = Int(Fixture.number("--item-rounds") ?? 50)
}

extension Lane.State {
  static var running: Self { .init(1) }
}

extension Lane.Event {
  /// CPU nanoseconds of each function, counted when it ends.
  static var searchCpu: Self { .init(1) }
  static var steadyCpu: Self { .init(2) }
  /// Items that `searchList` has looked at.
  static var items: Self { .init(3) }
}

/// The life of one thread: a list of its own grows by one item with every request.
func serve(_ lane: Lane, _ settings: Settings) {
  var random = Generator(seed: 1)
  var list: [UInt64] = []
  var value: UInt64 = 0
  lane.enter(.running)
  while Fixture.isRunning {
    measure(.steadyCpu) { steadyWork(settings.steady) }
    measure(.searchCpu) { searchList(list, settings.rounds) }
    lane.count(.items, UInt64(list.count))
    list.append(random.next())
    lane.complete()
  }
  lane.enter(.off)
  if value == 1 { Fixture.say("improbable") }

  @inline(__always)
  func measure(_ event: Lane.Event, _ body: () -> UInt64) {
    let start = Fixture.threadTime()
    value ^= body()
    lane.count(event, Fixture.threadTime() - start)
  }
}

/// The same for every request. The work after the call keeps it from becoming a jump, which leaves no frame.
@inline(never)
func steadyWork(_ nanoseconds: UInt64) -> UInt64 { spin(nanoseconds) | 2 }

/// In proportion to the requests served so far: the culprit.
@inline(never)
func searchList(_ list: [UInt64], _ rounds: Int) -> UInt64 {
  var value: UInt64 = 1
  for item in list { value ^= churn(rounds, item) }
  return value
}

/// The members of the truth. The slope is by how much a request costs more than the one before; with several clients, each of whom has a list
/// of its own, they share in it.
@Sendable func truth(_ lanes: [Lane]) -> String {
  let items = lanes.count(of: .items)
  let perItem = items == 0 ? 0 : Double(lanes.count(of: .searchCpu)) / Double(items)
  return Fixture.json([
    "searchCpuNanoseconds": lanes.count(of: .searchCpu), "steadyCpuNanoseconds": lanes.count(of: .steadyCpu), "itemsSearched": items,
    "requestsSinceStart": lanes.reduce(0) { $0 + $1.completed }, "slopeNanosecondsPerRequest": perItem / Double(lanes.count),
    "victim": "", "culprit": "searchList", "class": "base",
  ])
}
