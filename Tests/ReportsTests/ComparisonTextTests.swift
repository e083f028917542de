import Profiles
import Regression
import Scaling
import Testing

@testable import Reports

@Suite struct ComparisonTextTests {
  private func text(_ comparison: Comparison, limit: Int = 20, width: Int = 160, color: Bool = false) -> String {
    ComparisonText.render(comparison, limit: limit, width: width, usesColor: color)
  }

  @Test("Verdict, sentence and reason are the first lines, in this order")
  func head() {
    let lines = text(ComparisonFixture.regression).split(separator: "\n").map(String.init)
    #expect(lines[0] == "REGRESSION")
    #expect(lines[1] == ComparisonFixture.regression.sentence)
    #expect(lines[2] == ComparisonFixture.regression.reason)
    #expect(lines[3] == "  performance: REGRESSION. Each request costs more.")
    #expect(text(ComparisonFixture.pass).hasPrefix("PASS\nNo function got slower"))
    #expect(text(ComparisonFixture.inconclusive).hasPrefix("INCONCLUSIVE\nCannot tell"))
  }

  @Test("A sentence that is the reason too is said once")
  func once() { #expect(text(ComparisonFixture.pass).ranges(of: "No function got slower").count == 1) }

  @Test("The verdict is coloured only when that is asked for, and colour changes nothing else")
  func color() {
    for (comparison, code) in zip(ComparisonFixture.all, ["1;31", "1;32", "1;33"]) {
      let colored = text(comparison, color: true)
      #expect(colored.hasPrefix("\u{1b}[\(code)m"))
      #expect(colored.replacing(/\u{1b}\[[0-9;]*m/, with: "") == text(comparison))
    }
  }

  @Test("Only what cannot be believed is shown of the trust panel, what is refused first")
  func trust() {
    let shown = section("trust", of: text(ComparisonFixture.inconclusive))
    #expect(shown == ["  REFUSED control: Base against base differs by 4 %.", "  warning steal: The hypervisor took 2.1 % of the time."])
    #expect(section("trust", of: text(ComparisonFixture.pass)).isEmpty)
  }

  @Test("Totals have Δ, interval, q, MDE, both values, statement and name; a count that is always the same has no interval")
  func metrics() {
    let shown = rows("totals, per request", of: text(ComparisonFixture.regression))
    #expect(shown[0] == "+0.6 % +0.2 … +1.0 % 0.200 1.8 % 1 ms 1.006 ms no difference CPU time per request")
    #expect(shown[2] == "+75.0 % +63.0 … +87.0 % < 0.001 – 80 µs 140 µs WORSE waits for a lock, per request")
    #expect(shown[3] == "+8.3 % exact < 0.001 – 12.0 13.0 WORSE allocations per request")
    #expect(shown.contains { $0.contains("50.0 MiB 49.6 MiB better peak resident memory") })
    #expect(shown.contains("At the end of the window."))
  }

  @Test("A function has Δ, interval, q, MDE, share, before and after, statement, name and place; where it came from is below")
  func functions() {
    let shown = rows("functions, their own CPU time per request", of: text(ComparisonFixture.regression))
    #expect(shown[0] == "+10.2 % +8.2 … +12.2 % < 0.001 6.1 % 5.0 % 50.0 55.1 WORSE Router.respond(to:) Router.swift:71")
    #expect(shown.contains("moved from Page.escape(_:) within type Page; was Page.render(into:) closure #1"))
    #expect(shown.contains("renamed from Ledger.enter(_:)"))
    #expect(shown.contains { $0.hasPrefix("new – 0.010 – 1.2 % – 12.0 WORSE Receipt.print()") })
    #expect(shown.contains { $0.hasPrefix("gone – 0.020 – 0.9 % 9.00 – better Receipt.write()") })
  }

  @Test("Rows beyond the limit are counted")
  func limit() {
    let shown = section("functions, their own CPU time per request", of: text(ComparisonFixture.regression, limit: 2))
    #expect(shown.count == 4 && shown[3] == "  … 6 more (--limit)")
  }

  @Test("No line is wider than the terminal, whatever its width", arguments: [72, 80, 100, 130, 200])
  func width(_ width: Int) {
    for comparison in ComparisonFixture.all + [ComparisonFixture.hostile(ComparisonFixture.hostileNames[0])] {
      let tooLong = text(comparison, width: width).split(separator: "\n").filter { $0.count > width }
      // Words without a space, such as the hash of a commit, are not broken.
      #expect(tooLong.isEmpty, "\(tooLong.map { String($0) })")
    }
  }

  @Test("The method tells limits, pairs, looks, seed and what nobody counted")
  func method() {
    let text = text(ComparisonFixture.regression, width: 1000)
    #expect(text.contains("WORSE needs q below 0.05, 3.0 % or more of a row and 0.2 % or more of the program"))
    #expect(text.contains("10 of 10 pairs in random order (seed 18446744073709551557), looked after 6, 10, 4 fresh pairs to confirm. 1 run failed."))
    var perSecond = ComparisonFixture.regression
    perSecond.unit = .second
    #expect(self.text(perSecond, width: 1000).contains("Nobody counted requests"))
    #expect(self.text(perSecond).contains("CPU time per second"))
  }

  @Test("Nothing compared is three lines, not an empty page")
  func empty() { #expect(text(Comparison()) == "INCONCLUSIVE\nNothing was compared.\n") }

  @Test("Every statement, match, metric and verdict has words of its own")
  func words() {
    #expect(Set(Comparison.Statement.allCases.map { ComparisonWords.word($0) }).count == Comparison.Statement.allCases.count)
    #expect(Set(Comparison.Statement.allCases.map { ComparisonWords.meaning($0) }).count == Comparison.Statement.allCases.count)
    let metrics = Comparison.MetricChange.Name.allCases.map {
      ComparisonWords.title(
        .init($0, .count, .performance, base: .init(exactly: 1), head: .init(exactly: 1), change: .init(exactly: 0)), per: .request)
    }
    #expect(Set(metrics).count == metrics.count)
  }

  @Test("No name steers a terminal")
  func hostile() {
    for name in ComparisonFixture.hostileNames {
      let shown = text(ComparisonFixture.hostile(name))
      #expect(
        !shown.unicodeScalars.contains {
          $0 != "\n" && [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
        })
    }
  }
}
