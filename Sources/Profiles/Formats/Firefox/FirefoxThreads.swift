/// The samples of each thread on the viewer's time line.
struct FirefoxThreads {
  /// A thread by what its samples are labelled with.
  private struct Key: Hashable {
    var process: Int64
    var identifier: Int64?
    var name: String
  }

  /// A sample; a stack of -1 says that nothing of the profile is there.
  struct Sample {
    var stack: Int32
    /// Nanoseconds since the recording began; -1 where nobody knows.
    var time: Int64
    var weight: Int64
    /// Index of the label set.
    var labels: UInt32
  }

  struct Thread {
    var process: Int64
    /// The kernel's thread id; nil where the profile does not say.
    var identifier: Int64?
    var name: String
    var samples: [Sample] = []
    /// The sum of the weights.
    var total: Int64 = 0
    /// Where the last sample ends, nanoseconds.
    var end: Int64 = 0
  }

  /// The busiest first; at least one.
  private(set) var threads: [Thread] = []
  /// Whether samples are where they happened.
  let hasTimes: Bool
  /// The sum of the spans of those that are not, although others are, nanoseconds.
  private(set) var untimed: Int64 = 0
  let unit: FirefoxUnit
  let processName: String
  private let labelSets: LabelTable

  init(_ profile: Profile, _ sampleType: Int, _ unit: FirefoxUnit, _ tables: inout FirefoxTables) {
    self.unit = unit
    labelSets = profile.labelSets
    processName = profile.environment.target.isEmpty ? "program" : Profile.lastPathComponent(profile.environment.target)
    let times = Self.times(profile, sampleType)
    hasTimes = times != nil
    var indices: [Key: Int] = [:]
    var bySet = [Int](repeating: -1, count: profile.labelSets.count)
    if profile.sampleTypes.indices.contains(sampleType) {
      for sample in 0..<profile.samples.count {
        let weight = profile.samples.value(sampleType, of: sample)
        guard weight != 0 else { continue }
        let labels = profile.samples.labels[sample]
        if bySet[Int(labels)] < 0 { bySet[Int(labels)] = index(ofSet: Int(labels), profile, &indices) }
        let node = tables.node(ofStack: Int(profile.samples.stacks[sample]))
        let thread = bySet[Int(labels)]
        threads[thread].total = threads[thread].total &+ weight
        threads[thread].samples.append(Sample(stack: node, time: times?[Int(labels)] ?? -1, weight: weight, labels: labels))
      }
    }
    if threads.isEmpty { threads = [Thread(process: Int64(profile.environment.processID), identifier: nil, name: "all")] }
    let ranks = hasTimes ? [] : tables.stacks.depthFirstRanks()
    for thread in threads.indices {
      if hasTimes { placeByTime(thread) } else { placeByStack(thread, ranks) }
    }
    threads.sort { ($1.total, $0.process, $0.name, $0.identifier ?? 0) < ($0.total, $1.process, $1.name, $1.identifier ?? 0) }
  }

  /// When each label set was, nanoseconds since the recording began, -1 where it does not say; nil unless most of the value says so.
  private static func times(_ profile: Profile, _ sampleType: Int) -> [Int64]? {
    guard profile.sampleTypes.indices.contains(sampleType) else { return nil }
    var times = profile.labelSets.sets.indices.map { max(-1, profile.labelSets.number(Label.Key.timestamp, in: $0) ?? -1) }
    var first = Int64.max
    var (timed, other) = (0.0, 0.0)
    for sample in 0..<profile.samples.count {
      let value = Double(profile.samples.value(sampleType, of: sample).magnitude)
      let time = times[Int(profile.samples.labels[sample])]
      guard value > 0 else { continue }
      if time < 0 { other += value } else { (timed, first) = (timed + value, min(first, time)) }
    }
    guard timed > other else { return nil }
    // Other tools' times are of the clock on the wall.
    let start = profile.startTime > 0 && first >= profile.startTime ? profile.startTime : 0
    for index in times.indices where times[index] >= 0 { times[index] = min(max(0, times[index] - start), FirefoxUnit.longest) }
    return times
  }

  private mutating func index(ofSet set: Int, _ profile: Profile, _ indices: inout [Key: Int]) -> Int {
    let name = labelSets.text(Label.Key.thread, in: set) ?? ""
    let key = Key(
      process: labelSets.number(Label.Key.pid, in: set) ?? Int64(profile.environment.processID),
      identifier: labelSets.number(Label.Key.tid, in: set), name: name)
    if let index = indices[key] { return index }
    indices[key] = threads.count
    threads.append(
      Thread(
        process: key.process, identifier: key.identifier, name: name.isEmpty ? key.identifier.map { "thread \($0)" } ?? "all" : name))
    return threads.count - 1
  }

  /// One stack after the other in the order of the call tree, so that a chart over time shows the tree.
  private mutating func placeByStack(_ thread: Int, _ ranks: [Int32]) {
    let sorted = threads[thread].samples.sorted { ranks[Int($0.stack)] < ranks[Int($1.stack)] }
    var placed: [Sample] = []
    var end: Int64 = 0
    for sample in sorted {
      if let last = placed.last, last.stack == sample.stack {
        placed[placed.count - 1].weight = last.weight &+ sample.weight
      } else {
        placed.append(Sample(stack: sample.stack, time: end, weight: sample.weight, labels: sample.labels))
      }
      end = min(end + unit.span(of: sample.weight), FirefoxUnit.longest)
    }
    threads[thread].samples = placed
    threads[thread].end = end
    placeEnd(thread)
  }

  /// A recorded time is that of the end of what was sampled; the viewer draws a sample from its time to that of the next. So samples move to
  /// their begin, and where a while passes before the next one there is one without a stack. Time that was only counted, and never seen in a sample,
  /// stands at the thread's end.
  private mutating func placeByTime(_ thread: Int) {
    let sorted = threads[thread].samples.filter { $0.time >= 0 }.sorted { $0.time < $1.time }
    var placed: [Sample] = []
    placed.reserveCapacity(sorted.count)
    var end: Int64 = 0
    for sample in sorted {
      let span = unit.span(of: sample.weight)
      var begin = max(end, sample.time - span)
      if begin - end > span / 2 {
        placed.append(Sample(stack: -1, time: end, weight: 0, labels: 0))
      } else {
        begin = end
      }
      placed.append(Sample(stack: sample.stack, time: begin, weight: sample.weight, labels: sample.labels))
      end = max(begin, sample.time)
    }
    for sample in threads[thread].samples where sample.time < 0 {
      placed.append(Sample(stack: sample.stack, time: end, weight: sample.weight, labels: sample.labels))
      let span = unit.span(of: sample.weight)
      end = min(end + span, FirefoxUnit.longest)
      untimed = min(untimed + span, FirefoxUnit.longest)
    }
    threads[thread].samples = placed
    threads[thread].end = end
    placeEnd(thread)
  }

  private mutating func placeEnd(_ thread: Int) {
    threads[thread].samples.append(Sample(stack: -1, time: threads[thread].end, weight: 0, labels: 0))
  }

  /// The end of the last thread, nanoseconds.
  var end: Int64 { threads.map(\.end).max() ?? 0 }

  // MARK: Writing

  func append(to output: inout ByteBuffer, _ tables: inout FirefoxTables) {
    var unnamed = 0
    let processes = Set(threads.map(\.process))
    for (index, thread) in threads.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      output.append(#"{"name":"#)
      output.appendJSON(thread.name)
      output.append(#","isMainThread":\#(thread.identifier == thread.process),"processType":"default","processName":"#)
      output.appendJSON(processes.count > 1 ? "\(processName) \(thread.process)" : processName)
      output.append(#","pid":"\#(thread.process)","tid":"#)
      if let identifier = thread.identifier {
        output.append(decimal: identifier)
      } else {
        unnamed += 1
        output.append("\"thread \(unnamed)\"")
      }
      output.append(#","processStartupTime":0,"processShutdownTime":null,"registerTime":0,"unregisterTime":null,"pausedRanges":[]"#)
      output.append(#","showMarkersInTimeline":\#(hasTimes),"samples":"#)
      append(thread.samples, to: &output)
      output.append(#","markers":"#)
      FirefoxMarkers(thread, labelSets, isTimed: hasTimes).append(to: &output, &tables)
      output.append(UInt8(ascii: "}"))
    }
  }

  private func append(_ samples: [Sample], to output: inout ByteBuffer) {
    output.append(#"{"length":\#(samples.count),"weightType":"\#(unit.weightType)""#)
    output.appendColumn("stack", orNull: samples.lazy.map { Int64($0.stack) })
    output.appendColumn("time", samples) { output, sample in output.append(milliseconds: sample.time) }
    output.appendColumn("weight", samples) { output, sample in unit.append(weight: sample.weight, to: &output) }
    if hasTimes, unit.type.type == ValueType.cpu.type, unit.nanoseconds > 0 {
      // The processor's time since the sample before: that sample's own, as it begins at its time.
      output.append(#","threadCPUDelta":[0"#)
      for sample in samples.dropLast() {
        output.append(UInt8(ascii: ","))
        output.append(decimal: unit.span(of: sample.weight))
      }
      output.append(UInt8(ascii: "]"))
    }
    output.append(UInt8(ascii: "}"))
  }
}
