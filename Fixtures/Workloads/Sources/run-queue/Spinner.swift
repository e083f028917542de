import FixtureSupport
import Glibc
import Synchronization

extension Lane.State {
  static var spinning: Self { .init(1) }
}

/// What the kernel says of a thread in /proc/self/task/N/schedstat.
struct Schedule: Sendable {
  var cpu: UInt64 = 0
  /// Time in which it could have run but had no processor. The kernel adds to it when a wait ends, so one that lasts is not in it yet.
  var runQueue: UInt64 = 0

  /// Nil when the thread is gone.
  static func read(thread: Int32) -> Schedule? {
    guard let file = fopen("/proc/self/task/\(thread)/schedstat", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let numbers = text.split(whereSeparator: { $0 == " " || $0 == "\n" }).compactMap { UInt64($0) }
    return numbers.count < 2 ? nil : Schedule(cpu: numbers[0], runQueue: numbers[1])
  }
}

/// A thread that always wants a processor, and more of them than there are processors.
final class Spinner: Sendable {
  let name: String
  let lane = Lane()
  private let thread = Atomic<Int32>(0)
  private let marks = Mutex<(begin: Schedule, end: Schedule)>((Schedule(), Schedule()))

  init(name: String) { self.name = name }

  /// The life of the thread.
  func run() {
    thread.store(WorkerThread.currentNumber, ordering: .releasing)
    lane.enter(.spinning)
    while Fixture.isRunning { sink.store(spin(), ordering: .relaxed) }
    lane.enter(.off)
    markEnd(ofRun: true)
    thread.store(0, ordering: .releasing)
  }

  /// The window begins: what was before is to be left out.
  func markBegin() {
    let now = Schedule.read(thread: thread.load(ordering: .acquiring)) ?? Schedule()
    marks.withLock { $0 = (now, now) }
  }

  /// The window ends.
  func markEnd() { markEnd(ofRun: false) }

  /// The thread marks its end itself, unless the window has been frozen by then: afterwards the kernel says nothing of it.
  private func markEnd(ofRun: Bool) {
    if ofRun, Window.isFrozen { return }
    guard let now = Schedule.read(thread: thread.load(ordering: .acquiring)) else { return }
    marks.withLock { $0.end = now }
  }

  /// CPU time and time in the run queue inside the window.
  var schedule: Schedule {
    marks.withLock { Schedule(cpu: $0.end.cpu - $0.begin.cpu, runQueue: $0.end.runQueue - $0.begin.runQueue) }
  }
}

/// Keeps the work from being left out.
let sink = Atomic<UInt64>(0)

/// Both victim and culprit.
@inline(never)
func spin() -> UInt64 { churn(20_000, 5) }

/// The members of the truth.
func truth(_ spinners: [Spinner]) -> String {
  let schedules = spinners.map(\.schedule)
  return Fixture.json([
    "runQueueNanoseconds": schedules.reduce(0) { $0 + $1.runQueue }, "spinCpuNanoseconds": schedules.reduce(0) { $0 + $1.cpu },
    "wallNanoseconds": spinners.map(\.lane).lifetime, "cores": Fixture.cores, "threads": spinners.map(\.name),
    "runQueueNanosecondsEach": schedules.map(\.runQueue), "spinCpuNanosecondsEach": schedules.map(\.cpu), "function": "spin",
  ])
}
