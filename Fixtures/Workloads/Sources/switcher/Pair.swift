import FixtureSupport
import Glibc
import Synchronization

/// What the command line asks for.
struct Settings: Sendable {
  let pairs = Int(Fixture.number("--pairs") ?? 2)
  /// Waits per second of all pairs together: every turn is one wait of each thread.
  let rate = Fixture.number("--rate") ?? 20_000
  var turnsPerMillisecond: Double { rate / 2_000 / Double(pairs) }
}

/// Two threads and the two pipes between them.
final class Pair: Sendable {
  let name: String
  private let turnsPerMillisecond: Double
  private let there = Pipe()
  private let back = Pipe()
  private let turns = Atomic<UInt64>(0)
  private let marks = Mutex<(begin: UInt64, end: UInt64)>((0, 0))

  init(name: String, turnsPerMillisecond: Double) {
    self.name = name
    self.turnsPerMillisecond = turnsPerMillisecond
  }

  func start() -> [WorkerThread] {
    [WorkerThread.start(name) { self.throwByte() }, WorkerThread.start("pong\(name.dropFirst(4))") { self.returnByte() }]
  }

  /// Takes its turns of every millisecond at once and sleeps for the rest of it. What is late is made up for, at most ten milliseconds of it.
  func throwByte() {
    let start = Fixture.wallTime()
    var owed = 0.0
    var paid = start
    while Fixture.isRunning {
      let now = Fixture.wallTime()
      owed = min(owed + Double(now - paid) / 1e6 * turnsPerMillisecond, 10 * turnsPerMillisecond)
      paid = now
      while owed >= 1 {
        there.put(1)
        _ = back.take()
        turns.wrappingAdd(1, ordering: .relaxed)
        owed -= 1
      }
      Fixture.sleep(1_000_000 - (Fixture.wallTime() - start) % 1_000_000)
    }
    there.put(0)
  }

  /// Gives back what comes, until it is a zero.
  func returnByte() {
    while there.take() == 1 { back.put(1) }
  }

  func markBegin() {
    let now = turns.load(ordering: .relaxed)
    marks.withLock { $0 = (now, now) }
  }

  func markEnd() {
    let now = turns.load(ordering: .relaxed)
    marks.withLock { $0.end = now }
  }

  /// Turns inside the window.
  var count: UInt64 { marks.withLock { $0.end - $0.begin } }
}

/// A pipe for single bytes.
struct Pipe: Sendable {
  private let reading: Int32
  private let writing: Int32

  init() {
    var ends: [Int32] = [0, 0]
    precondition(pipe(&ends) == 0, "pipe failed")
    (reading, writing) = (ends[0], ends[1])
  }

  func put(_ byte: UInt8) {
    var byte = byte
    while write(writing, &byte, 1) < 0, errno == EINTR {}
  }

  /// The next byte; 0 when there is none any more.
  func take() -> UInt8 {
    var byte: UInt8 = 0
    while read(reading, &byte, 1) < 0, errno == EINTR {}
    return byte
  }
}
