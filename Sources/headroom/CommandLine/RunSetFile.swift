import Experiments
import Glibc
import Profiles
import Regression

/// Reads sets of runs: a folder that `gate` or `scale` wrote, a folder of profiles, or one profile.
enum RunSetFile {
  /// What changed between the sets at two paths.
  static func compare(_ base: String, _ head: String, threshold: Double?, wantsTree: Bool) throws -> Comparison {
    var comparison = SetComparison(limits: Comparison.Limits(threshold: threshold ?? Comparison.Limits().threshold))
    comparison.wantsTree = wantsTree
    comparison.areOfOneGate = try areOfOneGate(base, head)
    try read(base) { comparison.add($0, to: .base) }
    try read(head) { comparison.add($0, to: .head) }
    var result = comparison.result()
    result.base.name = base
    result.head.name = head
    return result
  }

  /// A gate makes the folders of both of its sides at once.
  private static func areOfOneGate(_ base: String, _ head: String) throws -> Bool {
    guard RunStore.exists(base), RunStore.exists(head) else { return false }
    let (base, head) = (try RunStore.open(base), try RunStore.open(head))
    return abs(base.date - head.date) <= 1 && base.finishedOrders.isDisjoint(with: head.finishedOrders)
  }

  /// Hands over every run of the set at `path`, one profile at a time.
  static func read(_ path: String, _ body: (Run) throws -> Void) throws {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return try body(run(path, order: 0)) }
    if RunStore.exists(path) { return try experiment(RunStore.open(path), body) }
    let names = try profileNames(in: path)
    guard !names.isEmpty else { throw CommandError("\(path) holds no profile; give a folder that headroom gate wrote, or profiles (*.pb.gz)") }
    for (order, name) in names.enumerated() { try body(run("\(path)/\(name)", order: order)) }
  }

  /// Of an experiment with several levels or sizes the runs of the lowest: only those are alike.
  private static func experiment(_ store: RunStore, _ body: (Run) throws -> Void) throws {
    let (level, size) = (store.plan.levels.min() ?? 1, store.plan.sizes.min())
    try store.forEachRun { run in
      if run.point.level == level, run.point.size == size, !run.isClosing { try body(run) }
    }
  }

  /// A profile alone as a run: as long as it was recorded, with the requests that were counted then.
  private static func run(_ path: String, order: Int) throws -> Run {
    let profile = try ProfileFile.read(path)
    var run = Run(
      point: Run.Point(level: 1), repetition: order, requests: Double(profile.environment.requests ?? 0), seconds: Double(profile.duration) / 1e9,
      profile: profile)
    run.order = order
    return run
  }

  /// Names of the profiles in a folder, sorted.
  static func profileNames(in folder: String) throws -> [String] {
    guard let stream = opendir(folder) else { throw CommandError("cannot read \(folder): \(String(cString: strerror(errno)))") }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name.hasSuffix(".pb.gz") || name.hasSuffix(".pb") || name.hasSuffix(".pprof") { names.append(name) }
    }
    return names.sorted()
  }
}
