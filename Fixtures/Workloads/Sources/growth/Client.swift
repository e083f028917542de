import FixtureSupport

extension Lane.State {
  static var running: Self { .init(1) }
}

extension Lane.Event {
  /// CPU nanoseconds of each function, counted when it ends.
  static var scanCpu: Self { .init(1) }
  static var sortCpu: Self { .init(2) }
  static var compareCpu: Self { .init(3) }
}

/// The life of one thread: every request calls each function once, with items that are new and yet the same in every run.
func serve(_ lane: Lane, _ size: Int) {
  var random = Generator(seed: 1)
  let shuffled = (0..<size).map { _ in random.next() }
  let items = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: size)
  let scratch = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: size)
  _ = items.initialize(from: shuffled)
  scratch.initialize(repeating: 0)
  var value: UInt64 = 0
  lane.enter(.running)
  while Fixture.isRunning {
    // Another order each time: no processor learns the outcome of the comparisons by heart.
    let mask = random.next()
    for index in 0..<size { items[index] = shuffled[index] ^ mask }
    measure(.scanCpu) { scanLinear(items) }
    measure(.compareCpu) { comparePairs(items) }
    measure(.sortCpu) { sortItems(items, scratch) }
    lane.complete()
  }
  lane.enter(.off)
  items.deallocate()
  scratch.deallocate()
  if value == 1 { Fixture.say("improbable") }

  @inline(__always)
  func measure(_ event: Lane.Event, _ body: () -> UInt64) {
    let start = Fixture.threadTime()
    value ^= body()
    lane.count(event, Fixture.threadTime() - start)
  }
}

/// The members of the truth.
@Sendable func truth(_ lanes: [Lane], _ size: Int) -> String {
  Fixture.json([
    "size": size, "scanCpuNanoseconds": lanes.count(of: .scanCpu), "sortCpuNanoseconds": lanes.count(of: .sortCpu),
    "compareCpuNanoseconds": lanes.count(of: .compareCpu), "callsPerRequest": 1, "scanLinear": "n", "sortItems": "n log n", "comparePairs": "n^2",
    "victim": "", "culprit": "comparePairs", "class": "base",
  ])
}
