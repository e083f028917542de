import Testing

@testable import Profiles

/// Whatever the bytes are, a reader returns a profile that can be walked or throws; it never traps.
@Suite struct MalformedInputTests {
  static let readable = ProfileFormat.allCases.filter(\.isReadable)

  private static func sample(_ format: ProfileFormat) throws -> [UInt8] {
    switch format {
    case .pprof:
      var encoder = PprofEncoder()
      encoder.encode(RandomProfile.make(seed: 12))
      return encoder.output.array()
    case .collapsed: return Array("main;a;b 12\nmain;c 3\n# comment\nmain;k_[k] 4.5\n".utf8)
    case .perfScript: return try fixture("dwarf-inlined.perf") + fixture("no-callchain.perf") + fixture("source-lines.perf")
    case .speedscope, .firefox: return []
    }
  }

  private func check(_ format: ProfileFormat, _ bytes: [UInt8]) throws {
    let profile: Profile
    do throws(FormatError) { profile = try format.decode(bytes) } catch {
      #expect(!error.description.contains("\n"))
      return
    }
    try walk(profile)
  }

  @Test("Cut off at any byte", arguments: readable)
  func truncated(format: ProfileFormat) throws {
    let bytes = try Self.sample(format)
    for length in 0..<bytes.count { try check(format, Array(bytes[..<length])) }
  }

  @Test("A gzipped profile cut off at any byte says so and names the byte")
  func truncatedGzip() throws {
    let bytes = try ProfileFormat.pprof.encode(RandomProfile.make(seed: 12))
    for length in 2..<bytes.count {
      let error = #expect(throws: FormatError.self) { try ProfileFormat.pprof.decode(Array(bytes[..<length])) }
      #expect(error?.code == .truncated)
      #expect(error?.problem.contains("cut off at byte \(length)") == true)
    }
  }

  @Test("Any bits flipped", arguments: readable)
  func flipped(format: ProfileFormat) throws {
    let bytes = try Self.sample(format)
    var generator = SplitMix(state: 99)
    for _ in 0..<1_500 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        damaged[Int.random(in: 0..<damaged.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      try check(format, damaged)
    }
  }

  @Test("Any bits of the gzip file flipped")
  func flippedGzip() throws {
    let bytes = try ProfileFormat.pprof.encode(RandomProfile.make(seed: 12))
    for position in bytes.indices {
      var damaged = bytes
      damaged[position] ^= 1 << UInt8(position % 8)
      try check(.pprof, damaged)
    }
  }

  @Test("Random bytes", arguments: readable)
  func noise(format: ProfileFormat) throws {
    var generator = SplitMix(state: 5)
    for length in 1..<400 { try check(format, (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }) }
  }

  private func message(_ fields: (inout ByteBuffer) -> Void) -> [UInt8] {
    var output = ByteBuffer()
    var type = ByteBuffer()
    type.appendFieldAlways(1, 1)
    output.appendField(PprofField.sampleType, bytes: type.bytes)
    for string in ["", "count"] { output.appendField(PprofField.stringTable, text: string) }
    fields(&output)
    return output.array()
  }

  private func nested(_ fields: [(Int, UInt64)]) -> [UInt8] {
    var inner = ByteBuffer()
    for (number, value) in fields { inner.appendFieldAlways(number, value) }
    return inner.array()
  }

  @Test(
    "An index or id of something that is not there is an error",
    arguments: [
      (PprofField.function, [(1, 1), (2, 77)]), (PprofField.function, [(1, 0)]), (PprofField.mapping, [(1, 1), (5, UInt64.max)]),
      (PprofField.location, [(1, 1), (2, 3)]), (PprofField.sample, [(1, 4), (2, 1)]), (PprofField.sample, [(2, 1), (2, 1)]),
      (PprofField.sample, []), (PprofField.sampleType, [(1, 9)]),
    ] as [(Int, [(Int, UInt64)])])
  func wrongIndex(field: Int, values: [(Int, UInt64)]) {
    let bytes = message { output in nested(values).withUnsafeBufferPointer { output.appendField(field, bytes: $0) } }
    let error = #expect(throws: FormatError.self) { try ProfileFormat.pprof.decode(bytes) }
    #expect(error?.code == .damaged)
  }

  @Test("Two locations with one id are an error")
  func duplicateID() {
    let bytes = message { output in
      for _ in 0..<2 { nested([(1, 5)]).withUnsafeBufferPointer { output.appendField(PprofField.location, bytes: $0) } }
    }
    #expect(throws: FormatError.self) { try ProfileFormat.pprof.decode(bytes) }
  }

  @Test("A length far beyond the end is an error", arguments: [UInt64(1) << 20, 1 << 40, 1 << 63, .max])
  func hugeLength(length: UInt64) {
    let bytes = message { output in
      output.appendVarint(UInt64(PprofField.sample) << 3 | 2)
      output.appendVarint(length)
    }
    let error = #expect(throws: FormatError.self) { try ProfileFormat.pprof.decode(bytes) }
    #expect(error?.code == .truncated)
  }

  @Test("A number longer than ten bytes is an error")
  func endlessVarint() {
    let bytes = message { output in
      output.appendVarint(UInt64(PprofField.period) << 3)
      for _ in 0..<40 { output.append(0xff) }
    }
    #expect(throws: FormatError.self) { try ProfileFormat.pprof.decode(bytes) }
  }

  @Test("A small file whose stack would have billions of frames is refused")
  func frameBomb() {
    var ids = ByteBuffer()
    for _ in 0..<100_000 { ids.append(1) }
    var sample = ByteBuffer()
    sample.appendField(PprofField.Sample.locationID, bytes: ids.bytes)
    sample.appendFieldAlways(PprofField.Sample.value, 1)
    var location = ByteBuffer()
    location.appendFieldAlways(PprofField.Location.id, 1)
    nested([(1, 1)]).withUnsafeBufferPointer { line in
      for _ in 0..<PprofDecoder.lineLimit { location.appendField(PprofField.Location.line, bytes: line) }
    }
    let (sampleBytes, locationBytes) = (sample.array(), location.array())
    let bytes = message { output in
      sampleBytes.withUnsafeBufferPointer { output.appendField(PprofField.sample, bytes: $0) }
      locationBytes.withUnsafeBufferPointer { output.appendField(PprofField.location, bytes: $0) }
      nested([(1, 1)]).withUnsafeBufferPointer { output.appendField(PprofField.function, bytes: $0) }
    }
    let error = #expect(throws: FormatError.self) { try ProfileFormat.pprof.decode(bytes) }
    #expect(error?.problem.contains("102400000 frames") == true)
  }

  @Test("A gzip file that unpacks beyond the limit is refused")
  func gzipBomb() throws {
    let zeros = [UInt8](repeating: 0, count: 1 << 20)
    let packed = try zeros.withUnsafeBufferPointer { pointer in try Gzip.compress(pointer) }
    let error = #expect(throws: FormatError.self) { _ = try Gzip.decompress(packed, limit: 1 << 19).count }
    #expect(error?.code == .tooLarge)
    #expect(try Gzip.decompress(packed, limit: 1 << 20).count == 1 << 20)
  }
}
