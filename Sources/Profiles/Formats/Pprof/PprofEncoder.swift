/// Writes a profile as the bytes of a `Profile` message. The id of a mapping, function or location is its index + 1.
struct PprofEncoder: ~Copyable {
  var output = ByteBuffer(capacity: 1 << 16)
  private var message = ByteBuffer()
  private var inner = ByteBuffer()
  private var strings: [String] = [""]
  private var stringIndices: [String: UInt64] = ["": 0]
  /// Index of a second empty string: pprof cannot tell the text of index 0 from no text.
  private var emptyText: UInt64?

  mutating func encode(_ profile: Profile) {
    for type in profile.sampleTypes { append(type, as: PprofField.sampleType) }
    appendSamples(profile)
    appendMappings(profile)
    appendLocations(profile.locations)
    appendFunctions(profile.functions)
    output.appendField(PprofField.timeNanos, profile.startTime)
    output.appendField(PprofField.durationNanos, profile.duration)
    if let type = profile.periodType { append(type, as: PprofField.periodType) }
    output.appendField(PprofField.period, profile.period)
    for comment in PprofComments.encode(profile.environment) { output.appendFieldAlways(PprofField.comment, index(of: comment)) }
    output.appendField(PprofField.defaultSampleType, index(of: profile.defaultSampleType))
    for string in strings { output.appendField(PprofField.stringTable, text: string) }
  }

  private mutating func index(of string: String) -> UInt64 {
    if let index = stringIndices[string] { return index }
    let index = UInt64(strings.count)
    strings.append(string)
    stringIndices[string] = index
    return index
  }

  private mutating func indexOfText(_ string: String) -> UInt64 {
    guard string.isEmpty else { return index(of: string) }
    if let emptyText { return emptyText }
    let index = UInt64(strings.count)
    strings.append("")
    emptyText = index
    return index
  }

  private mutating func finish(_ field: Int) {
    output.appendField(field, bytes: message.bytes)
    message.removeAll()
  }

  private mutating func append(_ type: ValueType, as field: Int) {
    message.appendField(PprofField.ValueType.type, index(of: type.type))
    message.appendField(PprofField.ValueType.unit, index(of: type.unit))
    finish(field)
  }

  private mutating func appendSamples(_ profile: Profile) {
    let order = profile.storageOrder()
    let labels = encodeLabels(profile, order)
    let samples = profile.samples
    let width = samples.valuesPerSample
    profile.stacks.withElements { elements in
      for sample in order.lazy.map({ Int($0) }) {
        let stack = profile.stacks.range(of: Int(samples.stacks[sample]))
        if !stack.isEmpty {
          for position in stack { inner.appendVarint(UInt64(elements[position]) + 1) }
          message.appendField(PprofField.Sample.locationID, bytes: inner.bytes)
          inner.removeAll()
        }
        if width > 0 {
          for position in sample * width..<(sample + 1) * width { inner.appendVarint(UInt64(bitPattern: samples.values[position])) }
          message.appendField(PprofField.Sample.value, bytes: inner.bytes)
          inner.removeAll()
        }
        let fields = labels.ranges[Int(samples.labels[sample])]
        labels.bytes.withUnsafeBufferPointer { message.append(UnsafeBufferPointer(rebasing: $0[fields])) }
        finish(PprofField.sample)
      }
    }
  }

  /// The label fields of every set that a sample uses, encoded once in the order of first use, and where each set lies in them.
  private mutating func encodeLabels(_ profile: Profile, _ order: [UInt32]) -> (bytes: [UInt8], ranges: [Range<Int>]) {
    var encoded = ByteBuffer()
    var ranges = [Range<Int>?](repeating: nil, count: profile.labelSets.count)
    for sample in order {
      let set = Int(profile.samples.labels[Int(sample)])
      guard ranges[set] == nil else { continue }
      let start = encoded.count
      for label in profile.labelSets[set] {
        encode(label)
        encoded.appendField(PprofField.Sample.label, bytes: inner.bytes)
        inner.removeAll()
      }
      ranges[set] = start..<encoded.count
    }
    return (encoded.array(), ranges.map { $0 ?? 0..<0 })
  }

  private mutating func encode(_ label: Label) {
    inner.appendField(PprofField.Label.key, index(of: label.key))
    switch label.value {
    case .text(let text): inner.appendField(PprofField.Label.text, indexOfText(text))
    case .number(let number, let unit):
      inner.appendFieldAlways(PprofField.Label.number, UInt64(bitPattern: number))
      inner.appendField(PprofField.Label.unit, index(of: unit))
    }
  }

  private mutating func appendMappings(_ profile: Profile) {
    // Tells other readers that names were looked up already, so that they do not try it themselves.
    var isSymbolicated = [Bool](repeating: false, count: profile.mappings.count)
    for location in profile.locations where !location.lines.isEmpty { if let mapping = location.mapping { isSymbolicated[mapping] = true } }
    for (index, mapping) in profile.mappings.enumerated() {
      message.appendField(PprofField.Mapping.id, UInt64(index) + 1)
      message.appendField(PprofField.Mapping.start, mapping.start)
      message.appendField(PprofField.Mapping.limit, mapping.limit)
      message.appendField(PprofField.Mapping.fileOffset, mapping.fileOffset)
      message.appendField(PprofField.Mapping.path, self.index(of: mapping.path))
      message.appendField(PprofField.Mapping.buildID, self.index(of: mapping.buildID))
      if isSymbolicated[index] {
        for field in PprofField.Mapping.hasFunctions...PprofField.Mapping.hasInlineFrames { message.appendField(field, UInt64(1)) }
      }
      finish(PprofField.mapping)
    }
  }

  private mutating func appendLocations(_ locations: [Location]) {
    for (index, location) in locations.enumerated() {
      message.appendField(PprofField.Location.id, UInt64(index) + 1)
      if let mapping = location.mapping { message.appendField(PprofField.Location.mappingID, UInt64(mapping) + 1) }
      message.appendField(PprofField.Location.address, location.address)
      for line in location.lines {
        inner.appendField(PprofField.Line.functionID, UInt64(line.function) + 1)
        inner.appendField(PprofField.Line.line, Int64(line.line))
        inner.appendField(PprofField.Line.column, Int64(line.column))
        message.appendField(PprofField.Location.line, bytes: inner.bytes)
        inner.removeAll()
      }
      message.appendField(PprofField.Location.isFolded, UInt64(location.isFolded ? 1 : 0))
      message.appendField(PprofField.Location.isAsync, UInt64(location.isAsync ? 1 : 0))
      finish(PprofField.location)
    }
  }

  private mutating func appendFunctions(_ functions: [Function]) {
    for (index, function) in functions.enumerated() {
      message.appendField(PprofField.Function.id, UInt64(index) + 1)
      message.appendField(PprofField.Function.name, self.index(of: function.name))
      message.appendField(PprofField.Function.systemName, self.index(of: function.systemName))
      message.appendField(PprofField.Function.file, self.index(of: function.file))
      message.appendField(PprofField.Function.startLine, Int64(function.startLine))
      message.appendField(PprofField.Function.kind, UInt64(function.kind.rawValue))
      finish(PprofField.function)
    }
  }
}
