import Scaling
import Testing

@testable import Reports

@Suite("The text of a curve") struct CurveTextTests {
  private func lines(_ result: ScaleResult, width: Int = 120) -> [String] {
    MeasuredTableReport.text(result, width: width, usesColor: false).split(separator: "\n").map(String.init)
  }

  /// The words of the first line that begins with these.
  private func row(_ lines: [String], _ first: String...) -> [Substring] {
    lines.map { $0.split(separator: " ") }.first { $0.prefix(first.count).elementsEqual(first[...]) { $0 == Substring($1) } } ?? []
  }

  @Test("begins with the answer in words, then tells what it rests on")
  func order() {
    let lines = lines(MeasuredFixture.curve(), width: 1000)
    #expect(lines[0].hasPrefix("At N = 24 throughput is 1116 requests/s, 46.5 % of") && lines[0].contains("`amdahl`"))
    let sections = ["trust", "levels", "models of the curve (shapes, not causes)"]
    #expect(sections.compactMap { lines.firstIndex(of: $0) }.count == 3 && lines.firstIndex(of: "trust") == 1)
    #expect(!lines.contains("not claimed"))
  }

  @Test("shows each level with its runs, its interval and its efficiency")
  func levels() {
    // X(8) = 800/1.35 = 592.6, two runs 0.2 % apart: 12.71·0.1 % on both sides; efficiency 1/1.35.
    #expect(row(lines(MeasuredFixture.curve()), "8", "2") == ["8", "2", "592.6", "585.1", "to", "600.1", "74.1", "%", "592.6"])
  }

  @Test("marks the selected model, and names every loss function")
  func models() {
    let lines = lines(MeasuredFixture.curve())
    #expect(lines.contains { $0.hasPrefix("  * amdahl") && $0.contains("limit 2000") })
    #expect(lines.contains { $0.contains("alpha 0.05 (") })
    #expect(lines.contains { $0.contains("unweighted least squares on X") })
    #expect(lines.contains { $0.contains("usl-cycle: least squares on c(N), weights 1/c²") })
  }

  @Test("says in the first sentence and in a list why no model was selected")
  func refusals() throws {
    let lines = lines(MeasuredFixture.curve(levels: [1, 2, 4]), width: 1000)
    #expect(lines[0].contains("No curve is selected: 3 different levels; a curve needs 6"))
    let list = lines[try #require(lines.firstIndex(of: "not claimed"))...]
    #expect(list.contains { $0.contains("fewLevels: ") } && list.contains { $0.contains("lowMaximum: ") })
    #expect(!lines.contains { $0.hasPrefix("  * ") })
  }

  @Test("shows a red item of the trust panel so that nobody misses it")
  func trust() {
    #expect(lines(MeasuredFixture.curve(responses: 0.5)).contains { $0.hasPrefix("    REFUSED  Little's law") })
  }

  @Test("of very many levels shows the first and the last")
  func manyLevels() {
    let lines = lines(MeasuredFixture.curve(levels: (1...100).map(Double.init)))
    #expect(lines.contains { $0.contains("… 60 more") })
    #expect(!row(lines, "20", "2").isEmpty && row(lines, "21", "2").isEmpty && !row(lines, "81", "2").isEmpty)
  }

  @Test("keeps to the width of a narrow terminal in its sentences")
  func width() {
    let lines = MeasuredTableReport.text(MeasuredFixture.curve(levels: [1, 2, 4]), width: 60, usesColor: false).split(separator: "\n")
    #expect(lines.prefix { $0 != "trust" }.allSatisfy { $0.count <= 60 })
  }

  @Test("of growth shows sizes, the class, and what it costs at ten times the size")
  func growth() {
    let frame = FrameName("Matcher.compare(_:_:)", file: "/src/Matcher.swift", line: 12)
    let lines = lines(MeasuredFixture.growth(frame: frame), width: 1000)
    // 0.0002·16000² = 51200 ns; at 160000 it is 5.12 ms.
    #expect(lines[0].hasPrefix("The cost grows like `n^2` at sizes from 1000 to 16 000: 51.2 µs at 16 000, and 5.12 ms ("))
    #expect(lines.contains { $0.contains("n^2") && $0.contains("the whole request") })
    let function = lines.first { $0.contains("Matcher.compare(_:_:)  Matcher.swift:12") } ?? ""
    #expect(function.contains("100 %") && function.contains("5120") && function.contains("n^2"))
  }

  @Test("of growth over too narrow a span says that it is not claimed")
  func growthRefusal() {
    let lines = lines(MeasuredFixture.growth(sizes: [10, 20, 30, 40, 50]), width: 1000)
    #expect(lines[0].contains("This is not claimed: the sizes span 5×") && lines.contains("not claimed"))
  }

  @Test("shows names from strangers' binaries without their control characters")
  func hostile() {
    let text = MeasuredTableReport.text(MeasuredFixture.growth(frame: FrameName("evil\u{1b}[2J\nname")), width: 120, usesColor: false)
    #expect(!text.contains("\u{1b}") && text.contains("name"))
  }
}
