import Profiles
import Testing

@Suite struct TextReportFormTests {
  private let many = ProfileFixture.recorded((1...30).map { ("main;f\($0)", Int64($0)) }).profile

  @Test("A table has at most as many rows as the limit, then a line with the number and share of the rest")
  func limit() throws {
    let table = rows("functions", of: try many.text(limit: 2))
    #expect(table.count == 3)
    #expect(table[0] == "6.5 % 6.5 % 300 ms f30 f30.swift:3")
    // f1 … f28 are 406 of 465 samples.
    #expect(table[2] == "… 29 more with 87.3 % together (--limit)")
  }

  @Test("The tree has at most three times as many rows as the limit")
  func treeLimit() throws {
    let tree = rows("stacks", of: try many.text(limit: 2))
    #expect(tree.count == 7)
    #expect(tree.last?.hasPrefix("… 25 smaller nodes") == true)
  }

  @Test("A limit that nothing exceeds leaves nothing to tell")
  func noLimit() throws {
    for limit in [31, 1_000_000] {
      let table = rows("functions", of: try many.text(limit: limit))
      #expect(table.count == 31)
      #expect(!table.contains { $0.hasPrefix("…") })
    }
  }

  @Test("Without colour there is not one escape, with colour the words are the same")
  func color() throws {
    let plain = try many.text()
    let colored = try many.text(color: true)
    #expect(!plain.unicodeScalars.contains("\u{1b}"))
    #expect(colored.contains("\u{1b}[1m"))
    #expect(colored.replacing(/\u{1b}\[[0-9;]*m/, with: "") == plain)
  }

  @Test("No line is wider than the terminal", arguments: [60, 80, 120])
  func width(_ width: Int) throws {
    var fixture = ProfileFixture.recorded([])
    let long = String(repeating: "Module.Type.function ", count: 20)
    for depth in 1...40 { fixture.add((0..<depth).map { "\(long)\($0)" }, values: [1, 10_000_000]) }
    fixture.change { $0.environment.notes = [String(repeating: "a word, ", count: 60)] }
    let text = try fixture.profile.text(width: width)
    // One sentence is the tool's own and has no break.
    let lines = text.split(separator: "\n").filter { !$0.contains("--limit") }
    #expect(lines.filter { $0.count > width } == [])
  }

  @Test("A long name loses its middle and keeps both ends")
  func longName() throws {
    let profile = ProfileFixture.recorded([("first" + String(repeating: "x", count: 10_000) + "last", 1)]).profile
    let row = try #require(section("functions", of: try profile.text(width: 80)).last)
    #expect(row.count == 80)
    #expect(row.contains("firstxxx") && row.contains("…") && row.hasSuffix("xxxlast"))
  }

  @Test("A bad expression is an error that says how to mend it")
  func badExpression() {
    let error = #expect(throws: ViewError.self) { try many.text { $0.focus = "(" } }
    #expect(error?.remedy.isEmpty == false)
  }
}
