import Foundation
import Profiles
import Regression
import Scaling
import Testing

@testable import Reports

@Suite struct SARIFReportTests {
  private let paths = SourcePaths(roots: ["/src/shop"])

  private func sarif(_ comparison: Comparison) -> String {
    SARIFReport.render(comparison, toolVersion: "0.4.0", benchmark: "shop", paths: paths)
  }

  private func results(_ comparison: Comparison) throws -> [JSONValue] {
    try #require(JSONValue(Array(sarif(comparison).utf8))["runs"]?.array?.first?["results"]?.array)
  }

  @Test("Totals come first, then functions by what they add; what moved and what is new are notes")
  func order() throws {
    let results = try results(ComparisonFixture.regression)
    #expect(
      results.map { "\($0["level"]?.string ?? "") \($0["ruleId"]?.string ?? "")" } == [
        "error scalability-regression", "error performance-regression", "error performance-regression", "error performance-regression",
        "error performance-regression", "warning performance-regression", "note moved",
      ])
    #expect(results[3]["message"]?["text"]?.string?.hasPrefix("Receipt.print() is new and costs 12.0 µs per request, 1.2 % of a request") == true)
    #expect(
      results[4]["message"]?["text"]?.string
        == "Router.respond(to:) got 10.2 % slower (95 % +8.2 … +12.2 %, q < 0.001): 50.0 → 55.1 µs per request, 5.0 % of a request")
  }

  @Test("A new function that is no regression is a note when it is large enough")
  func new() throws {
    var comparison = ComparisonFixture.pass
    comparison.functions = [
      ComparisonFixture.function("large", match: .new, base: 5_000), ComparisonFixture.function("small", match: .new, base: 1_000),
    ]
    #expect(try results(comparison).map { $0["ruleId"]?.string } == ["new"])
  }

  @Test("Where the verdict is inconclusive nothing is an error")
  func inconclusive() throws { #expect(try results(ComparisonFixture.inconclusive).allSatisfy { $0["level"]?.string != "error" }) }

  @Test("A place is the path in the repository with its line; without one it is the fallback's first")
  func place() throws {
    let results = try results(ComparisonFixture.regression)
    let place = { (result: JSONValue) in result["locations"]?.array?.first?["physicalLocation"] }
    #expect(place(results[4])?["artifactLocation"]?["uri"]?.string == "Sources/Shop/Router.swift")
    #expect(place(results[4])?["region"]?["startLine"]?.number == 71)
    #expect(place(results[0])?["artifactLocation"]?["uri"]?.string == "Package.swift")
    #expect(place(results[0])?["region"]?["startLine"]?.number == 1)
  }

  @Test("Paths outside of the repository, upwards and with control characters are none; odd ones are percent-encoded")
  func relativePaths() {
    let paths = SourcePaths(roots: ["/src/shop", "/src/shop/worktree/", ""])
    #expect(paths.relative("/src/shop/worktree/Sources/a.swift") == "Sources/a.swift")
    #expect(paths.relative("/src/shopping/a.swift") == nil && paths.relative("/usr/include/stdio.h") == nil)
    #expect(paths.relative("Sources/./a.swift") == "Sources/a.swift" && paths.relative("a/../../b") == nil && paths.relative("/src/shop/../b") == nil)
    #expect(
      paths.relative("") == nil && paths.relative("<compiler-generated>") == nil && paths.relative("a\nb") == nil
        && paths.relative("/src/shop/") == nil)
    #expect(SARIFReport.uri("Sources/Käse brot#?%.swift") == "Sources/K%C3%A4se%20brot%23%3F%25.swift")
  }

  @Test("The fingerprint stays when lines move, and differs between functions")
  func fingerprints() throws {
    let prints = { (comparison: Comparison) in try results(comparison).map { $0["partialFingerprints"]?["headroomKey/v1"]?.string ?? "" } }
    let before = try prints(ComparisonFixture.regression)
    var moved = ComparisonFixture.regression
    for index in moved.functions.indices { moved.functions[index].line += 17 }
    #expect(try prints(moved) == before)
    #expect(Set(before).count == before.count && before.allSatisfy { $0.count == 32 })
    // All names alike: they are told apart by their order.
    let alike = try prints(ComparisonFixture.hostile("same"))
    #expect(Set(alike).count == alike.count)
  }

  @Test("The hash is FNV-1a with 128 bits: the vectors of its authors")
  func hash() {
    #expect(Fingerprint.text("") == "6c62272e07bb014262b821756295c58d")
    #expect(Fingerprint.text("a") == "d228cb696f1a8caf78912b704e4a8964")
    #expect(Fingerprint.text("foobar") == "343e1662793c64bf6f0d3597ba446f18")
  }

  @Test("No more results than are shown, worst first")
  func limit() throws {
    let text = sarif(ComparisonFixture.large)
    // A search in characters takes seconds in so long a text.
    #expect(text.components(separatedBy: "\"ruleIndex\":").count - 1 == 5000)
    let (error, note) = (
      try #require(text.range(of: "\"level\":\"error\",\"message\"")), try #require(text.range(of: "\"level\":\"note\",\"message\""))
    )
    #expect(error.lowerBound < note.lowerBound)
  }

  @Test("A name that looks like a link is none")
  func links() throws {
    #expect(try !results(ComparisonFixture.hostile("[a](javascript:x)")).contains { $0["message"]?["text"]?.string?.contains("](") == true })
  }

  @Test(
    "Every verdict, and every hostile name, is valid by the schema of the standard",
    .enabled(if: OtherTool.hasJSONSchema, "python3-jsonschema is not installed: SARIF is not validated"))
  func schema() throws {
    var files: [String: String] = [:]
    for (index, comparison) in (ComparisonFixture.all + [Comparison()]).enumerated() { files["\(index).sarif"] = sarif(comparison) }
    for (index, name) in ComparisonFixture.hostileNames.enumerated() { files["hostile\(index).sarif"] = sarif(ComparisonFixture.hostile(name)) }
    files["broken.sarif"] = sarif(ComparisonFixture.regression).replacing("\"startLine\":71", with: "\"startLine\":0")
    files["validate.py"] = """
      import glob, json, jsonschema, sys, warnings
      warnings.simplefilter("ignore")
      validator = jsonschema.Draft4Validator(json.load(open(sys.argv[1])), format_checker=jsonschema.FormatChecker())
      for name in sorted(glob.glob("*.sarif")):
        errors = [error.message[:300] for error in validator.iter_errors(json.load(open(name)))]
        print(name, "broken" if errors else "valid", *errors[:3])
      """
    let answer = try OtherTool.run(["python3", "validate.py", "\(OtherTool.root)/Fixtures/data/schemas/sarif-2.1.0.json"], files: files)
    let lines = answer.output.split(separator: "\n")
    #expect(lines.filter { !$0.hasSuffix(" valid") }.map { $0.prefix(20) } == ["broken.sarif broken "], "\(answer.output.prefix(2000))")
    #expect(lines.count == files.count - 1)
  }
}
