import Glibc
import Synchronization

/// What all fixtures share: how long they run, how they stop, how they say what they did.
public enum Fixture {
  /// Set by SIGTERM and SIGINT.
  public static let stopRequested = Atomic<Bool>(false)
  private static let deadline = Atomic<UInt64>(UInt64.max)

  /// Reads `--seconds N` (default as given, 0 for no end) and arranges for a clean stop by signal.
  public static func begin(defaultSeconds: Double) {
    let seconds = number("--seconds") ?? defaultSeconds
    if seconds > 0 { deadline.store(wallTime() + UInt64(seconds * 1e9), ordering: .relaxed) }
    for number in [SIGTERM, SIGINT] {
      signal(number) { _ in Fixture.stopRequested.store(true, ordering: .relaxed) }
    }
  }

  /// Says that the work has begun.
  public static func ready() { say("ready") }

  /// True until the time is up or a signal came.
  public static var isRunning: Bool { !stopRequested.load(ordering: .relaxed) && wallTime() < deadline.load(ordering: .relaxed) }

  /// The number after an option on the command line.
  public static func number(_ option: String) -> Double? { text(option).flatMap { Double($0) } }

  /// The word after an option on the command line.
  public static func text(_ option: String) -> String? {
    guard let index = CommandLine.arguments.firstIndex(of: option), index + 1 < CommandLine.arguments.count else { return nil }
    return CommandLine.arguments[index + 1]
  }

  /// Prints the line of truth. `members` are the members of a JSON object, already written as JSON.
  public static func truth(_ members: String) { say("truth: {\(members)}") }

  /// Prints a line at once, also into a pipe.
  public static func say(_ line: String) {
    print(line)
    fflush(nil)
  }

  /// CLOCK_MONOTONIC, nanoseconds.
  public static func wallTime() -> UInt64 { time(CLOCK_MONOTONIC) }

  /// CPU time of the calling thread, nanoseconds.
  public static func threadTime() -> UInt64 { time(CLOCK_THREAD_CPUTIME_ID) }

  /// CPU time of the process, nanoseconds.
  public static func processTime() -> UInt64 { time(CLOCK_PROCESS_CPUTIME_ID) }

  private static func time(_ clock: clockid_t) -> UInt64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// A small generator of numbers that repeats from its seed (splitmix64).
public struct Generator: Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  /// Other numbers in every process and for every `number`: runs that are compared must not be alike by their seeds.
  public static func fresh(_ number: UInt64) -> Generator {
    Generator(seed: Fixture.wallTime() &+ UInt64(getpid()) << 40 &+ number &* 0x9e37_79b9)
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }

  /// A time that varies as the gaps between independent events do, around `mean`, and is at most five times as long.
  ///
  /// Clients that pause for such times do not fall into step with one another.
  public mutating func exponential(_ mean: UInt64) -> UInt64 {
    let uniform = Double((next() >> 11) + 1) / 0x1p53
    return UInt64(Double(mean) * min(5, -log(uniform)))
  }
}

/// Work that no optimiser can leave out: `rounds` steps that depend on one another.
@inline(__always)
public func churn(_ rounds: Int, _ seed: UInt64) -> UInt64 {
  var value = seed | 1
  for _ in 0..<rounds { value = (value ^ (value >> 7)) &* 0xbf58_476d_1ce4_e5b9 }
  return value
}
