/// Reads a `Profile` message. A first pass takes everything but the samples, because names and locations may come after them.
struct PprofDecoder {
  let input: UnsafeRawBufferPointer
  var strings: [String] = []
  var functionIDs = IdentifierMap()
  var mappingIDs = IdentifierMap()
  var locationIDs = IdentifierMap()
  var profile = Profile(sampleTypes: [])
  private var messages: [(field: Int, range: Range<Int>)] = []

  /// A stack's frames are the product of its locations and their lines: without bounds a small file could ask for any amount of memory.
  /// Real locations have a few inlined lines, real stacks at most some hundred thousand frames.
  static let lineLimit = 1024
  static let frameLimit = 1 << 22

  init(_ input: UnsafeRawBufferPointer) { self.input = input }

  mutating func decode() throws(FormatError) -> Profile {
    do {
      let sampleCount = try readTopLevel()
      guard !strings.isEmpty, strings[0].isEmpty, !profile.sampleTypes.isEmpty else {
        throw FormatError.notAProfile("the file has no sample types or strings, so it is not a pprof profile")
      }
      try readSamples(count: sampleCount)
    } catch let error as ProtobufError {
      throw error.kind == .truncated
        ? .cutOff("profile", at: error.offset) : .damaged("profile", "wrong data at byte \(error.offset) of the unpacked bytes")
    } catch let error as FormatError {
      throw error
    } catch {
      throw .damaged("profile", "\(error)")
    }
    return profile
  }

  /// Everything but the samples. Returns their number.
  private mutating func readTopLevel() throws -> Int {
    var samples = 0
    var comments: [UInt64] = []
    var types: [Range<Int>] = []
    var periodType: Range<Int>?
    var defaultType: UInt64 = 0
    var functions: [Range<Int>] = []
    var mappings: [Range<Int>] = []
    var locations: [Range<Int>] = []
    var reader = ProtobufReader(input, 0..<input.count)
    var isFirst = true
    do throws(ProtobufError) {
      while try reader.next() {
        switch reader.field {
        case PprofField.sample:
          _ = try reader.bytes()
          samples += 1
        case PprofField.stringTable: strings.append(try reader.text())
        case PprofField.function: functions.append(try reader.bytes())
        case PprofField.location: locations.append(try reader.bytes())
        case PprofField.mapping: mappings.append(try reader.bytes())
        case PprofField.sampleType: types.append(try reader.bytes())
        case PprofField.periodType: periodType = try reader.bytes()
        case PprofField.timeNanos: profile.startTime = Int64(bitPattern: try reader.number())
        case PprofField.durationNanos: profile.duration = Int64(bitPattern: try reader.number())
        case PprofField.period: profile.period = Int64(bitPattern: try reader.number())
        case PprofField.defaultSampleType: defaultType = try reader.number()
        case PprofField.comment: try Self.readNumbers(&reader) { comments.append($0) }
        default: try reader.skip()
        }
        isFirst = false
      }
    } catch {
      if isFirst, error.kind == .damaged { throw FormatError.notAProfile("the file is not a pprof profile") }
      throw error
    }
    for range in types { profile.sampleTypes.append(try readValueType(range)) }
    if let periodType { profile.periodType = try readValueType(periodType) }
    profile.defaultSampleType = try string(defaultType)
    var texts: [String] = []
    for comment in comments { texts.append(try string(comment)) }
    profile.environment = PprofComments.decode(texts)
    for range in mappings { try readMapping(range) }
    for range in functions { try readFunction(range) }
    for range in locations { try readLocation(range) }
    return samples
  }

  func string(_ index: UInt64) throws(FormatError) -> String {
    // Before any string, index 0 is the empty one.
    if index == 0 { return "" }
    guard index < UInt64(strings.count) else {
      throw .damaged("profile", "it names string \(index) of \(strings.count)")
    }
    return strings[Int(index)]
  }

  /// Calls `body` with each number of a repeated field, packed or not.
  @inline(__always)
  static func readNumbers(_ reader: inout ProtobufReader, _ body: (UInt64) -> Void) throws(ProtobufError) {
    guard reader.wireType == .bytes else { return body(try reader.number()) }
    var list = try reader.message()
    while list.position < list.end { body(try list.varint()) }
  }

  private func readValueType(_ range: Range<Int>) throws -> ValueType {
    var reader = ProtobufReader(input, range)
    var type = ValueType(type: "", unit: "")
    while try reader.next() {
      switch reader.field {
      case PprofField.ValueType.type: type.type = try string(reader.number())
      case PprofField.ValueType.unit: type.unit = try string(reader.number())
      default: try reader.skip()
      }
    }
    return type
  }

  private mutating func readMapping(_ range: Range<Int>) throws {
    var reader = ProtobufReader(input, range)
    var id: UInt64 = 0
    var mapping = Mapping(start: 0, limit: 0, fileOffset: 0, path: "", buildID: "")
    while try reader.next() {
      switch reader.field {
      case PprofField.Mapping.id: id = try reader.number()
      case PprofField.Mapping.start: mapping.start = try reader.number()
      case PprofField.Mapping.limit: mapping.limit = try reader.number()
      case PprofField.Mapping.fileOffset: mapping.fileOffset = try reader.number()
      case PprofField.Mapping.path: mapping.path = try string(reader.number())
      case PprofField.Mapping.buildID: mapping.buildID = try string(reader.number())
      default: try reader.skip()
      }
    }
    guard mappingIDs.append(id) else { throw FormatError.damaged("profile", "two mappings have the id \(id), or it is 0") }
    profile.mappings.append(mapping)
  }

  private mutating func readFunction(_ range: Range<Int>) throws {
    var reader = ProtobufReader(input, range)
    var id: UInt64 = 0
    var function = Function(name: "")
    while try reader.next() {
      switch reader.field {
      case PprofField.Function.id: id = try reader.number()
      case PprofField.Function.name: function.name = try string(reader.number())
      case PprofField.Function.systemName: function.systemName = try string(reader.number())
      case PprofField.Function.file: function.file = try string(reader.number())
      case PprofField.Function.startLine: function.startLine = Int(truncatingIfNeeded: try reader.number())
      case PprofField.Function.kind: function.kind = FunctionKind(rawValue: UInt8(truncatingIfNeeded: try reader.number())) ?? .ordinary
      default: try reader.skip()
      }
    }
    guard functionIDs.append(id) else { throw FormatError.damaged("profile", "two functions have the id \(id), or it is 0") }
    profile.functions.append(function)
  }

  private mutating func readLocation(_ range: Range<Int>) throws {
    var reader = ProtobufReader(input, range)
    var id: UInt64 = 0
    var location = Location(mapping: nil, address: 0)
    while try reader.next() {
      switch reader.field {
      case PprofField.Location.id: id = try reader.number()
      case PprofField.Location.mappingID:
        let mapping = try reader.number()
        guard mapping != 0 else { continue }
        guard let index = mappingIDs[mapping] else { throw FormatError.damaged("profile", "a location names mapping \(mapping), which is missing") }
        location.mapping = index
      case PprofField.Location.address: location.address = try reader.number()
      case PprofField.Location.line:
        guard location.lines.count < Self.lineLimit else { throw FormatError.damaged("profile", "a location has over \(Self.lineLimit) lines") }
        location.lines.append(try readLine(reader.message()))
      case PprofField.Location.isFolded: location.isFolded = try reader.number() != 0
      case PprofField.Location.isAsync: location.isAsync = try reader.number() != 0
      default: try reader.skip()
      }
    }
    guard locationIDs.append(id) else { throw FormatError.damaged("profile", "two locations have the id \(id), or it is 0") }
    profile.locations.append(location)
  }

  private func readLine(_ message: ProtobufReader) throws -> Line {
    var reader = message
    var id: UInt64 = 0
    var line = Line(function: 0)
    while try reader.next() {
      switch reader.field {
      case PprofField.Line.functionID: id = try reader.number()
      case PprofField.Line.line: line.line = Int(truncatingIfNeeded: try reader.number())
      case PprofField.Line.column: line.column = Int(truncatingIfNeeded: try reader.number())
      default: try reader.skip()
      }
    }
    guard let function = functionIDs[id] else { throw FormatError.damaged("profile", "a line names function \(id), which is missing") }
    line.function = function
    return line
  }
}
