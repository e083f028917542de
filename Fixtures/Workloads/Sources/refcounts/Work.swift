import FixtureSupport

/// The object whose reference count all threads change.
final class SharedObject: Sendable {
  let value: UInt64 = 3
}

extension Lane.State {
  static var running: Self { .init(1) }
}

extension Lane.Event {
  /// CPU nanoseconds of `shareObject`, counted when it ends.
  static var shareCpu: Self { .init(1) }
}

/// The life of one thread.
func serve(_ lane: Lane, _ object: SharedObject, _ rounds: Int) {
  let slots = UnsafeMutablePointer<SharedObject>.allocate(capacity: slotCount)
  slots.initialize(repeating: object, count: slotCount)
  var value: UInt64 = 0
  lane.enter(.running)
  while Fixture.isRunning {
    let start = Fixture.threadTime()
    value ^= shareObject(object, slots, rounds)
    lane.count(.shareCpu, Fixture.threadTime() - start)
    lane.complete()
  }
  lane.enter(.off)
  slots.deinitialize(count: slotCount)
  slots.deallocate()
  if value == 1 { Fixture.say("improbable") }
}

/// A power of two.
let slotCount = 8

/// Retains the object and releases it, once in each round: the culprit, and the victim in the other threads.
///
/// The store into the memory retains what comes and releases what was there; the optimiser cannot know that they are the same.
@inline(never)
func shareObject(_ object: SharedObject, _ slots: UnsafeMutablePointer<SharedObject>, _ rounds: Int) -> UInt64 {
  for round in 0..<rounds { slots[round & (slotCount - 1)] = object }
  return slots[0].value
}

/// The members of the truth.
@Sendable func truth(_ lanes: [Lane]) -> String {
  Fixture.json([
    "shareCpuNanoseconds": lanes.count(of: .shareCpu), "runNanoseconds": lanes.time(.running),
    "shareCpuPerRequestNanoseconds": lanes.perRequest(lanes.count(of: .shareCpu)), "roundsPerRequest": rounds,
    "victim": "shareObject", "culprit": "shareObject", "class": "cpuInflation",
  ])
}
