import Testing

@testable import Profiles

@Suite struct ProfileFormatTests {
  @Test("Every format is recognised by its contents, whatever the name")
  func byContents() throws {
    let profile = profile([("main;a", 5)])
    for format in ProfileFormat.allCases where format.isWritable {
      #expect(ProfileFormat.guess(bytes: try format.encode(profile), name: "x") == format)
    }
    #expect(ProfileFormat.guess(bytes: try fixture("frame-pointers.perf"), name: "out.txt") == .perfScript)
    #expect(ProfileFormat.guess(bytes: try fixture("no-callchain.perf"), name: "out.txt") == .perfScript)
    var encoder = PprofEncoder()
    encoder.encode(profile)
    #expect(ProfileFormat.guess(bytes: encoder.output.array(), name: "x") == .pprof)
  }

  @Test("A name that ends in .gz makes a gzipped file, which is recognised by what it holds")
  func gzipped() throws {
    let profile = profile([("main;a", 5)])
    for format in ProfileFormat.allCases where format.isWritable {
      let bytes = try format.encode(profile, fileName: "x.gz")
      #expect(Gzip.isGzip(bytes))
      #expect(ProfileFormat.guess(bytes: bytes, name: "x") == format)
      if format != .pprof {
        let unpacked = try Gzip.decompress(bytes).array()
        #expect(unpacked == (try format.encode(profile, fileName: "x")))
      }
      if format.isReadable { #expect(try ProfileFormat.decode(bytes, name: "x").samples.count == 1) }
    }
  }

  @Test("A long file is recognised although its start ends in the middle of a line")
  func long() throws {
    let synthetic = SyntheticProfile.make(samples: 500, stacks: 200, seed: 2)
    #expect(ProfileFormat.guess(bytes: try ProfileFormat.collapsed.encode(synthetic), name: "x") == .collapsed)
    var encoder = PprofEncoder()
    encoder.encode(synthetic)
    #expect(ProfileFormat.guess(bytes: encoder.output.array(), name: "x") == .pprof)
  }

  @Test(
    "The name decides what to write",
    arguments: [
      ("a.pb.gz", ProfileFormat.pprof), ("a.folded", .collapsed), ("a.collapsed.txt", .collapsed), ("a.speedscope.json", .speedscope),
      ("a.json", .speedscope), ("a.firefox.json", .firefox), ("a.firefox.json.gz", .firefox), ("profile.json.gz", .firefox),
      ("a.speedscope.json.gz", .speedscope), ("a.folded.gz", .collapsed), ("a.gz", nil), ("a.perf", .perfScript), ("a.txt", nil), ("a", nil),
    ])
  func byName(name: String, format: ProfileFormat?) { #expect(ProfileFormat.guess(name: name) == format) }

  @Test(
    "What is no profile is refused with one line that says what to do",
    arguments: [
      Array("".utf8), Array("PERFILE2xxxxxxxx".utf8), Array("hello world, this is text\n".utf8), Array("{\"a\": 1}".utf8),
      [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0],
    ])
  func refused(bytes: [UInt8]) {
    let error = #expect(throws: FormatError.self) { try ProfileFormat.decode(bytes, name: "x") }
    #expect(error.map { $0.description.contains("; ") && !$0.description.contains("\n") } == true)
  }

  @Test("Formats of one direction refuse the other")
  func oneWay() {
    #expect(throws: FormatError.self) { try ProfileFormat.speedscope.decode(Array("{}".utf8)) }
    #expect(throws: FormatError.self) { try ProfileFormat.perfScript.encode(profile([("a", 1)])) }
  }
}
