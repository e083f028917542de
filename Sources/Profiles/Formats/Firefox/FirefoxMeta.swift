/// What the viewer shows of the recording as a whole, and how it is to read the rest.
struct FirefoxMeta {
  private let profile: Profile
  private let unit: FirefoxUnit
  private let threads: FirefoxThreads

  /// How many threads are shown when the file is opened; the others can be chosen.
  private static let shownThreads = 16

  init(_ profile: Profile, unit: FirefoxUnit, threads: FirefoxThreads) {
    self.profile = profile
    self.unit = unit
    self.threads = threads
  }

  func append(to output: inout ByteBuffer) {
    let environment = profile.environment
    output.append(#"{"preprocessedProfileVersion":\#(FirefoxFormat.version),"version":24,"processType":0,"stackwalk":1,"debug":false"#)
    output.append(#","importedFrom":"#)
    output.appendJSON("headroom" + (environment.toolVersion.isEmpty ? "" : " " + environment.toolVersion))
    output.append(#","product":"#)
    output.appendJSON(threads.processName)
    output.append(#","interval":"#)
    output.append(milliseconds: unit.interval)
    output.append(#","startTime":"#)
    output.append(milliseconds: profile.startTime)
    if threads.hasTimes {
      output.append(#","profilingStartTime":0,"profilingEndTime":"#)
      output.append(milliseconds: max(min(profile.duration, FirefoxUnit.longest), threads.end))
    }
    for (key, text) in [("oscpu", environment.kernel), ("CPUName", environment.cpuModel), ("arguments", environment.arguments)] where !text.isEmpty {
      output.append(",\"\(key)\":")
      output.appendJSON(text)
    }
    // Names are in the file: there is nothing to look up, and nothing to ask a server for.
    output.append(#","symbolicated":true,"symbolicationNotSupported":true,"usesOnlyOneStackType":true,"sourceCodeIsNotOnSearchfox":true"#)
    output.append(#","sampleUnits":{"time":"ms","eventDelay":"ms","threadCPUDelta":"ns"},"keepProfileThreadOrder":true"#)
    output.appendColumn("initialVisibleThreads", (0..<min(Self.shownThreads, threads.threads.count)).lazy.map { Int64($0) })
    output.append(#","initialSelectedThreads":[0]"#)
    output.appendColumn("categories", FirefoxCategory.allCases) { output, category in
      output.append(#"{"name":"\#(category.name)","color":"\#(category.color)","subcategories":["Other"]}"#)
    }
    output.append(#","extensions":{"length":0,"baseURL":[],"id":[],"name":[]},"pausedRanges":[]"#)
    output.append(#","markerSchema":[\#(FirefoxMarkers.schema)],"extra":[{"label":"Recording""#)
    output.appendColumn("entries", facts) { output, fact in
      output.append(#"{"label":"\#(fact.label)","format":"string","value":"#)
      output.appendJSON(fact.text)
      output.append(UInt8(ascii: "}"))
    }
    output.append("}]}")
  }

  /// What a reader has to know: what was added up, what the time line is, how complete the samples are.
  private var facts: [(label: String, text: String)] {
    let environment = profile.environment
    let trust = environment.trust
    var facts = [("Values", "\(unit.type.type) in \(unit.type.unit)")]
    facts.append(("Times", times))
    for (label, text) in [("Collector", environment.collector), ("Clock", environment.clock), ("Toolchain", environment.toolchain)]
    where !text.isEmpty {
      facts.append((label, text))
    }
    if environment.frequency > 0 { facts.append(("Frequency", "\(environment.frequency) per second")) }
    if trust.samples > 0 { facts.append(("Samples", "\(trust.samples) kept, \(trust.lost) lost, \(trust.truncated) cut short")) }
    if let requests = environment.requests { facts.append(("Requests", "\(requests)")) }
    for note in environment.notes { facts.append(("Note", note)) }
    return facts
  }

  private var times: String {
    guard threads.hasTimes else {
      return "not recorded: stacks follow one another as in the call tree; record with --timeline to see when they ran"
    }
    guard threads.untimed > 0 else { return "recorded" }
    let milliseconds = max(1, threads.untimed / 1_000_000)
    return "recorded; \(milliseconds) ms that were counted but never sampled stand at the end of their threads"
  }
}
