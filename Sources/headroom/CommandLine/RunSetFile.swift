import Experiments
import Glibc
import Profiles

/// Reads sets of runs: a folder that `gate` or `scale` wrote, a folder of profiles, or one profile.
enum RunSetFile {
  /// Hands over every run of the set at `path`, one profile at a time.
  static func read(_ path: String, _ body: (Run) throws -> Void) throws {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return try body(run(path, order: 0)) }
    if RunStore.exists(path) { return try RunStore.open(path).forEachRun(body) }
    let names = try names(in: path)
    guard !names.isEmpty else { throw CommandError("\(path) holds no profile; give a folder that headroom gate wrote, or profiles (*.pb.gz)") }
    for (order, name) in names.enumerated() { try body(run("\(path)/\(name)", order: order)) }
  }

  /// A profile alone as a run: as long as it was recorded, with the requests that were counted then.
  private static func run(_ path: String, order: Int) throws -> Run {
    let profile = try ProfileFile.read(path)
    var run = Run(
      point: Run.Point(level: 1), repetition: order, requests: Double(profile.environment.requests ?? 0), seconds: Double(profile.duration) / 1e9,
      profile: profile)
    run.order = order
    run.meters.targetCPU = Double(profile.total(ofSampleType: "cpu"))
    return run
  }

  /// Names of the profiles in a folder, sorted.
  private static func names(in folder: String) throws -> [String] {
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
