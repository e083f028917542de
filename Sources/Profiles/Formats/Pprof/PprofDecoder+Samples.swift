extension PprofDecoder {
  /// The samples. Equal packed stacks and equal runs of labels are compared as bytes and decoded once.
  mutating func readSamples(count: Int) throws {
    let width = profile.sampleTypes.count
    profile.samples = SampleTable(valuesPerSample: width)
    // Every sample takes at least as many bytes as it has values, so the room reserved is in proportion to the file.
    profile.samples.reserveCapacity(min(count, input.count / (width + 2)))
    var reader = ProtobufReader(input, 0..<input.count)
    var scratch = SampleScratch()
    while try reader.next() {
      guard reader.field == PprofField.sample else {
        try reader.skip()
        continue
      }
      try readSample(reader.message(), &scratch, width: width)
    }
  }

  private mutating func readSample(_ message: ProtobufReader, _ scratch: inout SampleScratch, width: Int) throws {
    var reader = message
    scratch.removeAll()
    var packedStack: Range<Int>?
    var labels: Range<Int>?
    var labelsAreContiguous = true
    var start = reader.position
    while try reader.next() {
      switch reader.field {
      case PprofField.Sample.locationID:
        if reader.wireType == .bytes, packedStack == nil, scratch.ids.isEmpty {
          packedStack = try reader.bytes()
        } else {
          if let packed = packedStack { try scratch.appendIDs(packed, of: input) }
          packedStack = nil
          try Self.readNumbers(&reader) { scratch.ids.append($0) }
        }
      case PprofField.Sample.value: try Self.readNumbers(&reader) { scratch.values.append(Int64(bitPattern: $0)) }
      case PprofField.Sample.label:
        _ = try reader.bytes()
        if let before = labels {
          labelsAreContiguous = labelsAreContiguous && before.upperBound == start
          labels = before.lowerBound..<reader.position
        } else {
          labels = start..<reader.position
        }
      default: try reader.skip()
      }
      start = reader.position
    }
    guard scratch.values.count == width else {
      throw FormatError.damaged("profile", "sample \(profile.samples.count) has \(scratch.values.count) values for \(width) sample types")
    }
    let stack = try packedStack.map { try internStack($0, &scratch) } ?? internStack(scratch.ids, &scratch)
    let set = try labels.map { try internLabels(labelsAreContiguous ? $0 : message.position..<message.end, &scratch) } ?? 0
    profile.samples.append(stack: stack, labels: set, values: scratch.values)
  }

  private mutating func internStack(_ packed: Range<Int>, _ scratch: inout SampleScratch) throws -> Int {
    let (index, isNew) = scratch.packedStacks.intern(packed, of: input)
    guard isNew else { return Int(scratch.stacks[index]) }
    try scratch.appendIDs(packed, of: input)
    let stack = try internStack(scratch.ids, &scratch)
    scratch.stacks.append(UInt32(stack))
    return stack
  }

  private mutating func internStack(_ ids: [UInt64], _ scratch: inout SampleScratch) throws -> Int {
    scratch.locations.removeAll(keepingCapacity: true)
    for id in ids {
      guard let location = locationIDs[id] else {
        throw FormatError.damaged("profile", "sample \(profile.samples.count) names location \(id), which is missing")
      }
      scratch.locations.append(UInt32(location))
    }
    if ids.count > Self.frameLimit / Self.lineLimit {
      let frames = scratch.locations.reduce(0) { $0 + max(1, profile.locations[Int($1)].lines.count) }
      guard frames <= Self.frameLimit else { throw FormatError.damaged("profile", "sample \(profile.samples.count) has \(frames) frames") }
    }
    return profile.stacks.intern(scratch.locations)
  }

  /// The set of the label fields in `range`; fields of other numbers there are passed over.
  private mutating func internLabels(_ range: Range<Int>, _ scratch: inout SampleScratch) throws -> Int {
    let (index, isNew) = scratch.labelBytes.intern(range, of: input)
    guard isNew else { return Int(scratch.labelSets[index]) }
    var reader = ProtobufReader(input, range)
    var labels: [Label] = []
    while try reader.next() {
      if reader.field == PprofField.Sample.label { labels.append(try readLabel(reader.message())) } else { try reader.skip() }
    }
    let set = profile.labelSets.intern(labels)
    scratch.labelSets.append(UInt32(set))
    return set
  }

  private func readLabel(_ message: ProtobufReader) throws -> Label {
    var reader = message
    var key: UInt64 = 0
    var text: UInt64 = 0
    var number: Int64 = 0
    var unit: UInt64 = 0
    while try reader.next() {
      switch reader.field {
      case PprofField.Label.key: key = try reader.number()
      case PprofField.Label.text: text = try reader.number()
      case PprofField.Label.number: number = Int64(bitPattern: try reader.number())
      case PprofField.Label.unit: unit = try reader.number()
      default: try reader.skip()
      }
    }
    return text != 0 ? Label(try string(key), try string(text)) : Label(try string(key), number, unit: try string(unit))
  }
}

/// Buffers that the samples of one file share.
struct SampleScratch {
  var ids: [UInt64] = []
  var values: [Int64] = []
  var locations: [UInt32] = []
  var packedStacks = ByteStringTable()
  /// Stack index by index in `packedStacks`.
  var stacks: [UInt32] = []
  var labelBytes = ByteStringTable()
  /// Label set by index in `labelBytes`.
  var labelSets: [UInt32] = []

  mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
  }

  mutating func appendIDs(_ packed: Range<Int>, of input: UnsafeRawBufferPointer) throws(ProtobufError) {
    var reader = ProtobufReader(input, packed)
    while reader.position < reader.end { ids.append(try reader.varint()) }
  }
}
