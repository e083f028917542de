import CLinux
import Glibc
import Synchronization

/// A command that runs beside us in a process group of its own, with what it prints caught.
///
/// A thread of its own starts it, reads its output and waits for its end: lines get the time of their arrival whatever else we do, and the
/// ptrace collector, which waits for every child of its thread, does not take the exit status away. Should we die, the command is killed.
final class ChildProcess {
  /// How a command ended.
  enum Ending: Sendable, Equatable {
    case status(Int32)
    case signal(Int32)
    /// Somebody else has taken note of it.
    case unknown

    var isSuccess: Bool { self == .status(0) || self == .unknown }

    /// For a sentence: `ended with status 3`.
    var text: String {
      switch self {
      case .status(let status): "ended with status \(status)"
      case .signal(let signal): "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
      case .unknown: "ended"
      }
    }
  }

  /// The command's name, for messages.
  let name: String
  let processID: Int32
  let output: ChildOutput
  /// When it was started, nanoseconds of CLOCK_MONOTONIC.
  let startTime: UInt64
  private let attendant: ChildAttendant
  private var isOver = false

  /// Starts `words[0]`, found in PATH, with the rest as its arguments.
  ///
  /// - Parameters:
  ///   - processors: Those it may run on; nil for all of ours.
  ///   - directory: Where it runs; nil for our own working directory.
  ///   - isHeld: It waits, stopped, at its entry point until `resume()`.
  ///   - stopsAtCount: Its first line `requests=…` stops it, with its whole group, until `resume()`.
  ///   - outputLimit: Bytes kept of each of its output streams.
  init(
    _ words: [String], name: String? = nil, processors: ProcessorSet? = nil, directory: String? = nil, isHeld: Bool = false,
    stopsAtCount: Bool = false, outputLimit: Int = 1 << 20
  ) throws(ExperimentError) {
    guard let first = words.first else { throw ExperimentError(.start, "there is no command to start") }
    let path = try ProgramPath.check(first, in: directory)
    let shownName = name ?? first.split(separator: "/").last.map(String.init) ?? first
    self.name = shownName
    output = ChildOutput(limit: outputLimit)
    attendant = ChildAttendant(
      path: path, words: words, processors: processors, directory: directory, isHeld: isHeld, stopsAtCount: stopsAtCount, output: output)
    startTime = MonotonicClock.now
    let code = attendant.start()
    guard code > 0 else {
      throw ExperimentError(.start, "\(shownName) cannot be started: \(String(cString: strerror(-code)))")
    }
    processID = code
    ChildRegistry.add(code)
  }

  deinit { end(grace: 0) }

  /// How it ended; nil while it runs.
  var ending: Ending? { attendant.ending }

  /// What the command and all it has waited for used; nil while it runs or when nobody knows.
  var usage: ChildUsage? { attendant.usage }

  /// True once the first count of requests has stopped it, or would have if it had not ended.
  var isStoppedAtCount: Bool { attendant.isStoppedAtCount }

  /// Lets a command run on that is held at its entry point or stopped at its first count.
  func resume() { kill(-processID, SIGCONT) }

  /// Asks the whole group and all descendants to end, and after `grace` seconds kills those that have not.
  func end(grace: Double) {
    // Later the number may be another process's.
    guard !isOver else { return }
    isOver = true
    let descendants = ProcessTree.read().descendants(of: processID)
    if grace > 0, ending == nil {
      signal(SIGTERM, descendants)
      let deadline = MonotonicClock.now + UInt64(nanosecondsOf: grace)
      while ending == nil, MonotonicClock.now < deadline { usleep(5_000) }
    }
    // What was forked meanwhile descends from one of those or is in the group.
    var known = Set(descendants)
    for _ in 0..<100 {
      let tree = ProcessTree.read()
      let alive = tree.entries.filter { $0.value.state != "Z" && $0.key != getpid() }
      let targets = alive.filter { id, entry in
        id == processID && ending == nil || entry.group == processID || known.contains(id)
      }.keys
      known.formUnion(targets.flatMap { tree.descendants(of: $0) })
      if targets.isEmpty, ending != nil { break }
      for target in targets { kill(target, SIGKILL) }
      usleep(2_000)
    }
    attendant.join()
    ChildRegistry.remove(processID)
  }

  private func signal(_ number: Int32, _ descendants: [Int32]) {
    kill(-processID, number)
    // Members of the group have it already; others left the group, and a stopped one could not heed it.
    for descendant in descendants where getpgid(descendant) != processID { kill(descendant, number) }
    kill(-processID, SIGCONT)
  }
}

/// Processes we started ourselves and that have not been taken note of: orphans of a run are all other children.
enum ChildRegistry {
  private static let living = Mutex<Set<Int32>>([])

  static func add(_ processID: Int32) { living.withLock { _ = $0.insert(processID) } }
  static func remove(_ processID: Int32) { living.withLock { _ = $0.remove(processID) } }
  static var all: Set<Int32> { living.withLock { $0 } }
}
