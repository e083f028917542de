import Profiles
import Scaling
import Statistics
import Testing

@testable import Reports

@Suite struct ScaleTextTests {
  private func text(_ result: ScaleResult, limit: Int = 20, width: Int = 120, usesColor: Bool = false) -> String {
    ScaleText.render(result, limit: limit, width: width, usesColor: usesColor)
  }

  /// Words of each line of a section.
  private func words(_ name: String, of text: String) -> [String] {
    section(name, of: text).map { $0.split(separator: " ").joined(separator: " ") }
  }

  @Test("The sentence is first, then what can be trusted")
  func order() {
    let lines = text(ScaleFixture.result).split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("At N=16 you get"))
    #expect(lines.firstIndex(of: "trust") == 2)
    let order = [
      "trust", "levels", "time of a request by state, µs", "from the ideal to the measured throughput at N=16", "ceilings",
      "stacks by what they add at N=16", "models of the curve (shapes, not causes)", "growth with size",
      "ageing over 24 windows of 5 000 requests", "size and level together, µs per request", "where",
    ]
    let places = order.map { lines.firstIndex(of: $0) ?? -1 }
    #expect(!places.contains(-1) && places == places.sorted(), "\(zip(order, places).map { "\($0) \($1)" })")
  }

  @Test("What is red blocks the verdict and says so before everything else")
  func refused() {
    let report = text(ScaleFixture.refused)
    #expect(report.split(separator: "\n")[1].hasPrefix("REFUSED: no verdict may be built on this result (generator)"))
    #expect(words("trust", of: report).first?.hasPrefix("REFUSED generator: The load generator was the limit") == true)
    #expect(!text(ScaleFixture.result).contains("REFUSED"))
    #expect(ScaleMarkdown.render(ScaleFixture.refused, limit: 5).contains("**REFUSED: no verdict may be built"))
  }

  @Test("A level has its throughput, efficiency, time and closure, each with what it needs to be judged")
  func levels() throws {
    let rows = words("levels", of: text(ScaleFixture.result))
    #expect(rows[0] == "N req/s ± efficiency ± eff. c µs CPU µs/req ± CPU residual cores used zone")
    #expect(rows[1] == "1 833 ± 13 100.0 % – 1 200 676 ± 5 -6.2 % 14.8 % cores")
    // X(16)/(16·X(1)) = 4 695/13 333, and its reach by the delta method: 35.2 % · √(3.1² + 1.6²)/100.
    #expect(rows[8] == "16 4 695 ± 146 35.2 % ± 1.2 % 3 408 963 ± 8 -8.7 % 99.0 % oversubscribed")
  }

  @Test("The columns of the states add up to the time of a request", arguments: [60, 80, 120, 200])
  func states(width: Int) throws {
    let rows = section("time of a request by state, µs", of: text(ScaleFixture.levelsOnly, width: width))
    for row in rows.dropFirst().prefix(8) {
      // Numbers are grouped by single spaces, columns stand two or more apart.
      let cells = row.componentsSeparatedByAtLeastTwoSpaces.map { Double($0.filter { $0 != " " }) ?? 0 }
      let sum = cells.dropFirst(2).reduce(0, +)
      // Each of up to ten cells is rounded to three digits, half of one of the last.
      #expect(abs(sum - cells[1]) <= 5 + 0.001 * cells[1], "\(row)")
    }
  }

  @Test("Bars of the states are as long as the time of a request")
  func bars() throws {
    let rows = section("time of a request by state, µs", of: text(ScaleFixture.levelsOnly))
    let bars = rows.suffix(8).map { String($0.dropFirst(6)) }
    let levels = ScaleFixture.levelsOnly.levels
    let longest = try #require(bars.last)
    for (bar, level) in zip(bars, levels) {
      let expected = Double(longest.count) * level.cycleTime.value / levels[7].cycleTime.value
      #expect(abs(Double(bar.count) - expected) <= 1, "N=\(level.level)")
    }
    #expect(longest.count { $0 == "L" } > longest.count { $0 == "u" })
  }

  @Test("The waterfall leads from the ideal to the measured throughput, and says what is not significant")
  func waterfall() throws {
    let rows = words("from the ideal to the measured throughput at N=16", of: text(ScaleFixture.levelsOnly))
    #expect(rows[1].hasPrefix("13 333 1 200 ideal: N·X(1) ="))
    #expect(rows.contains { $0.hasPrefix("-5 183 +1 325 ± 106 60.0 % 55.2 % … 64.8 % contention -") })
    #expect(rows.contains { $0.hasPrefix("+173 -44.2 ± 3.5 -2.0 % -2.2 % … -1.8 % I/O and downstream n.s.") })
    let account = try #require(ScaleFixture.levelsOnly.account)
    let losses = account.rows.reduce(0) { $0 + $1.loss }
    // The fixture's cells add up; sums of a dozen doubles of this size err by less than a millionth.
    #expect(abs(account.ideal - losses - account.throughput) < 1e-6 * account.ideal)
    #expect(rows.contains { $0.hasPrefix("4 695 3 408 measured: X(N) =") })
  }

  @Test("A ceiling tells its maximum, its knee, who holds it, and how it is known or why not")
  func ceilings() {
    let rows = words("ceilings", of: text(ScaleFixture.levelsOnly))
    #expect(rows[1] == "4 762 ± 95 210 5.71 98.1 % 4 690 lock Mutex 0x7f10a8c0 Cache.insert(_:for:) Cache.swift:71")
    #expect(rows[4] == "– – – – – – lock Mutex 0x7f10a900 Metrics.add(_:) Metrics.swift:28")
    #expect(rows.contains("lock: no estimate: too few threads queued for it to time its hand-overs"))
  }

  @Test("A stack names the function that waits and the one that holds")
  func stacks() {
    let rows = words("stacks by what they add at N=16", of: text(ScaleFixture.levelsOnly))
    #expect(rows[1] == "8.00 +1 104 ± 110 50.0 % 0.0491 0.00077 contention Cache.lookup(_:) Cache.swift:52")
    #expect(rows[2] == "waits for Mutex 0x7f10a8c0, held by Cache.insert(_:for:) Cache.swift:71")
    #expect(text(ScaleFixture.levelsOnly, limit: 2).contains("… 11 more (--limit)"))
  }

  @Test("No line is longer than the terminal, but for names it cannot break", arguments: [60, 80, 100, 120, 200])
  func width(width: Int) {
    // Tables of numbers alone need about 100 columns.
    let limit = max(width, 104)
    for line in text(ScaleFixture.levelsOnly, width: width).split(separator: "\n") { #expect(line.count <= limit, "\(line)") }
  }

  @Test("Parts that were not measured are left out", arguments: [ScaleFixture.growthOnly, ScaleFixture.curveOnly, ScaleResult()])
  func parts(result: ScaleResult) {
    let report = text(result)
    for name in ["ceilings", "trust", "ageing", "stacks by"] { #expect(!report.contains("\n\(name)"), "\(name)") }
    #expect(!ScaleMarkdown.render(result, limit: 3).contains("ceilings"))
  }

  @Test("Colours only where they are wanted")
  func colors() {
    #expect(!text(ScaleFixture.result).contains("\u{1b}"))
    #expect(text(ScaleFixture.result, usesColor: true).hasPrefix("\u{1b}[1mAt N=16"))
  }

  @Test("Names from strangers' programs change neither the terminal nor the tables")
  func hostileNames() {
    var result = ScaleFixture.levelsOnly
    let plain = ScaleMarkdown.render(result, limit: 20).split(separator: "\n").count
    for name in HostileNames.all {
      result.ceilings[0].name = name
      result.account?.stacks[0].victim[2] = FrameName(name, file: "a/\(name)", line: 3)
      let report = text(result)
      #expect(!report.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" || $0.properties.generalCategory == .format })
      let markdown = ScaleMarkdown.render(result, limit: 20)
      #expect(markdown.split(separator: "\n").count == plain)
      for row in section("ceilings", of: markdown) { #expect(cells(row).count == 9, "\(row)") }
    }
  }

  @Test("Markdown is short: sentence, trust, levels, waterfall, ceilings and the first stacks")
  func markdown() {
    let markdown = ScaleMarkdown.render(ScaleFixture.result, limit: 3)
    #expect(markdown.hasPrefix("### At N=16 you get"))
    #expect(markdown.contains("- warning steal: "))
    #expect(markdown.contains("- ok closure, little, processors, lost, drift"))
    #expect(section("stacks by what they add at N=16", of: markdown).map { cells($0).count } == [11, 11, 11, 11, 11])
    #expect(markdown.contains("\n10 more are not shown.\n"))
    #expect(!markdown.contains("ageing"))
  }
}

extension String {
  /// The parts of a line that stand two or more spaces apart.
  fileprivate var componentsSeparatedByAtLeastTwoSpaces: [String] {
    var parts: [String] = [""]
    var spaces = 0
    for character in self {
      if character == " " {
        spaces += 1
        continue
      }
      if spaces > 1, parts.last != "" { parts.append("") } else if spaces == 1 { parts[parts.count - 1].append(" ") }
      spaces = 0
      parts[parts.count - 1].append(character)
    }
    return parts
  }
}
