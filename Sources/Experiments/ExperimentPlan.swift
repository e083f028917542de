import Profiles
import Statistics

/// What to run, at which levels and sizes, how often and how long.
///
/// In the commands `{N}`, `{size}`, `{seconds}` and `{port}` stand for the level, the input size, how long to run, and a free port.
public struct ExperimentPlan: Sendable, Codable, Equatable {
  /// The target: a command that is started afresh for every run. Empty when `processID` is given.
  public var command: [String] = []
  /// A process that runs already, instead of a command: then runs cannot be fresh.
  public var processID: Int32?
  /// The load generator's command line; nil for a program that drives itself.
  public var load: String?
  /// Offered concurrency, ascending. Without a sweep it is 1.
  public var levels: [Int] = [1]
  /// Input sizes, ascending; empty when the workload has none.
  public var sizes: [Double] = []
  /// How many windows of equal requests a run is cut into; 1 for none.
  public var windows = 1
  public var repetitions = 5
  /// Length of the measured load, and of the warm-up before it, seconds.
  public var seconds = 5.0
  public var warmupSeconds = 1.0
  /// A regular expression that finds the number of requests in the load generator's output.
  public var countPattern: String?
  /// A function whose entries are the requests.
  public var requestFunction: String?
  public var readiness = Readiness.automatic
  public var readyTimeoutSeconds = 30.0
  /// `bpf`, `perf`, `ptrace`; nil for the best that works.
  public var collector: String?
  public var frequency = 199
  public var recordsTasks = true
  public var recordsWaits = true
  /// Mean think time of a client between two requests, seconds.
  public var thinkSeconds = 0.0
  /// Decides the random order of the runs.
  public var seed: UInt64 = 0
  /// The folder in which the command and the load run; nil for our own working directory.
  public var directory: String?

  public init() {}

  /// Checks that the plan can be carried out, before anything is started.
  public func check() throws(ExperimentError) {
    if command.isEmpty == (processID == nil) {
      throw ExperimentError(
        .plan, processID == nil ? "there is nothing to run" : "give either a process or a command, not both",
        remedy: "put a command after --, or give -p PID")
    }
    if processID != nil, load == nil, requestFunction == nil {
      throw ExperimentError(
        .plan, "a process that runs already needs requests", remedy: "give --load 'COMMAND', or count what it serves with --request FUNCTION")
    }
    let commands = (command + [load ?? ""]).joined(separator: " ")
    if levels.count > 1, !commands.contains("{N}") {
      throw ExperimentError(
        .plan, "the \(load == nil ? "command" : "load command") is the same at every level", remedy: "write {N} where the number of clients belongs")
    }
    if sizes.count > 1, !commands.contains("{size}") {
      throw ExperimentError(.plan, "the commands are the same at every size", remedy: "write {size} where the size belongs")
    }
    if windows > 1 { try checkWindows() }
    if let first = command.first, !first.contains("{") { try ProgramPath.check(first) }
    if let load {
      guard let words = ShellWords.commands(load).first, let first = LoadTool.ownWords(words).first else {
        throw ExperimentError(.plan, "the load command is empty", remedy: "give --load 'wrk -c{N} -d{seconds}s http://…'")
      }
      // Of a line for the shell only the tool itself is sure to be a program.
      let tool = LoadTool.recognise(load)
      let isTool = tool.map { first.hasSuffix($0 == .wrk2 ? "wrk" : $0.rawValue) || first.hasSuffix($0.rawValue) } ?? false
      if !first.contains("{"), isTool || !ShellWords.needsShell(load) { try ProgramPath.check(first) }
      for level in levels { try LoadTool.checkConnections(fill(load, Run.Point(level: level), seconds: seconds, port: 1)) }
    }
    if let countPattern { _ = try RequestPattern(countPattern) }
  }

  private func checkWindows() throws(ExperimentError) {
    guard levels.count == 1, sizes.count <= 1 else {
      throw ExperimentError(
        .plan, "windows tell of age, and \(levels.count > 1 ? "levels of load" : "sizes") would be mixed into that",
        remedy: "give --windows with one level and one size")
    }
    let tool = load.flatMap { LoadTool.recognise($0) }
    guard requestFunction == nil, countPattern != nil || tool != nil else { return }
    throw ExperimentError(
      .plan, "\(tool?.rawValue ?? "--count") tells only at its end how many requests there were: every window would cost the same",
      remedy: "count them as they come: --request FUNCTION, or lines requests=N of the target")
  }

  /// All runs in their random order: every repetition is a block with each point once, so that a machine that drifts, or an end that comes early,
  /// touches all points alike. The last is the closing run at the lowest point, if there is more than one point.
  public var schedule: [PlannedRun] {
    var generator = SplitMix64(seed: seed)
    let points = levels.flatMap { level in (sizes.isEmpty ? [nil] : sizes.map(Optional.some)).map { Run.Point(level: level, size: $0) } }
    var runs: [PlannedRun] = []
    for repetition in 0..<max(1, repetitions) {
      for point in points.shuffled(using: &generator) {
        runs.append(PlannedRun(order: runs.count, point: point, repetition: repetition, isClosing: false))
      }
    }
    if points.count > 1, let first = points.first {
      runs.append(PlannedRun(order: runs.count, point: first, repetition: max(1, repetitions), isClosing: true))
    }
    return runs
  }

  /// What `{seconds}` stands for: load generators take no fractions.
  static func wholeSeconds(_ seconds: Double) -> Int { max(1, Int(min(1e9, seconds).rounded(.up))) }

  /// A command with the parts that stand for numbers filled in.
  func fill(_ text: String, _ point: Run.Point, seconds: Double, port: Int?) -> String {
    var text = text.replacing("{N}", with: "\(point.level)").replacing("{seconds}", with: "\(Self.wholeSeconds(seconds))")
    if let size = point.size { text = text.replacing("{size}", with: Self.text(size)) }
    if let port { text = text.replacing("{port}", with: "\(port)") }
    return text
  }

  /// True when a free port has to be found for each run.
  var needsPort: Bool { (command + [load ?? ""]).contains { $0.contains("{port}") } }

  private static func text(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }
}

/// One run of a plan.
public struct PlannedRun: Sendable, Hashable {
  /// Its place in the order of execution, from 0.
  public var order: Int
  public var point: Run.Point
  public var repetition: Int
  public var isClosing: Bool

  /// For people: `N=8`, `N=1 size=4096`.
  public var text: String {
    let size = point.size.map { " size=\($0 == $0.rounded() ? "\(Int($0))" : "\($0)")" } ?? ""
    return "N=\(point.level)\(size)"
  }
}
