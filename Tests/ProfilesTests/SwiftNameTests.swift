import Testing

@testable import Profiles

@Suite struct SwiftNameTests {
  @Test(
    "A mangled name tells whether Swift's own libraries declare the function",
    arguments: [
      ("$sSa3mapyqd__Sgqd__xKXEKlF", true), ("$ss26DefaultStringInterpolationV06appendC0yyxlFSi_Tg5", true), ("$sSTsE8containsySb7ElementQzF", true),
      ("$s15Synchronization5MutexVAARi_zrlE8withLockyqd__", true), ("$s11http_server6RouterO6lockedSays5UInt8VGyFZ", false),
      ("$sSS11http_serverE5linesSaySSGyF", false), ("$ss26DefaultStringInterpolationV4MainE3addyyF", false), ("malloc", false), ("$s", false),
      ("", false), ("$ss99", true), ("$s14FixtureSupport5churnys6UInt64VSi_ADtF", false),
    ])
  func standardLibrary(name: String, isDeclared: Bool) { #expect(StandardLibrary.declares(name) == isDeclared) }

  @Test("A function without a file of its own is one with that of its name in its module, and with no other")
  func files() throws {
    let functions = [
      Function(name: "hold(_:)", systemName: "$s4Main4holdyySiF", file: "/a/Main.swift", startLine: 4),
      Function(name: "hold(_:)", systemName: "$s4Main4holdyySiFTf4d_n", file: "<compiler-generated>"),
      Function(name: "hold(_:)", systemName: "$s5Other4holdyySiF", file: ""),
      Function(name: "hold(_:)", systemName: "hold", file: ""),
    ]
    let files = SourceFiles(functions)
    #expect(functions.map { files.file(of: $0) } == ["/a/Main.swift", "/a/Main.swift", "", ""])
    let other = Function(name: "hold(_:)", systemName: "$s4Main4holdyySdF", file: "/b", startLine: 9)
    #expect(SourceFiles(functions + [other]).file(of: functions[1]).hasPrefix("<"))
    // Code of a specialisation may come from another file; what it is called is where the function is declared.
    let mixed = Function(name: "hold(_:)", systemName: "$s4Main4holdyySiFTf4n_n", file: "/a/Other.swift")
    #expect(SourceFiles(functions + [mixed]).file(of: mixed) == "/a/Main.swift")
    #expect(SourceFiles(functions + [other, mixed]).file(of: mixed) == "/a/Other.swift")
  }

  @Test("A function inlined around its own specialisation is one frame; real recursion stays")
  func specialisation() throws {
    var profile = Profile(sampleTypes: [.cpu])
    profile.functions = ["hold", "work"].map { Function(name: $0) }
    profile.locations = [
      Location(mapping: nil, address: 1, lines: [Line(function: 0)]),
      Location(mapping: nil, address: 2, lines: [Line(function: 0), Line(function: 1)]),
    ]
    profile.samples.append(stack: profile.stacks.intern([0, 1]), labels: 0, values: [7])
    profile.samples.append(stack: profile.stacks.intern([0, 0]), labels: 0, values: [2])
    let tree = try CallTree(profile)
    let paths = (1..<tree.count).map { "\(tree.depth[$0]) \(tree.frames[Int(tree.frame[$0])].name) \(tree.total[$0])" }
    #expect(paths == ["1 work 7", "2 hold 7", "1 hold 2", "2 hold 2"])
  }
}
