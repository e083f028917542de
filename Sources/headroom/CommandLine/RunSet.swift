import Experiments
import Glibc
import Profiles

/// One side of a comparison: a profile, a folder of profiles, or the runs of an experiment.
struct RunSet {
  let path: String
  private let source: Source

  private enum Source {
    case profile
    case profiles([String])
    case experiment(RunStore)
  }

  /// Finds out what lies at `path`; `-` is standard input.
  init(_ path: String) throws {
    self.path = path
    guard Self.isFolder(path) else {
      source = .profile
      return
    }
    if RunStore.exists(path) {
      source = .experiment(try RunStore.open(path))
      return
    }
    let files = Self.profiles(in: path)
    guard !files.isEmpty else {
      throw CommandError("\(path): the folder holds no runs and no profiles (*.pb.gz); record some into it, or give another")
    }
    source = .profiles(files)
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Reads all runs, one profile at a time. Of an experiment with several levels or sizes those of the lowest are taken: only they are alike.
  func forEachRun(_ body: (Run) throws -> Void) throws {
    switch source {
    case .profile: try body(Self.run(of: try ProfileFile.read(path), repetition: 0))
    case .profiles(let files):
      for (repetition, file) in files.enumerated() { try body(Self.run(of: try ProfileFile.read(file), repetition: repetition)) }
    case .experiment(let store):
      let lowest = Run.Point(level: store.plan.levels.min() ?? 1, size: store.plan.sizes.min())
      try store.forEachRun { run in
        if run.point.level == lowest.level, run.point.size == lowest.size, !run.isClosing { try body(run) }
      }
    }
  }

  /// A recording as a run: its requests, if somebody counted, and its length.
  private static func run(of profile: Profile, repetition: Int) -> Run {
    Run(
      point: Run.Point(level: 1), repetition: repetition, requests: Double(profile.environment.requests ?? 0),
      seconds: Double(profile.duration) / 1e9, profile: profile)
  }

  /// The profiles of a folder by name: what ends as files of profiles do.
  private static func profiles(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
      if [".pb.gz", ".pprof", ".pb"].contains(where: name.hasSuffix) { names.append(name) }
    }
    return names.sorted().map { "\(folder)/\($0)" }
  }
}
