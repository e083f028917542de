import Profiles

/// Runs made by hand, of which every nanosecond is known.
struct MadeRun {
  /// One sample.
  struct Row {
    var type: ValueType
    var state: String
    var nanoseconds: Double
    var count: Double
    var path: [String]
    var thread: String?
    var task: String?
    var executor: String?
    var lock: String?
  }

  var rows: [Row] = []
  var locks: [LockService] = []

  mutating func run(_ nanoseconds: Double, _ path: [String], thread: String, task: String? = nil, executor: String? = nil, lock: String? = nil) {
    rows.append(
      Row(
        type: .cpu, state: "user", nanoseconds: nanoseconds, count: nanoseconds / 5_000_000, path: path, thread: thread, task: task,
        executor: executor, lock: lock))
  }

  mutating func wait(
    _ nanoseconds: Double, _ state: String, _ count: Double, _ path: [String], thread: String, task: String? = nil, lock: String? = nil
  ) {
    rows.append(Row(type: .wait, state: state, nanoseconds: nanoseconds, count: count, path: path, thread: thread, task: task, lock: lock))
  }

  mutating func queue(_ nanoseconds: Double, _ state: String, _ count: Double, _ path: [String], task: String, executor: String? = nil) {
    rows.append(Row(type: .queue, state: state, nanoseconds: nanoseconds, count: count, path: path, task: task, executor: executor))
  }

  /// - Parameter path: Functions from the root.
  private func profile() -> Profile {
    var profile = Profile(sampleTypes: [.samples, .cpu, .wait, .queue, .blame, .waits])
    var locations: [String: UInt32] = [:]
    var threads: [String: Int64] = [:]
    for row in rows {
      let stack = row.path.reversed().map { name -> UInt32 in
        if let known = locations[name] { return known }
        profile.functions.append(Function(name: name, file: "/src/Sources/made/\(name).swift", startLine: 7))
        profile.locations.append(
          Location(mapping: nil, address: UInt64(profile.functions.count), lines: [Line(function: profile.functions.count - 1)]))
        locations[name] = UInt32(profile.locations.count - 1)
        return locations[name]!
      }
      var labels: [Label] = []
      if let thread = row.thread {
        if threads[thread] == nil { threads[thread] = Int64(100 + threads.count) }
        labels += [Label(Label.Key.thread, thread), Label(Label.Key.tid, threads[thread]!)]
      }
      labels.append(Label(Label.Key.state, row.state))
      if let task = row.task { labels.append(Label(Label.Key.task, task)) }
      if let executor = row.executor { labels.append(Label(Label.Key.executor, executor)) }
      if let lock = row.lock { labels.append(Label(Label.Key.lock, lock)) }
      let (time, count) = (Int64(row.nanoseconds.rounded()), Int64(row.count.rounded()))
      var values: [Int64] = [0, 0, 0, 0, 0, 0]
      values[profile.sampleTypes.firstIndex(of: row.type)!] = time
      values[row.type == .cpu ? 0 : 5] = count
      profile.samples.append(stack: profile.stacks.intern(stack), labels: profile.labelSets.intern(labels), values: values)
    }
    profile.environment.locks = locks
    profile.environment.collector = "bpf"
    profile.environment.target = "/bin/made"
    return profile
  }

  /// The run; 8 processors of which nobody else takes anything.
  func run(level: Int, repetition: Int, order: Int, requests: Double, seconds: Double = 10, processors: Int = 8) -> Run {
    var run = Run(point: Run.Point(level: level), repetition: repetition, requests: requests, seconds: seconds, profile: profile())
    run.order = order
    run.meters.processors = processors
    run.meters.targetCPU = rows.filter { $0.type == .cpu }.reduce(0) { $0 + $1.nanoseconds }
    return run
  }
}
