import Profiles
import Testing

@Suite struct TextReportTests {
  private let busy = ProfileFixture.recorded([("main;serve;parse", 6), ("main;serve", 1), ("main;save;parse", 2), ("main;save;flush", 1)]).profile

  @Test("Self shares and times of all functions add up to the whole, totals count every stack a function is in")
  func functions() throws {
    #expect(
      rows("functions", of: try busy.text()) == [
        "80.0 % 80.0 % 80.0 ms parse parse.swift:3", "10.0 % 70.0 % 10.0 ms serve serve.swift:3", "10.0 % 10.0 % 10.0 ms flush flush.swift:3",
        "0.0 % 100 % 0 ns main main.swift:3", "0.0 % 30.0 % 0 ns save save.swift:3",
      ])
  }

  @Test("A recursive function counts once in its total")
  func recursion() throws {
    let profile = ProfileFixture.recorded([("main;walk;visit;walk;walk", 3), ("main;walk", 1)]).profile
    #expect(rows("functions", of: try profile.text()).first == "100 % 100 % 40.0 ms walk walk.swift:3")
  }

  @Test("The tree gives each caller its total and its self share, the largest first")
  func tree() throws {
    #expect(
      rows("stacks", of: try busy.text()) == [
        "100 % main", "70.0 % 10.0 % serve", "60.0 % 60.0 % parse", "30.0 % save", "20.0 % 20.0 % parse", "10.0 % 10.0 % flush",
      ])
  }

  @Test("Lines lead from each function to what it calls; one that is alone stays in the column of its caller")
  func branches() throws {
    let stacks = [("parse;scan", 40), ("parse;match;step", 20), ("save;write", 30)].map { ("main;loop;" + $0, Int64($1)) }
    let profile = ProfileFixture.recorded(stacks + [("main;loop", 10)]).profile
    #expect(
      try section("stacks", of: profile.text(width: 80)) == [
        "   total    self              callers first; █ self, ░ callees",
        "   100 %          ░░░░░░░░░░  main",
        "   100 %  10.0 %  █░░░░░░░░░  loop",
        "  60.0 %          ░░░░░░      ├─ parse",
        "  40.0 %  40.0 %  ████        │  ├─ scan",
        "  20.0 %          ░░          │  └─ match",
        "  20.0 %  20.0 %  ██          │     step",
        "  30.0 %          ░░░         └─ save",
        "  30.0 %  30.0 %  ███            write",
      ])
  }

  @Test("Several roots are branches of one tree: where the stacks of one end and those of the next begin is seen")
  func roots() throws {
    let profile = ProfileFixture.recorded([("main;work;step", 6), ("thread;wait", 4)]).profile
    #expect(
      try section("stacks", of: profile.text(width: 60)).dropFirst() == [
        "  60.0 %          ├─ main", "  60.0 %          │  work", "  60.0 %  60.0 %  │  step", "  40.0 %          └─ thread",
        "  40.0 %  40.0 %     wait",
      ])
  }

  @Test("A narrow terminal has the lines of the tree, but no bars")
  func narrowTree() throws {
    let profile = ProfileFixture.recorded([("main;parse", 3), ("main;save", 1)]).profile
    #expect(
      try section("stacks", of: profile.text(width: 60)).dropFirst() == [
        "   100 %          main", "  75.0 %  75.0 %  ├─ parse", "  25.0 %  25.0 %  └─ save",
      ])
  }

  @Test("Functions have a bar of their own share where it leaves room for the names")
  func bars() throws {
    #expect(
      try section("functions", of: busy.text(width: 80)).prefix(3) == [
        "    self    total        time              name",
        "  80.0 %   80.0 %     80.0 ms  ████████    parse  parse.swift:3",
        "  10.0 %   70.0 %     10.0 ms  █           serve  serve.swift:3",
      ])
    #expect(try section("functions", of: busy.text(width: 60))[1] == "  80.0 %   80.0 %     80.0 ms  parse  parse.swift:3")
  }

  @Test("A caller reached through await is marked")
  func await() throws {
    var fixture = ProfileFixture()
    fixture.asyncNames = ["handle"]
    fixture.add("handle;parse", samples: 1)
    #expect(rows("stacks", of: try fixture.profile.text()) == ["100 % ~ handle", "100 % 100 % parse"])
  }

  @Test("Nodes below one per cent are left out of the tree, and their number is told")
  func smallNodes() throws {
    let profile = ProfileFixture.recorded([("main;hot", 998), ("main;one", 1), ("main;two", 1)]).profile
    #expect(
      rows("stacks", of: try profile.text()) == [
        "100 % main", "99.8 % 99.8 % hot", "… 2 smaller nodes (below 1 % each, or beyond --limit) are not shown",
      ])
  }

  @Test("The scheduler and thunks are hidden unless asked for; their time goes to the caller")
  func hidden() throws {
    var fixture = ProfileFixture()
    fixture.kinds = ["start": .scheduler, "glue": .thunk]
    fixture.add("start;main;glue", samples: 4)
    #expect(rows("functions", of: try fixture.profile.text()) == ["100 % 100 % 40.0 ms main main.swift:3"])
    let all = try fixture.profile.text {
      $0.showsScheduler = true
      $0.showsThunks = true
    }
    #expect(rows("stacks", of: all) == ["100 % start", "100 % main", "100 % 100 % glue"])
  }

  @Test("What focus leaves out is told, and shares are those of what is left")
  func focus() throws {
    let text = try busy.text { $0.focus = "save" }
    #expect(text.contains("shown: 30.0 % of 100 ms, the rest was left out by --focus or --ignore\n"))
    #expect(rows("functions", of: text).first == "66.7 % 66.7 % 20.0 ms parse parse.swift:3")
  }

  @Test("Grouped by line the table has a row for each line, and stacks are still of functions")
  func lines() throws {
    let text = try busy.text { $0.groupBy = .line }
    #expect(rows("lines", of: text).first == "80.0 % 80.0 % 80.0 ms parse parse.swift:5")
    #expect(rows("stacks", of: text).first == "100 % main")
  }

  @Test("A value without a time unit is shown as a number with its unit")
  func units() throws {
    var fixture = ProfileFixture([ValueType(type: "space", unit: "bytes")], defaultType: "space")
    fixture.add(["main"], values: [12_345])
    #expect(rows("functions", of: try fixture.profile.text()) == ["100 % 100 % 12 345 bytes main main.swift:3"])
  }
}
