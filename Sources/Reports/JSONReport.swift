import Profiles

/// A profile's tables as JSON for scripts. Names and units are stable; `schema` grows when they change.
public enum JSONReport {
  /// - Throws: `ViewError` for a bad regular expression or an unknown sample type or state.
  public static func render(_ profile: Profile, options: ViewOptions) throws(ViewError) -> String {
    let functions = try FunctionTable(profile, options.grouped(.function))
    let samples = try sampleCounts(profile, options)
    let threads = try FunctionTable(profile, options.grouped(.thread))
    let tasks = try FunctionTable(profile, options.grouped(.task))
    let account = try WaitAccount(profile, options)
    let waiting = account != nil && options.states == nil && functions.sampleType == .cpu ? try WaitingFunctions(profile, options) : nil
    let states = account == nil ? try statesOfSamples(profile, options) : []
    let unit = JSONUnit(functions.sampleType, profile.environment.countedRequests)
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema", 1)
      writer.field("sampleType", functions.sampleType.type)
      unit.field("total", functions.total, &writer)
      if let requests = profile.environment.countedRequests { writer.field("requests", requests) }
      environment(profile, &writer)
      trust(profile, &writer)
      writer.key("functions")
      writer.array { writer in
        for row in functions.rows { writer.object { function(row, unit, samples, waiting, &$0) } }
        // What only waits has no row in a table of processor time.
        let known = Set(functions.rows.map(\.frame))
        for row in waiting?.rows ?? [] where row.total != 0 && !known.contains(row.frame) {
          writer.object { function(FunctionTable.Row(frame: row.frame, selfValue: 0, total: 0), unit, samples, waiting, &$0) }
        }
      }
      WaitJSON.states("states", account?.states.threads ?? states, &writer)
      WaitJSON.states("taskStates", account?.states.tasks ?? [], &writer)
      if let account {
        WaitJSON.waits(account.waits, account.requests, &writer)
        WaitJSON.locks(account.locks, account.requests, &writer)
        WaitJSON.actors(account.actors, account.requests, &writer)
        WaitJSON.pool(account.pool, account.requests, &writer)
      }
      groups("threads", threads, unit, account?.states, &writer)
      groups("tasks", tasks, unit, nil, &writer)
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

  /// The states of a profile that holds no waits: those of its samples.
  private static func statesOfSamples(_ profile: Profile, _ options: ViewOptions) throws(ViewError) -> [StateTable.Row] {
    try FunctionTable(profile, options.grouped(.state)).rows.map { StateTable.Row(name: $0.frame.name, value: $0.total, waits: 0) }
  }

  private static func function(
    _ row: FunctionTable.Row, _ unit: JSONUnit, _ samples: [ViewFrame: FunctionTable.Row], _ waiting: WaitingFunctions?, _ writer: inout JSONWriter
  ) {
    WaitJSON.place(row.frame, &writer)
    unit.field("self", row.selfValue, &writer)
    unit.field("total", row.total, &writer)
    // Values counted in samples have these names already.
    if unit.name != "Samples" {
      writer.field("selfSamples", samples[row.frame]?.selfValue ?? 0)
      writer.field("totalSamples", samples[row.frame]?.total ?? 0)
    }
    if let waiting { unit.field("wait", waiting.total(row.frame), &writer) }
  }

  /// Threads or tasks. Threads that only wait have no row in a table of processor time, but have states.
  private static func groups(_ key: String, _ table: FunctionTable, _ unit: JSONUnit, _ states: StateTable?, _ writer: inout JSONWriter) {
    let known = Set(table.rows.map(\.frame))
    let waiting = (states?.byThread ?? []).filter { !known.contains($0.frame) }
    let byThread = Dictionary((states?.byThread ?? []).map { ($0.frame, $0.states) }, uniquingKeysWith: { first, _ in first })
    writer.key(key)
    writer.array { writer in
      for (frame, total) in table.rows.map({ ($0.frame, $0.total) }) + waiting.map({ ($0.frame, 0) }) {
        writer.object { writer in
          writer.field("name", frame.name)
          if let thread = frame.threadID { writer.field("tid", thread) }
          unit.field("total", total, &writer)
          if let states { WaitJSON.states(states.threads, byThread[frame] ?? [], &writer) }
        }
      }
    }
  }
}

/// The unit of a document's values, which is part of their keys: `selfNanoseconds` for time, `selfCount` for counts.
private struct JSONUnit {
  let name: String
  /// nil where values are no time, or no requests were counted.
  private let requests: Int64?

  init(_ type: ValueType, _ requests: Int64?) {
    name = type.unit.isEmpty ? "Value" : type.unit.prefix(1).uppercased() + type.unit.dropFirst()
    self.requests = type.unit == ValueType.cpu.unit ? requests : nil
  }

  func field(_ key: String, _ value: Int64, _ writer: inout JSONWriter) {
    writer.field(key + name, value)
    if let requests { writer.field("\(key)PerRequest\(name)", Double(value) / Double(requests)) }
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
