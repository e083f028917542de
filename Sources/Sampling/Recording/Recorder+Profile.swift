import Profiles

/// From what was recorded to a profile.
extension Recorder {
  /// Gives every address its name and returns the recording as a profile. Call it after `stop()`; the target need not live any more.
  ///
  /// - Parameters:
  ///   - toolVersion: Goes into the environment.
  ///   - program: Path or name of the program that was recorded.
  public func profile(toolVersion: String, program: String) -> Profile {
    profile(of: part(end: bounds.end, collector.counters), toolVersion: toolVersion, program: program)
  }

  /// A part of the recording as a profile of its own, at any time after it was cut.
  public func profile(of part: RecordingPart, toolVersion: String, program: String) -> Profile {
    var profile = ProfileBuilder.build(
      part.aggregator, locations: locations, trust: part.trust, hasWaits: options.target.recordsWaits || options.target.recordsTasks,
      book: part.book)
    profile.startTime = part.startTime
    profile.duration = part.duration
    profile.periodType = .cpu
    profile.period = Int64(1_000_000_000 / max(1, options.target.frequency))
    profile.environment.toolVersion = toolVersion
    profile.environment.kernel = HostEnvironment.kernel
    profile.environment.cpuModel = HostEnvironment.cpuModel
    profile.environment.processors = processors
    profile.environment.clock = collector.clock
    profile.environment.collector = collector.name.rawValue
    profile.environment.frequency = options.target.frequency
    profile.environment.target = program
    profile.environment.processID = Int(options.target.processID)
    profile.environment.notes = Set(processes.values.compactMap(\.runtimeNote)).sorted() + collector.notes
    if let note = noteOnDepth(profile.environment.trust) { profile.environment.notes.append(note) }
    profile.environment.locks = part.book.locks
    profile.environment.requests = part.requests
    if options.target.recordsWaits, collector.name != .bpf {
      profile.environment.notes.append(
        "states of threads are coarse: what they wait for was looked up in /proc every \(Self.coarseInterval) ms; the bpf collector sees every wait")
    }
    if part.lostWaits > 0 { profile.environment.notes.append("\(part.lostWaits) waits were lost: the tables in the kernel were full") }
    if part.trust.samples == 0 { profile.environment.notes.append(reasonForNoSamples(part)) }
    return profile
  }

  /// The recording since its start or since the last call of this, as a profile of its own; the recording goes on.
  public func takePart(toolVersion: String, program: String) -> Profile { profile(of: cut(), toolVersion: toolVersion, program: program) }

  /// What to do about many stacks that were cut short.
  private func noteOnDepth(_ trust: Trust) -> String? {
    guard collector.name == .bpf, trust.samples >= 100, trust.truncated > trust.samples / 20 else { return nil }
    return
      "many stacks were cut short: where code keeps no frame pointers the bpf collector copies 16 KiB of stack; --collector ptrace copies 512 KiB"
  }

  /// Why there is nothing in the recording, as far as the target's own CPU time tells.
  private func reasonForNoSamples(_ part: RecordingPart) -> String {
    let used = max(0, processorTime - startProcessorTime)
    let seconds = Double(part.duration) / 1e9
    if part.trust.lost > 0 { return "no samples: all \(part.trust.lost) were lost; lower -F" }
    let needed = 1_000_000_000 / Int64(max(1, options.target.frequency))
    if used < needed {
      let shown = (Double(used) / 1e6).rounded() / 1000
      return
        "no samples: the process used \(shown) s of CPU in \((seconds * 10).rounded() / 10) s, it was idle; put it under load or record longer with -d"
    }
    return "no samples although the process used CPU time; run headroom doctor -p \(options.target.processID), or try --collector ptrace"
  }
}
