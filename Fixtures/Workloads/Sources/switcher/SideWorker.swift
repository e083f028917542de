import FixtureSupport
import Synchronization

/// A thread that computes all the time: what the switches and their recording leave to it is the throughput of the program.
final class SideWorker: Sendable {
  /// Rounds and CPU nanoseconds so far.
  struct Mark: Sendable {
    var rounds: UInt64 = 0
    var cpu: UInt64 = 0
  }

  private let rounds = Atomic<UInt64>(0)
  private let cpu = Atomic<UInt64>(0)
  private let marks = Mutex<(begin: Mark, end: Mark)>((Mark(), Mark()))

  func run() {
    while Fixture.isRunning {
      sink.store(compute(), ordering: .relaxed)
      rounds.wrappingAdd(1, ordering: .relaxed)
      cpu.store(Fixture.threadTime(), ordering: .relaxed)
    }
  }

  private var now: Mark { Mark(rounds: rounds.load(ordering: .relaxed), cpu: cpu.load(ordering: .relaxed)) }

  func markBegin() {
    let now = now
    marks.withLock { $0 = (now, now) }
  }

  func markEnd() {
    let now = now
    marks.withLock { $0.end = now }
  }

  /// What was done inside the window.
  var done: Mark { marks.withLock { Mark(rounds: $0.end.rounds - $0.begin.rounds, cpu: $0.end.cpu - $0.begin.cpu) } }
}

/// Keeps the work from being left out.
let sink = Atomic<UInt64>(0)

@inline(never)
func compute() -> UInt64 { churn(10_000, 3) }

/// The members of the truth.
func truth(_ pairs: [Pair], _ worker: SideWorker) -> String {
  let turns = pairs.reduce(0) { $0 + $1.count }
  return Fixture.json([
    "turns": turns, "waits": 2 * turns, "sideRounds": worker.done.rounds, "sideCpuNanoseconds": worker.done.cpu, "pairs": pairs.count,
  ])
}
