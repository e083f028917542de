import Regression
import Scaling
import Testing

@testable import Reports

@Suite struct ComparisonMarkdownTests {
  private func comment(_ comparison: Comparison) -> String {
    ComparisonMarkdown.comment(comparison, artifact: "https://ci.example/artifacts/7", reproduce: "headroom gate --base main --head feature")
  }

  @Test("The comment begins with its tag, then the verdict")
  func head() {
    for comparison in ComparisonFixture.all {
      let lines = comment(comparison).split(separator: "\n").map(String.init)
      #expect(lines[0] == "<!-- headroom-gate -->")
      #expect(lines[1].hasPrefix("### ") && lines[1].contains("\(comparison.verdict.rawValue.uppercased()): "))
    }
    #expect(!ComparisonMarkdown.summary(ComparisonFixture.regression, artifact: nil, reproduce: nil).contains(ComparisonMarkdown.tag))
  }

  @Test("Ten functions at most are in sight, each with Δ, interval, q and MDE; what moved is told apart; the rest is behind a click")
  func functions() throws {
    let text = comment(ComparisonFixture.regression)
    let table = section("Functions that cost more", of: text)
    #expect(cells(table[0]).prefix(4) == ["Δ", "95 % interval", "q", "MDE"])
    #expect(cells(table[2])[7] == "`Router.respond(to:)`")
    #expect(table.count == 2 + 3)
    #expect(
      section("Moved, not slower", of: text) == [
        "- `Page.render(into:)` +21.0 %: moved from Page.escape(\\_:) within type Page; was Page.render(into:) closure \\#&#8203;1"
      ])
    let (details, end) = (try #require(text.range(of: "<details>")), try #require(text.range(of: "</details>")))
    #expect(text[details.upperBound..<end.lowerBound].contains("`Basket.total()`"))
    let many = section("Functions that cost more", of: comment(ComparisonFixture.large))
    #expect(many.count == 2 + 10)
  }

  @Test("It ends with where everything is and how to do it again")
  func end() {
    let text = comment(ComparisonFixture.pass)
    #expect(text.contains("<https://ci.example/artifacts/7>\n"))
    #expect(text.hasSuffix("```\nheadroom gate --base main --head feature\n```\n"))
    let named = ComparisonMarkdown.comment(ComparisonFixture.pass, artifact: "headroom-gate", reproduce: nil)
    #expect(named.hasSuffix("`headroom-gate`\n"))
  }

  @Test("A comment stays below 64 kB and a summary below 1 MiB for whatever input; a sentence says what was cut, and what was opened is closed")
  func limits() {
    var bad = ComparisonFixture.large
    bad.trust = (0..<20).map { TrustItem("\($0)", .refused, String(repeating: "\u{301}@", count: 20_000)) }
    bad.metrics = (0..<300).flatMap { _ in ComparisonFixture.hostile("@@@@@").metrics }
    bad.notes = bad.trust.map(\.text)
    for comparison in [bad, ComparisonFixture.large] + ComparisonFixture.all {
      let comment = ComparisonMarkdown.comment(
        comparison, artifact: String(repeating: "a", count: 100_000), reproduce: String(repeating: "`", count: 100_000))
      #expect(comment.utf8.count < 65_536)
      #expect(comment.ranges(of: "\n<details><summary>").count == comment.ranges(of: "\n</details>\n").count)
      let summary = ComparisonMarkdown.summary(comparison, artifact: nil, reproduce: nil, limit: 20_000)
      #expect(summary.utf8.count < 1_048_576)
    }
    let cut = ComparisonMarkdown.summary(ComparisonFixture.large, artifact: nil, reproduce: nil, limit: 20_000)
    #expect(cut.utf8.count > 900_000 && cut.contains("The rest is left out: a summary holds 1 MiB."))
  }

  @Test("Every row of every table has the columns of its heading, whatever the names")
  func rows() {
    for name in ComparisonFixture.hostileNames {
      let text = comment(ComparisonFixture.hostile(name))
      for title in ["Functions that cost more", "Other functions", "Totals, per request"] {
        let table = section(title, of: text)
        #expect(table.count > 3)
        #expect(table.allSatisfy { cells($0).count == cells(table[0]).count }, "\(title) \(name.prefix(40))")
      }
    }
  }

  @Test("Outside of code nothing calls a person, refers to an issue, links, formats or opens a tag")
  func disarmed() {
    for name in ComparisonFixture.hostileNames {
      let text = comment(ComparisonFixture.hostile(name))
        .replacing(ComparisonMarkdown.tag, with: "", maxReplacements: 1)
        .replacing(/<\/?(details|summary)>/, with: "").replacing("<https://ci.example/artifacts/7>", with: "")
      let prose = outsideOfCode(text)
      #expect(!prose.contains(/@[A-Za-z]/) && !prose.replacing("&#8203;", with: " ").contains(/[#!][0-9]/), "\(name.prefix(40))")
      #expect(!prose.contains("://") && !prose.contains("www."))
      #expect(!prose.contains(/<[A-Za-z\/!]/))
      #expect(!prose.contains(/(^|[^\\])\[/))
      #expect(!prose.contains(/(^|[^\\])[$~]/))
    }
  }

  /// Outside of code a backslash takes the meaning from a backtick, inside only as many backticks as opened it end it.
  private func outsideOfCode(_ text: String) -> String {
    var prose = ""
    let runs = text.unicodeScalars.map(Character.init).chunked()
    var open: Int?
    for (index, run) in runs.enumerated() {
      let isFence = run.first == "`" && (open != nil || index == 0 || !runs[index - 1].endsInOddBackslashes)
      if let length = open {
        if isFence, run.count == length { open = nil }
      } else if isFence {
        open = run.count
      } else {
        prose += run
      }
    }
    return prose
  }

  @Test("A command that holds fences stays inside its block")
  func fence() {
    let text = ComparisonMarkdown.comment(ComparisonFixture.pass, artifact: nil, reproduce: "echo '```' @octocat\n```` x")
    #expect(text.hasSuffix("`````\necho '```' @octocat\n```` x\n`````\n"))
  }
}

extension [Character] {
  /// Runs of backticks, and what is between them.
  fileprivate func chunked() -> [String] {
    var chunks: [String] = []
    for character in self {
      if let last = chunks.last?.unicodeScalars.last, (last == "`") == (character == "`") {
        chunks[chunks.count - 1].append(character)
      } else {
        chunks.append(String(character))
      }
    }
    return chunks
  }
}

extension String {
  fileprivate var endsInOddBackslashes: Bool { reversed().prefix { $0 == "\\" }.count % 2 == 1 }
}
