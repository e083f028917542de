import Testing

@testable import Profiles

/// Files that other tools wrote.
@Suite struct PprofForeignTests {
  @Test("A CPU profile of the Go runtime is read with its labels and names")
  func go() throws {
    let profile = try ProfileFormat.pprof.decode(try fixture("go-cpu.pb.gz"))
    #expect(profile.sampleTypes == [ValueType(type: "samples", unit: "count"), ValueType(type: "cpu", unit: "nanoseconds")])
    #expect(profile.period == 10_000_000)
    let table = try FunctionTable(profile)
    #expect(table.rows.first?.frame.name == "main.fib")
    // `go tool pprof -top` says 250ms on the same file.
    #expect(table.total == 250_000_000)
    #expect(profile.labelSets.sets.contains([Label("route", "/fib")]))
    let read = try ProfileFormat.pprof.decode(try ProfileFormat.pprof.encode(profile))
    #expect(read == profile.inStorageOrder())
  }

  @Test("Arbitrary ids, unpacked lists, unknown fields and any order of fields are understood")
  func oddEncoding() throws {
    var message = ByteBuffer()
    var inner = ByteBuffer()
    func field(_ number: Int, _ fields: [(Int, UInt64)]) {
      for (name, value) in fields { inner.appendFieldAlways(name, value) }
      message.appendField(number, bytes: inner.bytes)
      inner.removeAll()
    }
    field(PprofField.sample, [(1, 900), (2, 5), (1, 70), (2, 6), (99, 1)])
    field(PprofField.location, [(3, 0x10), (1, 900), (2, 1 << 40)])
    field(PprofField.location, [(1, 70), (3, 0x20)])
    field(PprofField.mapping, [(5, 1), (1, 1 << 40)])
    message.appendFieldAlways(100, 3)
    field(PprofField.sampleType, [(1, 2)])
    field(PprofField.sampleType, [(1, 1)])
    for string in ["", "libx.so", "count"] { message.appendField(PprofField.stringTable, text: string) }
    let profile = try ProfileFormat.pprof.decode(message.array())
    #expect(profile.locations.map(\.address) == [0x10, 0x20])
    #expect(profile.stacks[0] == [0, 1])
    #expect(profile.samples.values == [5, 6])
    #expect(profile.locations[0].mapping == 0)
    #expect(profile.mappings[0].path == "libx.so")
    #expect(try FunctionTable(profile).lines == ["[libx.so] 6/6", "[unknown] 0/6"])
  }

  @Test("A kind that a later version may add reads as ordinary")
  func laterKind() throws {
    var encoder = PprofEncoder()
    encoder.encode(profile([("main", 1)], kinds: ["main": .marker]))
    var bytes = encoder.output.array()
    // Field 16, varint: the tag is 0x80 0x01.
    let tag = try #require(bytes.indices.dropLast(2).first { bytes[$0] == 0x80 && bytes[$0 + 1] == 1 && bytes[$0 + 2] == 4 })
    bytes[tag + 2] = 77
    #expect(try ProfileFormat.pprof.decode(bytes).functions[0].kind == .ordinary)
  }

  @Test("Gzip members one after the other are joined")
  func members() throws {
    var encoder = PprofEncoder()
    encoder.encode(RandomProfile.make(seed: 4))
    let raw = encoder.output.array()
    let halves = try [raw[..<(raw.count / 2)], raw[(raw.count / 2)...]].flatMap { half in
      try Array(half).withUnsafeBufferPointer { pointer in try Gzip.compress(pointer) }
    }
    #expect(try ProfileFormat.pprof.decode(halves) == RandomProfile.make(seed: 4).inStorageOrder())
  }
}
