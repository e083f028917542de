import Profiles

/// CPU time of a request, in total and by function, summed over the profiles of one commit.
///
/// Where nobody counted requests it is CPU time per second of recording, and the names of the values say so.
public struct ProfileValues: Sendable {
  private var nanoseconds: [String: Double] = [:]
  private var files: [String: String] = [:]
  private var total = 0.0
  private var requests = 0.0
  private var seconds = 0.0
  private var isCounted = true
  private var start: Int64 = .max
  private var environment: Environment?

  public init() {}

  /// Takes a profile in; it need not be kept.
  ///
  /// - Parameter place: The name of the file, for messages.
  public mutating func add(_ profile: Profile, place: String) throws(HistoryError) {
    guard profile.sampleTypes.contains(ValueType.cpu) else {
      throw HistoryError(.badInput, place, "the profile has no CPU time", remedy: "give one that headroom record made")
    }
    if let environment, Fingerprint.text(environment) != Fingerprint.text(profile.environment) {
      throw HistoryError(
        .badInput, place, "the profile is of another machine, toolchain or version than the one before", remedy: "add them one by one")
    }
    environment = environment ?? profile.environment
    var options = ViewOptions()
    options.sampleType = ValueType.cpu.type
    options.showsThunks = true
    do throws(ViewError) {
      let table = try FunctionTable(profile, options)
      total += Double(table.total)
      for row in table.rows where row.selfValue > 0 {
        let name = FunctionValue.name(of: row.frame.name)
        nanoseconds[name, default: 0] += Double(row.selfValue)
        if !row.frame.file.isEmpty { files[name] = row.frame.file }
      }
    } catch {
      throw HistoryError(.badInput, place, error.problem, remedy: error.remedy)
    }
    if let count = profile.environment.requests, count > 0 { requests += Double(count) } else { isCounted = false }
    seconds += Double(profile.duration) / 1e9
    if profile.startTime > 0 { start = min(start, profile.startTime) }
  }

  /// What they come to; the commit is left empty, and the date is that of the recording.
  public func entry(place: String) throws(HistoryError) -> HistoryEntry {
    guard let environment, total > 0 else {
      throw HistoryError(.badInput, place, "there is no CPU time in it", remedy: "record the program while it works")
    }
    let divisor = isCounted ? requests : seconds
    guard divisor > 0 else {
      throw HistoryError(
        .badInput, place, "neither requests nor the length of the recording are known", remedy: "record with --count or --request")
    }
    let suffix = isCounted ? "" : " per second"
    var entry = HistoryEntry(commit: "", date: start == .max ? 0 : Double(start) / 1e9)
    entry.fingerprint = Fingerprint.text(environment)
    entry.benchmark = Fingerprint.benchmark(of: environment.target)
    entry.values["cpuNanoseconds" + suffix] = total / divisor
    for (name, value) in nanoseconds { entry.values[name + suffix] = value / divisor }
    for (name, file) in files { entry.files[name + suffix] = file }
    return entry
  }
}
