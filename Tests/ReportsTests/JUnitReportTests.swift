import Regression
import Scaling
import Testing

@testable import Reports

@Suite struct JUnitReportTests {
  private func junit(_ comparison: Comparison) -> String { JUnitReport.render(comparison, benchmark: "shop") }

  @Test("What costs more failed, what cannot be told is skipped, the benchmark is the class")
  func regression() throws {
    let text = junit(ComparisonFixture.regression)
    #expect(text.contains("<testsuite name=\"shop\" tests=\"9\" failures=\"6\" errors=\"0\" skipped=\"1\">"))
    #expect(text.ranges(of: "<testcase classname=\"shop\" ").count == 9)
    #expect(text.contains("name=\"verdict\">\n      <failure type=\"performance-regression\" message=\"`Router.respond(to:)` got 10.2 % slower"))
    #expect(text.contains("name=\"waits for a lock, per request\">\n      <failure type=\"scalability-regression\""))
    #expect(text.contains("name=\"CPU time per request\"/>"))
    #expect(text.contains("name=\"Cache.insert(_:for:)\">\n      <skipped message=\"Cache.insert(_:for:) seems 8.0 % slower"))
    #expect(text.contains("name=\"Page.render(into:)\"/>"))
  }

  @Test("Nothing fails where the verdict is no regression")
  func others() {
    #expect(!junit(ComparisonFixture.pass).contains("<failure") && !junit(ComparisonFixture.pass).contains("<skipped"))
    let text = junit(ComparisonFixture.inconclusive)
    #expect(!text.contains("<failure") && text.contains("name=\"verdict\">\n      <skipped message=\"Cannot tell"))
  }

  @Test("A total that nobody can tell about is skipped")
  func untold() {
    var comparison = ComparisonFixture.pass
    comparison.metrics[0].statement = .cannotTell
    #expect(junit(comparison).contains("name=\"CPU time per request\">\n      <skipped message="))
  }

  @Test(
    "Every verdict, and every hostile name, is valid by the schema",
    .enabled(if: OtherTool.hasXMLLint, "xmllint is not installed: JUnit XML is not validated"))
  func schema() throws {
    var files: [String: String] = [:]
    for (index, comparison) in (ComparisonFixture.all + [Comparison(), ComparisonFixture.large]).enumerated() {
      files["\(index).xml"] = junit(comparison)
    }
    for (index, name) in ComparisonFixture.hostileNames.enumerated() {
      files["hostile\(index).xml"] = JUnitReport.render(ComparisonFixture.hostile(name), benchmark: name)
    }
    let schema = "\(OtherTool.root)/Fixtures/data/schemas/junit-10.xsd"
    let answer = try OtherTool.run(["xmllint", "--noout", "--schema", schema] + files.keys.sorted(), files: files)
    #expect(answer.status == 0, "\(answer.output.split(separator: "\n").filter { !$0.hasSuffix(" validates") }.prefix(10))")
    #expect(answer.output.ranges(of: " validates").count == files.count)
    // The schema refuses what it should.
    let broken = junit(ComparisonFixture.pass).replacing(" errors=\"0\"", with: "")
    #expect(try OtherTool.run(["xmllint", "--noout", "--schema", schema, "a.xml"], files: ["a.xml": broken]).status != 0)
  }

  @Test("No character that XML 1.0 forbids is written, escaped or not")
  func characters() {
    for name in ComparisonFixture.hostileNames {
      let text = JUnitReport.render(ComparisonFixture.hostile(name), benchmark: name)
      let isAllowed = { (scalar: Unicode.Scalar) in
        [9, 10, 13].contains(scalar.value) || (0x20...0xd7ff).contains(scalar.value) || (0xe000...0xfffd).contains(scalar.value)
          || scalar.value >= 0x10000
      }
      #expect(text.unicodeScalars.allSatisfy(isAllowed) && !text.contains("&#"))
    }
  }

  @Test("A name of ten thousand letters is shortened, and the report of a large program stays readable")
  func size() {
    #expect(junit(ComparisonFixture.large).utf8.count < 3_000_000)
  }
}
