import Testing

@testable import Profiles

@Suite struct CollapsedFormatTests {
  private func decode(_ text: String) throws -> Profile { try ProfileFormat.collapsed.decode(Array(text.utf8)) }

  private func encode(_ profile: Profile, _ type: Int? = nil) throws -> String {
    String(decoding: try ProfileFormat.collapsed.encode(profile, sampleType: type), as: UTF8.self)
  }

  @Test("Lines are root first, equal stacks are added, zero is left out")
  func encode() throws {
    let profile = profile([("main;a;b", 5), ("main;c", 0), ("main;a;b", 2)])
    #expect(try encode(profile) == "main;a;b 7\n")
    #expect(try encode(profile, 0) == "main;a;b 2\nmain;c 1\n")
  }

  @Test("Inlined functions, addresses without a symbol and kernel frames have their place")
  func special() throws {
    var profile = profile([("main;a", 5), ("k", 1)], kinds: ["k": .kernel])
    profile.mappings = [Mapping(start: 0, limit: 9, fileOffset: 0, path: "/lib/libx.so", buildID: "")]
    profile.locations[1].lines.append(Line(function: 2))
    profile.locations.append(Location(mapping: 0, address: 4))
    profile.locations.append(Location(mapping: nil, address: 5))
    // Leaf first: the location with the inlined function was interned second.
    let index = profile.stacks.intern([3, 4, 1, 0])
    profile.samples.append(stack: index, labels: 0, values: [1, 9])
    let lines = try encode(profile).split(separator: "\n")
    #expect(lines.last?.hasSuffix("[unknown];[libx.so] 9") == true)
    #expect(lines.contains("k_[k] 1"))
  }

  @Test("What was written reads back as the same stacks")
  func roundTrip() throws {
    let text = "main;a;b 7\nmain;k_[k] 3\nmain;with space (x) 1\n"
    #expect(try encode(try decode(text)) == text)
    #expect(try decode(text).functions.map(\.kind).contains(.kernel))
  }

  @Test("Comments, empty lines, Windows line ends and decimals are accepted")
  func lenient() throws {
    #expect(try encode(try decode("# made by x\n\na;b 3\r\na;c 2.75\n")) == "a;b 3\na;c 2\n")
  }

  @Test("Names lose only the characters the format needs")
  func escape() throws { #expect(try encode(profile([("main;a\nb", 1)])) == "main;a b 1\n") }

  @Test("A line that is no stack is named", arguments: ["a;b 3\nnonsense\n", "a;b 3\na;b x\n", "a;b 3\n 7\n", "a;b 3\na 99999999999999999999\n"])
  func wrongLine(text: String) {
    let error = #expect(throws: FormatError.self) { try decode(text) }
    #expect(error?.problem.contains("line 2") == true)
  }

  @Test("A file without stacks is not a profile")
  func none() {
    let error = #expect(throws: FormatError.self) { try decode("# nothing\n\n") }
    #expect(error?.code == .notAProfile)
  }
}
