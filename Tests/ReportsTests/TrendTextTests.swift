import Foundation
import Testing

@testable import Reports

@Suite("A trend at a terminal") struct TrendTextTests {
  private func text(_ report: TrendReport, width: Int = 110) -> String { TrendText.render(report, limit: 20, width: width, usesColor: false) }

  @Test("says first what happened, then each change with its commit, levels and range, and what is behind it")
  func whole() {
    let text = text(TrendFixture.report)
    #expect(text.hasPrefix("60 points of 4 series: 1 confirmed, 1 still to be confirmed, 2 that went away. The newest that is sure:"))
    #expect(
      text.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains("CPU time went from 100 µs to 112 µs, +12.0 %, at 001ec0ffeec0."))
    for part in [
      "+12.0 % worse", "100 µs (99.5 µs … 100.5 µs)", "(001cc0ffeec0, 001ec0ffeec0]", "Router.respond(to:)", "+11 µs", "Route by regular expression",
      "went away", "candidate", "-12.5 % worse", "2 entries of another machine",
    ] { #expect(text.contains(part), "no \(part) in \(text)") }
    // Series with changes come first, the steady one last.
    let lines = text.split(separator: "\n")
    #expect(lines.last { !$0.hasPrefix(" ") } == "allocations")
  }

  @Test("fits the terminal", arguments: [60, 80, 120, 300]) func width(_ width: Int) {
    // The table of changes keeps its columns of words; all else obeys.
    for report in [TrendFixture.values((0..<2000).map { Double($0 % 17) }), TrendFixture.values([1, 2, 3])] {
      #expect(text(report, width: width).split(separator: "\n").allSatisfy { $0.count <= width })
    }
  }

  @Test(
    "says something sensible of no, one, few and many points",
    arguments: [
      (0, "There are no measurements yet."), (1, "1 point of 1 series: too few to tell a change from noise."),
      (5, "5 points of 1 series: too few to tell a change from noise."), (2000, "2 000 points of 1 series: no change of level."),
    ])
  func counts(_ count: Int, _ sentence: String) {
    let text = text(TrendFixture.values((0..<count).map { 100 + Double($0 % 3) }))
    #expect(text.hasPrefix(sentence + "\n"), "\(text)")
    #expect(!text.contains("nan") && !text.contains("inf"))
  }

  @Test("draws low values low and high values high, in at most as many columns as there are, and marks a change above its place")
  func plot() {
    let ramp = TrendFixture.values([0, 1, 2, 3, 4, 5, 6, 7], [TrendFixture.change(4, .confirmed, 2, 6), TrendFixture.change(6, .candidate, 5, 6)])
    let plot = TrendPlot(ramp.series[0], columns: 50)
    #expect(plot.bars == "▁▂▃▄▅▆▇█" && plot.marks == "    ▲ △ ")
    let halves = TrendFixture.values((0..<1000).map { $0 < 500 ? 1 : 9 }, [TrendFixture.change(500, .wentAway, 1, 9)])
    #expect(TrendPlot(halves.series[0], columns: 10).bars == "▁▁▁▁▁█████")
    #expect(TrendPlot(halves.series[0], columns: 10).marks == "     ·    ")
    #expect(TrendPlot(TrendFixture.values([3, 3]).series[0], columns: 10).bars == "▄▄")
    #expect(TrendPlot(TrendFixture.values([1.7e308, -1.7e308, .nan]).series[0], columns: 10).bars == "█▁ ")
    #expect(TrendPlot(TrendFixture.values([]).series[0], columns: 10).bars.isEmpty)
  }

  @Test("lets no name or title reach the terminal as a command, and no row break a table of Markdown") func hostile() {
    let text = text(TrendFixture.hostile)
    #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    let markdown = TrendMarkdown.render(TrendFixture.hostile, limit: 50)
    let prose = markdown.replacing(#/`+[^`]*`+/#, with: "")
    #expect(!prose.contains("<script>") && !prose.contains("<img") && !prose.contains("<svg"))
    // Bars that are not escaped, by scalar: a bar with an accent is one character to Swift and two to Markdown.
    let widths = markdown.split(separator: "\n").filter { $0.hasPrefix("| ") || $0.hasPrefix("|-") }.map { line in
      let scalars = Array(line.unicodeScalars)
      return scalars.indices.count { scalars[$0] == "|" && ($0 == 0 || scalars[$0 - 1] != "\\") }
    }
    // Tables of changes, functions and commits.
    #expect(Set(widths) == [9, 6, 4], "\(Set(widths))")
  }

  @Test("knows what is worse: more of a cost, less of a throughput, and of a mere number nothing") func direction() {
    let series = TrendFixture.report.series
    #expect(TrendWords.isWorse(series[1].changes[0], of: series[1]) == true)
    #expect(TrendWords.isWorse(series[3].changes[0], of: series[3]) == true)
    #expect(TrendWords.isWorse(TrendFixture.change(3, .confirmed, 1, 2), of: TrendFixture.values([1]).series[0]) == nil)
    #expect(TrendWords.relative(TrendFixture.change(3, .confirmed, 0, 2)) == "from 0")
  }
}
