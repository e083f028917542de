import Experiments
import Profiles
import Regression

/// The folder of a gate: the runs of both sides, each as a set that can be compared again, and what came of them.
final class GateStore {
  let folder: String
  private var stores: [Side: RunStore] = [:]

  /// Makes the folder ours for as long as the lock lives.
  static func lock(_ folder: String) throws -> FileLock {
    try RunStore.makeFolder(folder)
    guard let lock = try FileLock.take("\(folder)/.lock", .exclusive) else {
      throw CommandError("another gate writes into \(folder); wait for it, or choose another folder with -o")
    }
    return lock
  }

  /// Makes the folder, or empties it of what an earlier gate left there.
  init(_ folder: String, _ plan: ExperimentPlan) throws {
    self.folder = folder
    try RunStore.makeFolder(folder)
    // The folder may lie in the working tree that is measured; git does not see what ignores itself.
    try OutputFile("\(folder)/.gitignore").write(Array("*\n".utf8))
    for side in Side.allCases {
      let path = "\(folder)/\(side.rawValue)"
      if RunStore.exists(path) { RunStore.remove(path) }
      stores[side] = try RunStore.create(path, plan, toolVersion: Headroom.version)
    }
  }

  /// Keeps a run that was timed.
  func add(_ run: Run, _ step: Gate.Step) throws(ExperimentError) {
    guard step.purpose == .pair || step.purpose == .confirmation else { return }
    try stores[step.side]?.add(run)
  }
}
