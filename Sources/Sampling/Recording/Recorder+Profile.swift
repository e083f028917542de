import Profiles

/// From what was recorded to a profile.
extension Recorder {
  /// Gives every address its name and returns the recording as a profile. Call it after `stop()`; the target need not live any more.
  ///
  /// - Parameters:
  ///   - toolVersion: Goes into the environment.
  ///   - program: Path or name of the program that was recorded.
  public func profile(toolVersion: String, program: String) -> Profile {
    trust.lost += Int64(clamping: collector.counters.lost)
    var profile = ProfileBuilder.build(aggregator, locations: locations, trust: trust)
    profile.startTime = startTime
    profile.duration = duration
    profile.periodType = .cpu
    profile.period = Int64(1_000_000_000 / max(1, options.target.frequency))
    profile.environment.toolVersion = toolVersion
    profile.environment.kernel = HostEnvironment.kernel
    profile.environment.cpuModel = HostEnvironment.cpuModel
    profile.environment.clock = collector.clock
    profile.environment.collector = collector.name.rawValue
    profile.environment.frequency = options.target.frequency
    profile.environment.target = program
    profile.environment.processID = Int(options.target.processID)
    profile.environment.notes = notes + collector.notes
    return profile
  }
}
