import Experiments
import Glibc
import Profiles
import Regression

/// Carries out what a gate asks for: run after run of two revisions, until it knows enough.
final class GateSession {
  private let options: GateOptions
  private let folders: [Side: RevisionFolder]
  private let names: [Side: String]
  private let store: GateStore?
  private let progress: GateProgress
  private let renames: [String: String]
  private let signals: StopSignals
  private var notes: [String] = []
  private var successes: [Side: Int] = [:]

  /// What has been found out so far; also there when `run` throws.
  private(set) var comparison = Comparison()

  /// - Parameters:
  ///   - renames: Old names of files by new ones.
  ///   - store: Where runs are kept; nil to keep none.
  init(
    _ options: GateOptions, base: RevisionFolder, head: RevisionFolder, names: [Side: String], renames: [String: String], store: GateStore?,
    progress: GateProgress,
    signals: StopSignals
  ) {
    self.options = options
    folders = [.base: base, .head: head]
    self.names = names
    self.store = store
    self.renames = renames
    self.progress = progress
    self.signals = signals
  }

  /// Measures and judges.
  func run() throws -> Comparison {
    var gate = Gate(options.plan, limits: options.limits, fileRenames: renames)
    gate.wantsTree = true
    defer {
      progress.end()
      finish(gate)
    }
    let runners = try runners()
    while let step = gate.next() {
      progress.begins(step, gate.progress)
      guard let folder = folders[step.side], let runner = runners[step.side] else { continue }
      do throws(ExperimentError) {
        let run = try runner.run(
          in: folder.folder, root: folder.root, order: step.order, repetition: step.pair, measuring: step.purpose == .counting ? .counts : .time)
        successes[step.side, default: 0] += 1
        try store?.add(run, step)
        gate.add(run, for: step)
      } catch {
        try take(error, step, &gate)
      }
    }
    finish(gate)
    return comparison
  }

  private func runners() throws -> [Side: PairedRunner] {
    var runners: [Side: PairedRunner] = [:]
    for (side, folder) in folders {
      var workload = options.workload
      let version = try Toolchain.version(in: folder.folder, isStopRequested: signals.isPending)
      workload.toolchain = [version, options.build ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
      runners[side] = try PairedRunner(workload, toolVersion: Headroom.version, isStopRequested: signals.isPending) { [self] note in
        if !notes.contains(note) { notes.append(note) }
      }
    }
    return runners
  }

  private func take(_ error: ExperimentError, _ step: Gate.Step, _ gate: inout Gate) throws {
    if error.code == .interrupted || error.code == .store { throw error }
    let side = "\(step.side.rawValue) (\(folders[step.side]?.commit.text ?? ""))"
    let message = "\(side): \(error)"
    // What never worked will not work the next time.
    if successes[step.side, default: 0] == 0 { throw CommandError(message) }
    progress.note("failed: \(message)")
    gate.fail(step, message)
  }

  private func finish(_ gate: Gate) {
    var result = gate.result()
    for side in Side.allCases {
      guard let commit = folders[side]?.commit else { continue }
      var subject = side == .base ? result.base : result.head
      subject.name = names[side] ?? ""
      subject.commit = commit.hash
      subject.title = commit.title
      if side == .base { result.base = subject } else { result.head = subject }
    }
    result.design?.runCommand = options.workload.command
    result.design?.buildCommand = options.build ?? ""
    result.notes += notes
    comparison = result
  }
}
