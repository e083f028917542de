/// Reads `perf script` text line by line. Equal frame lines are compared as bytes and understood once.
struct PerfScriptDecoder {
  private struct Sample {
    var stack: Int
    var labels: Int
    var event: Int
    var period: Int64?
  }

  private let input: UnsafeRawBufferPointer
  private var lines: TextLines
  private var profile = Profile(sampleTypes: [])
  private var samples: [Sample] = []
  private var events: [String] = []
  private var eventIndices: [String: Int] = [:]
  /// Each event is a column of all samples: 2 GiB of values.
  private static let mostValues = 1 << 28
  private var times: ClosedRange<Int64>?
  private var header: PerfScriptHeader?
  private var stack: [UInt32] = []
  /// The lines of the location that is being read: inlined functions, the function that holds them, and their source lines.
  private var group: Range<Int>?
  private var groupAddress: UInt64 = 0
  private var groupIsWhole = false
  private var groups = ByteStringTable()
  private var names = PerfScriptNames()

  init(_ input: UnsafeRawBufferPointer) {
    self.input = input
    lines = TextLines(input)
  }

  mutating func decode() throws(FormatError) -> Profile {
    while let line = lines.next() {
      if line.isEmpty || input[line].allSatisfy({ $0 == UInt8(ascii: " ") }) {
        finishSample()
      } else if input[line.lowerBound] == UInt8(ascii: "#") {
        continue
      } else if header != nil, belongsToSample(line), let frame = PerfScriptFrame(line, of: input) {
        addToGroup(line, frame)
      } else if header != nil, belongsToSample(line), let before = group {
        // A source line, printed on request below its frame; it then carries the mark of an inlined function.
        group = before.lowerBound..<line.upperBound
        if input[line].suffix(9).elementsEqual("(inlined)".utf8) { groupIsWhole = false }
      } else {
        try startSample(line)
      }
    }
    finishSample()
    guard !samples.isEmpty else { throw .notAProfile("the text holds no samples of perf script") }
    return try finished()
  }

  /// Frames begin with a tab, source lines with a blank; but a line that begins with a blank may also be the header of the next sample.
  private func belongsToSample(_ line: Range<Int>) -> Bool {
    if input[line.lowerBound] == UInt8(ascii: "\t") { return true }
    return input[line.lowerBound] == UInt8(ascii: " ") && PerfScriptHeader(line, of: input)?.time == nil
  }

  private mutating func startSample(_ line: Range<Int>) throws(FormatError) {
    finishSample()
    guard let next = PerfScriptHeader(line, of: input) else {
      throw FormatError(
        .damaged, "line \(lines.number) is not `comm pid time: event:` as perf script prints it",
        remedy: "print it again with `perf script -F comm,pid,tid,time,period,event,ip,sym,symoff,dso`")
    }
    guard !input[next.rest].starts(with: "PERF_RECORD_".utf8) else { return }
    header = next
    if let frame = PerfScriptFrame(next.rest, of: input) { addToGroup(next.rest, frame) }
  }

  /// Inlined functions and the one that holds them have the same address; perf may leave out the last.
  private mutating func addToGroup(_ line: Range<Int>, _ frame: PerfScriptFrame) {
    if groupIsWhole || frame.address != groupAddress { finishGroup() }
    group = (group?.lowerBound ?? line.lowerBound)..<line.upperBound
    groupAddress = frame.address
    groupIsWhole = !frame.isInlined
  }

  private mutating func finishGroup() {
    guard let range = group else { return }
    let (index, isNew) = groups.intern(range, of: input)
    if isNew { profile.locations.append(names.location(range, of: input, in: &profile)) }
    stack.append(UInt32(index))
    group = nil
    groupIsWhole = false
  }

  private mutating func finishSample() {
    finishGroup()
    defer {
      header = nil
      stack.removeAll(keepingCapacity: true)
    }
    guard let header else { return }
    var labels = [Label(Label.Key.thread, input.text(header.command)), Label(Label.Key.tid, header.threadID)]
    if let process = header.processID { labels.append(Label(Label.Key.pid, process)) }
    samples.append(
      Sample(
        stack: profile.stacks.intern(stack), labels: profile.labelSets.intern(labels),
        event: index(ofEvent: header.event.map(input.text) ?? ""), period: header.period))
    if let time = header.time { times = min(times?.lowerBound ?? time, time)...max(times?.upperBound ?? time, time) }
  }

  private mutating func index(ofEvent name: String) -> Int {
    if let index = eventIndices[name] { return index }
    events.append(name)
    eventIndices[name] = events.count - 1
    return events.count - 1
  }

  /// The profile, once all events are known: they are the columns of its samples.
  private mutating func finished() throws(FormatError) -> Profile {
    guard events.count * samples.count <= Self.mostValues else {
      throw FormatError(
        .tooLarge, "\(samples.count) samples of \(events.count) events make too large a table", remedy: "record fewer events, or print a part of it")
    }
    var columns: [Int?] = []
    var types = [ValueType.samples]
    var havePeriods = [Bool](repeating: false, count: events.count)
    for sample in samples where sample.period != nil { havePeriods[sample.event] = true }
    for (index, event) in events.enumerated() {
      let hasPeriod = havePeriods[index]
      guard !event.isEmpty, hasPeriod || events.count > 1 else {
        columns.append(nil)
        continue
      }
      let type = Self.clocks.contains(event) && hasPeriod ? ValueType.cpu : ValueType(type: event, unit: "count")
      columns.append(types.firstIndex(of: type) ?? types.count)
      if !types.contains(type) { types.append(type) }
    }
    profile.sampleTypes = types
    profile.defaultSampleType = types.count == 1 ? ValueType.samples.type : types[1].type
    profile.samples = SampleTable(valuesPerSample: types.count)
    profile.samples.reserveCapacity(samples.count)
    var values = [Int64](repeating: 0, count: types.count)
    for sample in samples {
      values[0] = 1
      if let column = columns[sample.event] { values[column] = sample.period ?? 1 }
      profile.samples.append(stack: sample.stack, labels: sample.labels, values: values)
      for index in values.indices { values[index] = 0 }
    }
    if let times { profile.duration = times.upperBound &- times.lowerBound }
    profile.environment.collector = "perf"
    if events.count == 1, !events[0].isEmpty { profile.environment.clock = events[0] }
    profile.environment.trust.samples = Int64(samples.count)
    return profile
  }

  private static let clocks: Set = ["cpu-clock", "task-clock"]
}
