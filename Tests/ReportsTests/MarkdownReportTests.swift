import Profiles
import Testing

@Suite struct MarkdownReportTests {
  private let profile = ProfileFixture.recorded([("main;serve;parse", 6), ("main;serve", 3), ("main", 1)]).profile

  @Test("The functions are a table of self, total, time, name and place")
  func functions() throws {
    let table = try section("functions", of: profile.markdown())
    #expect(table.prefix(2) == ["| self | total | time | name | place |", "|---:|---:|---:|---|---|"])
    #expect(
      table.dropFirst(2).map(cells) == [
        ["60.0 %", "60.0 %", "60.0 ms", "`parse`", "parse.swift:3"], ["30.0 %", "90.0 %", "30.0 ms", "`serve`", "serve.swift:3"],
        ["10.0 %", "100 %", "10.0 ms", "`main`", "main.swift:3"],
      ])
  }

  @Test("Heading and trust line come first, with nothing in them read as markup")
  func heading() throws {
    var fixture = ProfileFixture.recorded([("main", 1)])
    fixture.change {
      $0.environment.target = "/bin/a_b*<i>#1"
      $0.environment.clock = "cycles [hardware] | `x`"
    }
    let markdown = try fixture.profile.markdown()
    #expect(markdown.hasPrefix("### a\\_b\\*&lt;i&gt;\\#1, process 4711, "))
    #expect(markdown.contains("cycles \\[hardware\\] \\| \\`x\\`, bpf collector\n"))
  }

  @Test("A table is as long as the limit, and how many rows are missing is told below it")
  func limit() throws {
    let markdown = try profile.markdown(limit: 1)
    #expect(try section("functions", of: profile.markdown(limit: 1)).count == 3)
    #expect(markdown.contains("\n2 more are not shown.\n"))
    #expect(try !profile.markdown(limit: 3).contains("not shown"))
  }

  @Test("Threads have the whole in their shares")
  func threads() throws {
    #expect(try section("threads", of: profile.markdown()).dropFirst(2).map(cells) == [["100 %", "100 ms", "`[no thread]`"]])
  }

  @Test("A unit that a file makes up cannot end a cell")
  func unit() throws {
    var fixture = ProfileFixture([ValueType(type: "odd", unit: "a|b\nc")], defaultType: "odd")
    fixture.add(["main"], values: [7])
    let table = try section("functions", of: fixture.profile.markdown())
    #expect(table.map { cells($0).count } == [5, 5, 5])
  }
}
