/// The JSON that <https://www.speedscope.app> opens, of its `sampled` type:
/// <https://www.speedscope.app/file-format-schema.json>. One profile per thread, the busiest first.
enum SpeedscopeFormat {
  static func encode(_ profile: Profile, sampleType: Int) -> [UInt8] {
    var frames = SpeedscopeFrames()
    let paths = profile.locations.map { frames.path(of: $0, in: profile) }
    var output = ByteBuffer(capacity: 1 << 16)
    output.append(#"{"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"#)
    output.appendJSON("headroom" + (profile.environment.toolVersion.isEmpty ? "" : "@" + profile.environment.toolVersion))
    output.append(#","name":"#)
    output.appendJSON(profile.environment.target.isEmpty ? "profile" : Profile.lastPathComponent(profile.environment.target))
    output.append(#","activeProfileIndex":0,"shared":{"frames":["#)
    frames.append(to: &output, profile)
    output.append(#"]},"profiles":["#)
    let unit = profile.sampleTypes.indices.contains(sampleType) ? profile.sampleTypes[sampleType].unit : ""
    for (index, thread) in threads(profile, sampleType).enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      append(thread, unit: unit, paths, profile, to: &output)
    }
    output.append("]}\n")
    return output.array()
  }

  private struct Thread {
    var name: String
    var samples: [(stack: UInt32, weight: Int64)] = []
    var total: Int64 = 0
  }

  /// Samples with a weight by thread, neighbours with the same stack joined. A weight may not be negative in the format; such are left out.
  private static func threads(_ profile: Profile, _ sampleType: Int) -> [Thread] {
    var threads: [Thread] = []
    var indices: [String: Int] = [:]
    let bySet = profile.labelSets.sets.indices.map { set -> Int in
      let thread = profile.labelSets.text(Label.Key.thread, in: set)
      let tid = profile.labelSets.number(Label.Key.tid, in: set)
      let name = [thread, tid.map { "[\($0)]" }].compactMap(\.self).joined(separator: " ")
      if let index = indices[name] { return index }
      indices[name] = threads.count
      threads.append(Thread(name: name.isEmpty ? "all" : name))
      return threads.count - 1
    }
    guard profile.sampleTypes.indices.contains(sampleType) else { return [Thread(name: "all")] }
    for sample in 0..<profile.samples.count {
      let weight = profile.samples.value(sampleType, of: sample)
      let thread = bySet[Int(profile.samples.labels[sample])]
      let (total, overflows) = threads[thread].total.addingReportingOverflow(weight)
      guard weight > 0, !overflows else { continue }
      let stack = profile.samples.stacks[sample]
      threads[thread].total = total
      if let last = threads[thread].samples.indices.last, threads[thread].samples[last].stack == stack {
        threads[thread].samples[last].weight += weight
      } else {
        threads[thread].samples.append((stack, weight))
      }
    }
    let busy = threads.filter { !$0.samples.isEmpty }.sorted { ($1.total, $0.name) < ($0.total, $1.name) }
    return busy.isEmpty ? [Thread(name: "all")] : busy
  }

  private static func append(_ thread: Thread, unit: String, _ paths: [[Int]], _ profile: Profile, to output: inout ByteBuffer) {
    output.append(#"{"type":"sampled","name":"#)
    output.appendJSON(thread.name)
    let known = ["nanoseconds", "microseconds", "milliseconds", "seconds", "bytes"]
    output.append(#","unit":"\#(known.contains(unit) ? unit : "none")","startValue":0,"endValue":\#(thread.total),"samples":["#)
    for (index, sample) in thread.samples.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      output.append(UInt8(ascii: "["))
      var isFirst = true
      profile.stacks.withStack(Int(sample.stack)) { stack in
        for location in stack.reversed() {
          for frame in paths[Int(location)] {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            output.append(decimal: Int64(frame))
            isFirst = false
          }
        }
      }
      output.append(UInt8(ascii: "]"))
    }
    output.append(#"],"weights":["#)
    for (index, sample) in thread.samples.enumerated() {
      if index > 0 { output.append(UInt8(ascii: ",")) }
      output.append(decimal: sample.weight)
    }
    output.append("]}")
  }
}

/// The distinct frames of a profile: a function in a file.
private struct SpeedscopeFrames {
  private struct Frame: Hashable {
    var name: String
    var file: String
    var line: Int
  }

  private var frames: [Frame] = []
  private var indices: [Frame: Int] = [:]

  /// Frame indices of a location, the function that occupies the address first.
  mutating func path(of location: Location, in profile: Profile) -> [Int] {
    guard !location.lines.isEmpty else {
      return [index(of: Frame(name: ViewFrame.unresolvedName(path: location.mapping.map { profile.mappings[$0].path } ?? ""), file: "", line: 0))]
    }
    return location.lines.reversed().map { line in
      let function = profile.functions[line.function]
      return index(of: Frame(name: function.name, file: function.file, line: function.startLine))
    }
  }

  private mutating func index(of frame: Frame) -> Int {
    if let index = indices[frame] { return index }
    indices[frame] = frames.count
    frames.append(frame)
    return frames.count - 1
  }

  func append(to output: inout ByteBuffer, _ profile: Profile) {
    for (index, frame) in frames.enumerated() {
      output.append(index > 0 ? #",{"name":"# : #"{"name":"#)
      output.appendJSON(frame.name)
      if !frame.file.isEmpty {
        output.append(#","file":"#)
        output.appendJSON(frame.file)
        if frame.line > 0 { output.append(#","line":\#(frame.line)"#) }
      }
      output.append(UInt8(ascii: "}"))
    }
  }
}
