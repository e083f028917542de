import FoundationEssentials
import Glibc
import Profiles

/// The folder of an experiment: `runs.json`, and a profile for every run in `runs`.
///
/// Each run is written as soon as it is there, its profile first, so that whatever ends the experiment costs at most the run at hand.
public struct RunStore {
  public let folder: String
  private var index: RunIndex

  public var plan: ExperimentPlan { index.plan }
  public var toolVersion: String { index.toolVersion }
  /// When the experiment began, seconds since 1970.
  public var date: Double { index.dateSeconds }
  public var runCount: Int { index.runs.count }
  /// Runs that failed, one sentence each.
  public var failures: [String] { index.failures.map(\.text) }
  /// The planned runs that are there.
  public var finishedOrders: Set<Int> { Set(index.runs.map(\.order)) }

  private init(folder: String, index: RunIndex) {
    self.folder = folder
    self.index = index
  }

  // MARK: Opening

  /// True when the folder holds an experiment, damaged or not.
  public static func exists(_ folder: String) -> Bool { access(indexPath(folder), F_OK) == 0 }

  /// Begins a new experiment in a folder, which is made if it is not there; an experiment that is in it already stays.
  public static func create(_ folder: String, _ plan: ExperimentPlan, toolVersion: String) throws(ExperimentError) -> RunStore {
    guard !exists(folder) else {
      throw ExperimentError(
        .store, "\(folder) holds the runs of an experiment already", remedy: "go on with it by --resume, or choose another folder with -o")
    }
    for path in [folder, "\(folder)/runs"] { try makeFolder(path) }
    let store = RunStore(folder: folder, index: RunIndex(toolVersion: toolVersion, dateSeconds: Double(time(nil)), plan: plan))
    try store.writeIndex()
    return store
  }

  /// Makes a folder where there is none yet.
  public static func makeFolder(_ path: String) throws(ExperimentError) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw ExperimentError(.store, "the folder \(path) cannot be made: \(String(cString: strerror(errno)))", remedy: "choose another with -o")
    }
  }

  /// Removes an experiment from its folder; what others put there stays.
  public static func remove(_ folder: String) {
    for name in Files.names(in: "\(folder)/runs") where name.hasSuffix(".pb.gz") { unlink("\(folder)/runs/\(name)") }
    unlink(indexPath(folder))
    rmdir("\(folder)/runs")
    rmdir(folder)
  }

  /// Opens the folder of an experiment.
  public static func open(_ folder: String) throws(ExperimentError) -> RunStore {
    let path = indexPath(folder)
    guard let data = FileBytes.read(path) else {
      throw ExperimentError(
        .store, "there is no experiment in \(folder): \(path) cannot be read", remedy: "give the folder that scale -o has written")
    }
    struct Schema: Decodable { var schema: Int }
    let index: RunIndex
    do {
      let decoder = JSONDecoder()
      let schema = try decoder.decode(Schema.self, from: Data(data)).schema
      guard schema <= RunIndex.currentSchema else {
        throw ExperimentError(.store, "\(path) was written by a newer headroom (schema \(schema))", remedy: "update headroom")
      }
      index = try decoder.decode(RunIndex.self, from: Data(data))
    } catch let error as ExperimentError {
      throw error
    } catch {
      throw ExperimentError(.store, "\(path) is damaged: \(detail(error))", remedy: "restore it, or run the experiment again")
    }
    for run in index.runs
    where
      !(run.requests.isFinite && run.seconds.isFinite && run.seconds >= 0 && run.requests >= 0 && run.level > 0 && run.order >= 0
      && run.order <= Int(Int32.max))
    {
      throw ExperimentError(.store, "\(path) is damaged: the numbers of run \(run.order) make no sense", remedy: "restore it, or run it again")
    }
    return RunStore(folder: folder, index: index)
  }

  /// Opens the folder of an experiment that was not finished, to go on with it. Runs that failed are tried again.
  ///
  /// - Parameter plan: Must be the plan of that experiment, its seed aside: that of the folder is kept. How to tell that the target is ready may be
  ///   another: that is what one corrects.
  public static func resume(_ folder: String, _ plan: ExperimentPlan) throws(ExperimentError) -> RunStore {
    var store = try open(folder)
    if let difference = plan.difference(from: store.plan) {
      throw ExperimentError(
        .store, "\(folder) was made with another plan: \(difference)", remedy: "give the same options, or choose another folder with -o")
    }
    store.index.failures = []
    store.index.plan.readiness = plan.readiness
    store.index.plan.readyTimeoutSeconds = plan.readyTimeoutSeconds
    return store
  }

  // MARK: Runs

  /// Writes a run.
  public mutating func add(_ run: Run) throws(ExperimentError) {
    let file = Self.file(run)
    let bytes: [UInt8]
    do { bytes = try ProfileFormat.pprof.encode(run.profile) } catch {
      throw ExperimentError(.store, "the profile of run \(run.order) cannot be written: \(error)")
    }
    try FileBytes.write(bytes, to: "\(folder)/\(file)")
    index.runs.removeAll { $0.file == file }
    index.runs.append(StoredRun(run, file: file))
    try writeIndex()
  }

  /// Writes down that a run failed.
  public mutating func add(_ failure: RunFailure) throws(ExperimentError) {
    let planned = failure.planned
    index.failures.append(
      StoredFailure(
        order: planned.order, level: planned.point.level, size: planned.point.size, repetition: planned.repetition, text: failure.text))
    try writeIndex()
  }

  /// Reads all runs, one profile at a time.
  public func forEachRun(_ body: (Run) throws -> Void) throws {
    for stored in index.runs {
      var run = stored.run(Profile(sampleTypes: []))
      // The name in the index is for people; it must not lead out of the folder.
      let path = "\(folder)/\(Self.file(run))"
      guard let bytes = FileBytes.read(path) else {
        throw ExperimentError(.store, "\(path) is missing or cannot be read", remedy: "restore it, or run the experiment again")
      }
      do { run.profile = try ProfileFormat.pprof.decode(bytes) } catch { throw ExperimentError(.store, "\(path): \(error)") }
      try body(run)
    }
  }

  /// Takes away a folder in which nothing came to its end, so that another attempt finds its place free.
  public func removeIfEmpty() {
    guard index.runs.isEmpty else { return }
    unlink(Self.indexPath(folder))
    rmdir("\(folder)/runs")
    rmdir(folder)
  }

  // MARK: Files

  private static func indexPath(_ folder: String) -> String { "\(folder)/runs.json" }

  /// `runs/007.pb.gz`, `runs/007-03.pb.gz` for a window.
  private static func file(_ run: Run) -> String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = "\(number)"
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "runs/\(padded(run.order, 3))\(run.point.window.map { "-" + padded($0, 2) } ?? "").pb.gz"
  }

  private func writeIndex() throws(ExperimentError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(index) else {
      throw ExperimentError(.store, "\(Self.indexPath(folder)) cannot be written: a number is not finite")
    }
    try FileBytes.write(Array(data) + [10], to: Self.indexPath(folder))
  }

  private static func detail(_ error: any Error) -> String {
    func place(_ context: DecodingError.Context) -> String { context.codingPath.map(\.stringValue).joined(separator: ".") }
    switch error {
    case DecodingError.keyNotFound(let key, let context): return "it has no \(place(context).isEmpty ? "" : place(context) + ".")\(key.stringValue)"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      return place(context).isEmpty ? "it is no object" : "\(place(context)) is not what belongs there"
    default: return "it is no JSON"
    }
  }
}
