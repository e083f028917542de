extension ViewOptions {
  /// - Throws: When the options ask for what there cannot be: states that are none of the sample type, threads of queued tasks.
  public func check(against profile: Profile) throws(ViewError) {
    let type = sampleType ?? (profile.sampleTypes.isEmpty ? "" : profile.sampleTypes[profile.defaultSampleTypeIndex].type)
    if states?.contains(TaskState.running.rawValue) == true {
      throw ViewError("the time of running tasks is that of their threads", remedy: "--type cpu --by task shows it")
    }
    for state in states ?? [] {
      guard let own = try Self.sampleType(ofStates: [state]), state != Self.everyState, own != type else { continue }
      // Of the other sample types every state may have some.
      guard [ValueType.cpu.type, ValueType.wait.type, ValueType.queue.type].contains(type) else { continue }
      throw ViewError("no time of '\(type)' is in the state \(state)", remedy: "say --type \(own), or leave --type out")
    }
    if groupBy == .thread, type == ValueType.queue.type, !Self.hasThreads(profile, type) {
      throw ViewError("a task that is queued has no thread", remedy: "group with --by task, --by state or --by function")
    }
  }

  private static func hasThreads(_ profile: Profile, _ type: String) -> Bool {
    guard let index = profile.sampleTypeIndex(type) else { return true }
    let named = profile.labelSets.sets.map { $0.contains { $0.key == Label.Key.thread || $0.key == Label.Key.tid } }
    return (0..<profile.samples.count).contains { profile.samples.value(index, of: $0) != 0 && named[Int(profile.samples.labels[$0])] }
  }
}
