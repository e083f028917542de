import Profiles

/// A profile's tables as JSON for scripts. Names and units are stable; `schema` grows when they change.
public enum JSONReport {
  /// - Throws: `ViewError` for a bad regular expression.
  public static func render(_ profile: Profile, options: ViewOptions) throws(ViewError) -> String {
    let functions = try FunctionTable(profile, options.grouped(.function))
    let samples = try sampleCounts(profile, options)
    let threads = try FunctionTable(profile, options.grouped(.thread))
    let tasks = try FunctionTable(profile, options.grouped(.task))
    let states = try FunctionTable(profile, options.grouped(.state))
    // `cpuNanoseconds` for time, `samplesCount` for counts: the unit is part of the name.
    let unit = functions.sampleType.unit.isEmpty ? "Value" : functions.sampleType.unit.prefix(1).uppercased() + functions.sampleType.unit.dropFirst()
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", 1)
      writer.field("sampleType", functions.sampleType.type)
      writer.field("total\(unit)", functions.total)
      environment(profile, &writer)
      trust(profile.environment.trust, &writer)
      writer.key("functions")
      writer.array { writer in
        for row in functions.rows {
          writer.object { writer in
            writer.field("name", row.frame.name)
            writer.field("file", row.frame.file)
            writer.field("line", row.frame.line)
            writer.field("self\(unit)", row.selfValue)
            writer.field("total\(unit)", row.total)
            // Values counted in samples have these names already.
            if unit == "Samples" { return }
            writer.field("selfSamples", samples[row.frame]?.selfValue ?? 0)
            writer.field("totalSamples", samples[row.frame]?.total ?? 0)
          }
        }
      }
      writer.key("states")
      writer.object { writer in
        for row in states.rows where row.frame.name != "[no state]" { writer.field(row.frame.name, row.total) }
      }
      writer.key("taskStates")
      writer.object { _ in }
      rows("threads", threads, unit, &writer)
      rows("tasks", tasks, unit, &writer)
    }
    return writer.text + "\n"
  }

  private static func sampleCounts(_ profile: Profile, _ options: ViewOptions) throws(ViewError) -> [ViewFrame: FunctionTable.Row] {
    guard profile.sampleTypeIndex("samples") != nil else { return [:] }
    var counted = options.grouped(.function)
    counted.sampleType = "samples"
    var counts: [ViewFrame: FunctionTable.Row] = [:]
    for row in try FunctionTable(profile, counted).rows { counts[row.frame] = row }
    return counts
  }

  private static func rows(_ key: String, _ table: FunctionTable, _ unit: some StringProtocol, _ writer: inout JSONWriter) {
    writer.key(key)
    writer.array { writer in
      for row in table.rows {
        writer.object { writer in
          writer.field("name", row.frame.name)
          if let thread = row.frame.threadID { writer.field("tid", thread) }
          writer.field("total\(unit)", row.total)
        }
      }
    }
  }

  private static func environment(_ profile: Profile, _ writer: inout JSONWriter) {
    let environment = profile.environment
    writer.key("environment")
    writer.object { writer in
      writer.field("toolVersion", environment.toolVersion)
      writer.field("kernel", environment.kernel)
      writer.field("cpuModel", environment.cpuModel)
      writer.field("clock", environment.clock)
      writer.field("collector", environment.collector)
      writer.field("frequencyHertz", environment.frequency)
      writer.field("target", environment.target)
      writer.field("processID", environment.processID)
      writer.field("startNanoseconds", profile.startTime)
      writer.field("durationNanoseconds", profile.duration)
      writer.key("notes")
      writer.array { writer in for note in environment.notes { writer.value(note) } }
    }
  }

  private static func trust(_ trust: Trust, _ writer: inout JSONWriter) {
    writer.key("trust")
    writer.object { writer in
      writer.field("samples", trust.samples)
      writer.field("lost", trust.lost)
      writer.field("truncated", trust.truncated)
      writer.field("complete", trust.complete)
      writer.field("asyncSamples", trust.asyncSamples)
      writer.field("asyncComplete", trust.asyncComplete)
    }
  }
}

extension ViewOptions {
  /// The same options with another grouping.
  func grouped(_ grouping: Grouping) -> ViewOptions {
    var options = self
    options.groupBy = grouping
    return options
  }
}
