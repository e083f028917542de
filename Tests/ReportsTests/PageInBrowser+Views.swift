import Profiles
import Testing

@testable import Reports

extension PageInBrowser {
  /// Views, what is left out of them, and who is selected.
  @Suite struct Views {
    /// parse is called by serve (5) and by save (3, of which 1 by way of itself).
    private let profile = ProfileFixture.recorded([
      ("main;serve;parse", 5), ("main;serve", 2), ("main;save;parse", 2), ("main;save;parse;parse", 1),
    ]).profile

    private static let rows =
      "const rows = () => [...document.querySelectorAll('#functions tbody tr')].map((row) => "
      + "[...row.cells].slice(0, 5).map((cell) => cell.textContent).join(' '));"

    @Test("Steps leave functions out or look at one alone, and are taken back one by one or out of turn")
    func trail() throws {
      let answer = try Browser.run(
        profile.html(),
        """
        \(Self.rows)
        const steps = () => all("#trail li b");
        const result = { start: rows() };
        click(0.2, 2);
        key("f");
        result.focus = [rows(), steps(), all("#tree td.name")];
        key("u");
        result.undone = [rows(), steps()];
        const frame = (name) => data.names.indexOf(name);
        transform("drop", frame("save"));
        result.drop = [rows(), steps()];
        transform("merge", frame("parse"));
        result.merge = [rows(), steps()];
        document.querySelector("#trail li:first-child button").click();
        result.onlyMerge = [rows(), steps()];
        result.address = location.hash;
        document.getElementById("reset").click();
        result.reset = [rows(), steps()];
        return result;
        """)
      let all = ["80.0 % 80.0 % 80.0 ms parse parse.swift:3", "20.0 % 70.0 % 20.0 ms serve serve.swift:3"]
      func rows(_ key: String) -> [String] { ((answer[key] as? [Any])?[0] as? [String] ?? []).filter { !$0.hasPrefix("0.0 %") } }
      func steps(_ key: String) -> [String] { (answer[key] as? [Any])?[1] as? [String] ?? [] }
      #expect((answer["start"] as? [String])?.prefix(2) == all[...])
      #expect(rows("focus") == ["71.4 % 71.4 % 50.0 ms parse parse.swift:3", "28.6 % 100 % 20.0 ms serve serve.swift:3"])
      #expect(steps("focus") == ["serve"])
      #expect((answer["focus"] as? [Any])?[2] as? [String] == ["▾serve", "parse"])
      #expect(rows("undone") == all && steps("undone") == [])
      #expect(rows("drop") == rows("focus").map { $0.replacing("100 % 20.0", with: "100 % 20.0") } && steps("drop") == ["save"])
      #expect(rows("merge") == ["100 % 100 % 70.0 ms serve serve.swift:3"] && steps("merge") == ["save", "parse"])
      #expect(rows("onlyMerge") == ["70.0 % 70.0 % 70.0 ms serve serve.swift:3", "30.0 % 30.0 % 30.0 ms save save.swift:3"])
      #expect(steps("onlyMerge") == ["parse"])
      #expect((answer["address"] as? String)?.contains("a=c") == true)
      #expect(rows("reset") == all && steps("reset") == [])
    }

    @Test("Recursion is folded also where a function calls itself by way of others")
    func indirectRecursion() throws {
      let visitor = ProfileFixture.recorded([("main;visit;child;visit;leaf", 3), ("main;visit;child;visit;child", 2), ("main;visit;leaf", 1)]).profile
      let answer = try Browser.run(
        visitor.html(),
        "const before = collapsedText(); key('r'); return { before, folded: collapsedText(), total: tree.total[0] };")
      #expect((answer["before"] as? String)?.contains("main;visit;child;visit;leaf 30000000") == true)
      #expect(
        (answer["folded"] as? String)?.split(separator: "\n").sorted() == ["main;visit;child 20000000", "main;visit;leaf 40000000"])
      #expect(answer["total"] as? Int == 60_000_000)
    }

    @Test("Callers and callees of a function are beside each other; a function that calls itself counts once")
    func sandwich() throws {
      let answer = try Browser.run(
        profile.html(),
        """
        showSandwich(data.names.indexOf("parse"));
        const level = (view, row) => view.boxes.filter((box) => box.row === row).map((box) => [labelOf(view.tree, box.node), view.tree.total[box.node] / 1e6]);
        const result = { title: all("#sandwich-title")[0], callers: level(callers, 2), self: level(callers, 1), callees: level(callees, 2),
          hidden: document.getElementById("graph").hidden, address: location.hash };
        key("Escape");
        return { ...result, back: document.getElementById("sandwich").hidden };
        """)
      #expect(answer["title"] as? String == "parse")
      #expect("\(answer["self"] ?? "")" == "\([["parse", 80] as [Any]])")
      #expect("\(answer["callers"] ?? "")" == "\([["serve", 50] as [Any], ["save", 30]])")
      #expect("\(answer["callees"] ?? "")" == "\([["parse", 10] as [Any]])")
      #expect(answer["hidden"] as? Bool == true && answer["back"] as? Bool == true)
      #expect((answer["address"] as? String)?.contains("v=sandwich") == true)
    }

    @Test("Several steps that look at one function are all in force, one inside the other, for callers and callees too")
    func focusSteps() throws {
      let profile = ProfileFixture.recorded([
        ("main;serve;parse;read", 5), ("main;parse;serve;read", 3), ("main;serve;read", 2), ("main;save;parse;read", 1),
        ("main;serve;parse;serve;parse", 4),
      ]).profile
      let answer = try Browser.run(
        profile.html(),
        """
        const focus = (...names) => {
          trail = names.map((name) => ({ kind: "focus", frame: data.names.indexOf(name) }));
          rebuild([]);
          return collapsedText().trim().split("\\n").sort();
        };
        const result = { both: focus("serve", "parse"), other: focus("parse", "serve"), same: focus("serve", "serve"), once: focus("serve") };
        showSandwich(data.names.indexOf("read"));
        const totals = () => [callers.tree.total[0], callees.tree.total[0]].map((total) => total / 1e7);
        result.serve = totals();
        trail = [];
        rebuild([]);
        return { ...result, all: totals() };
        """)
      #expect(answer["both"] as? [String] == ["parse;read 50000000", "parse;serve;parse 40000000"])
      #expect(answer["other"] as? [String] == ["serve;parse 40000000", "serve;read 30000000"])
      #expect(answer["same"] as? [String] == answer["once"] as? [String])
      #expect(answer["serve"] as? [Int] == [10, 10] && answer["all"] as? [Int] == [11, 11])
    }

    @Test("Folded, a function that calls itself is one box")
    func recursion() throws {
      let answer = try Browser.run(
        profile.html(), "const before = flame.rows; key('r'); return { before, after: flame.rows, pressed: all('button[aria-pressed=true]') };")
      #expect(answer["before"] as? Int == 5 && answer["after"] as? Int == 4)
      #expect((answer["pressed"] as? [String])?.contains("Recursion folded") == true)
    }

    @Test("Threads, tasks and a piece of time drive every table; the address brings them back")
    func selection() throws {
      var fixture = ProfileFixture()
      for (thread, stack, time, samples) in [("one", "main;early", 100, 4), ("one", "main;late", 900, 2), ("two", "main;late", 950, 3)]
        as [(String, String, Int64, Int64)]
      {
        fixture.add(stack, samples: samples, labels: [Label("thread", thread), Label("timestamp", time, unit: "nanoseconds")])
      }
      var profile = fixture.profile
      profile.duration = 1_000
      let script = """
        const said = () => [all("#detail")[0], all("#threads tbody tr td:first-child"), all("#functions tbody tr td.name"), all("#trail li")];
        """
      let answer = try Browser.run(
        profile.html(),
        script + """
          const result = { start: said() };
          [...document.querySelectorAll("#threads button")].find((button) => button.textContent === "two").click();
          result.thread = said();
          [...document.querySelectorAll("#threads button")].find((button) => button.textContent === "two").click();
          chooseTime(0.5, 1);
          result.time = said();
          result.tracks = tracks.map((track) => `${track.label} ${Math.round(track.heights.reduce((a, b) => a + b, 0) / 1e6)}`);
          result.address = location.hash.slice(1);
          setView("time");
          result.boxes = flame.boxes.filter((box) => box.row === 2).map((box) => labelOf(flame.tree, box.node));
          chooseTime(1, 0);
          result.order = flame.boxes.filter((box) => box.row === 2).map((box) => labelOf(flame.tree, box.node));
          return result;
          """)
      func said(_ key: String, _ index: Int) -> [String] {
        let part = (answer[key] as? [Any])?[index]
        return part as? [String] ?? [part as? String ?? ""]
      }
      #expect(said("start", 0)[0].hasPrefix("all — total 100 % (90.0 ms)"))
      #expect(said("start", 1) == ["66.7 %", "33.3 %"])
      #expect(said("thread", 0)[0].hasPrefix("all — total 100 % (30.0 ms)"))
      #expect(said("thread", 1) == ["66.7 %", "33.3 %"] && said("thread", 2) == ["late", "main"])
      #expect(said("thread", 3) == ["Threads: two ✕"])
      #expect(said("time", 0)[0].hasPrefix("all — total 100 % (50.0 ms)"))
      #expect(said("time", 3) == ["Time: 500 ns … 1.00 µs ✕"])
      #expect(answer["boxes"] as? [String] == ["late"])
      #expect(answer["order"] as? [String] == ["early", "late"])
      // What is left out stays to be seen, pale; threads stay to be chosen.
      #expect(answer["tracks"] as? [String] == ["all on show 90", "one 60", "two 30"])
      let again = try Browser.run(profile.html(), address: try #require(answer["address"] as? String), script + "return { again: said() };")
      #expect("\(again["again"] ?? "")" == "\(answer["time"] ?? "")")
    }

    @Test("Values are told in total, per request and per second")
    func units() throws {
      var profile = profile
      profile.environment.requests = 1_000
      profile.duration = 2_000_000_000
      let answer = try Browser.run(
        profile.html(),
        """
        const unit = document.getElementById("unit");
        const say = (value) => { unit.value = value; unit.dispatchEvent(new Event("change")); return all("#tree tbody tr:first-child td")[2]; };
        return { total: say("total"), request: say("request"), second: say("second") };
        """)
      #expect(answer["total"] as? String == "100 ms")
      #expect(answer["request"] as? String == "100 µs")
      #expect(answer["second"] as? String == "50.0 ms/s")
    }

    @Test("What is no time is not written as one; what was not measured is not to be chosen")
    func counts() throws {
      var fixture = ProfileFixture()
      fixture.add("main;work", samples: 1_500)
      let answer = try Browser.run(
        fixture.profile.html { $0.sampleType = "samples" }, address: "u=second",
        """
        return { titles: all("#functions th"), row: all("#functions tbody tr:first-child td"), unit: element("unit").value,
          hidden: element("unit").querySelector("[value=second]").hidden, said: inUnit(1500, "count") };
        """)
      #expect((answer["titles"] as? [String])?[2] == "Value")
      #expect((answer["row"] as? [String])?[2] == "1 500")
      #expect(answer["unit"] as? String == "total" && answer["hidden"] as? Bool == true && answer["said"] as? String == "1 500")
    }

    @Test("The view leaves the page as collapsed stacks that add up, as a picture, and a stack as text")
    func export() throws {
      let answer = try Browser.run(
        profile.html(),
        """
        const picture = new DOMParser().parseFromString(pictureText(), "image/svg+xml");
        flame.focus = flame.follow(["main", "save", "parse"].map((name) => data.names.indexOf(name)));
        describe(flame, flame.focus);
        return { collapsed: collapsedText(), stack: stackText(), wrong: picture.querySelectorAll("parsererror").length,
          titles: [...picture.querySelectorAll("g title")].map((title) => title.textContent), boxes: picture.querySelectorAll("g rect").length };
        """)
      let lines = (answer["collapsed"] as? String)?.split(separator: "\n").sorted()
      #expect(lines == ["main;save;parse 20000000", "main;save;parse;parse 10000000", "main;serve 20000000", "main;serve;parse 50000000"])
      #expect(answer["stack"] as? String == "parse\nsave\nmain")
      #expect(answer["wrong"] as? Int == 0 && answer["boxes"] as? Int == 7)
      #expect((answer["titles"] as? [String])?.contains("serve — 70.0 % (70.0 ms)") == true)
    }

    @Test("Source lines have the numbers of the report by line, and follow what is selected and left out")
    func lines() throws {
      var fixture = ProfileFixture()
      for (thread, samples) in [("one", 4), ("two", 2)] as [(String, Int64)] {
        fixture.add("main;parse", samples: samples, labels: [Label("thread", thread)])
        fixture.add("main;save", samples: 1, labels: [Label("thread", thread)])
      }
      var profile = fixture.profile
      // Another line of parse, called from another line of main; only thread two was there.
      for (name, line) in [("main", 40), ("parse", 9)] {
        let function = try #require(profile.functions.firstIndex { $0.name == name })
        profile.locations.append(Location(mapping: nil, address: UInt64(line), lines: [Line(function: function, line: line)]))
      }
      let (main, parse) = (UInt32(profile.locations.count - 2), UInt32(profile.locations.count - 1))
      let labels = profile.labelSets.intern([Label("thread", "two")])
      profile.samples.append(stack: profile.stacks.intern([parse, main]), labels: labels, values: [3, 30_000_000])
      // Of this code nobody knows the line.
      let save = try #require(profile.functions.firstIndex { $0.name == "save" })
      profile.locations.append(Location(mapping: nil, address: 77, lines: [Line(function: save, line: 0)]))
      let other = profile.labelSets.intern([Label("thread", "one")])
      profile.samples.append(stack: profile.stacks.intern([UInt32(profile.locations.count - 1), main]), labels: other, values: [1, 10_000_000])
      let answer = try Browser.run(
        profile.html(),
        """
        const rows = () => [...document.querySelectorAll("#functions tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent).join(" "));
        document.getElementById("by-line").click();
        const result = { all: rows(), hint: document.getElementById("line-hint").textContent };
        choose("thread", data.threads.indexOf("two"), false);
        result.two = rows();
        transform("drop", data.names.indexOf("save"));
        result.dropped = rows();
        transform("merge", data.names.indexOf("parse"));
        result.merged = rows();
        return result;
        """)
      var options = ViewOptions()
      options.groupBy = .line
      let report = try FunctionTable(profile, options)
      let rows = report.rows.map { row in
        let share = { (value: Int64) in Quantity.percent(value, of: report.total) }
        let isKnown = row.frame.line > 0
        let name = "\(row.frame.name) \(row.frame.name).swift\(isKnown ? ":\(row.frame.line)" : ", no line")"
        return "\(share(row.selfValue)) \(isKnown ? share(row.total) : "–") \(Quantity.seconds(row.selfValue)) \(name)"
      }
      #expect(Set(answer["all"] as? [String] ?? []) == Set(rows) && rows.count == 6)
      #expect((answer["hint"] as? String)?.contains("total what ran while the line was on the stack") == true)
      #expect(
        (answer["two"] as? [String]) == [
          "50.0 % – 30.0 ms parse parse.swift:9", "33.3 % – 20.0 ms parse parse.swift:5", "16.7 % – 10.0 ms save save.swift:5",
        ])
      #expect((answer["dropped"] as? [String]) == ["60.0 % – 30.0 ms parse parse.swift:9", "40.0 % – 20.0 ms parse parse.swift:5"])
      #expect((answer["merged"] as? [String]) == ["100 % – 50.0 ms main main.swift, no line"])
    }

    @Test("Inverted, a function's own time is that of the leaf; callers have none of their own")
    func inverted() throws {
      let profile = ProfileFixture.recorded([("main;serve;parse", 3), ("main;parse", 1)]).profile
      let answer = try Browser.run(
        profile.html(),
        """
        key("i");
        const rows = () => [...document.querySelectorAll("#tree tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent.trim()).join(" "));
        const result = { rows: rows() };
        key("i");
        showSandwich(data.names.indexOf("parse"));
        result.all = all("#detail")[0];
        callers.move("ArrowDown");
        result.parse = all("#detail")[0];
        key("f");
        result.trail = all("#trail li");
        return result;
        """)
      #expect((answer["rows"] as? [String])?.first?.hasPrefix("100 % 100 % 40.0 ms") == true)
      #expect((answer["rows"] as? [String])?.dropFirst().allSatisfy { $0.split(separator: "%").count == 2 } == true)
      #expect(answer["all"] as? String == "all calls of parse — total 100 % (40.0 ms), self 0.0 % (0 ns), /src/parse.swift:3")
      #expect(answer["parse"] as? String == "parse — total 100 % (40.0 ms), /src/parse.swift:3")
      #expect(answer["trail"] as? [String] == ["only parse ✕"])
    }

    @Test("In the order of time, what is too narrow to be seen is drawn together, and the whole width is filled")
    func narrow() throws {
      var fixture = ProfileFixture()
      fixture.change { $0.duration = 10_000_000_000 }
      for number in 0..<5_000 {
        let time = Label("timestamp", Int64(number) * 2_000_000, unit: "nanoseconds")
        fixture.add("main;one\(number % 2);two\(number % 3)", samples: 1, labels: [time])
      }
      let answer = try Browser.run(
        fixture.profile.html(),
        """
        key("1");
        const width = (row) => flame.boxes.filter((box) => box.row === row).reduce((sum, box) => sum + box.width, 0) / flame.place.clientWidth;
        const isApart = flame.boxes.every((box) => isSeen(box.width));
        return { widths: [1, 2, 3].map(width), isApart, boxes: flame.boxes.length };
        """)
      // At most the last pixel of a row stays empty.
      #expect((answer["widths"] as? [Double])?.allSatisfy { $0 > 0.99 && $0 < 1.001 } == true, "\(answer)")
      #expect(answer["isApart"] as? Bool == true)
    }

    @Test("Reset shows everything as it was at first; Undo brings back what it took away")
    func reset() throws {
      let profile = ProfileFixture.recorded([("main;serve;parse", 3), ("main;save", 1)]).profile
      let answer = try Browser.run(
        profile.html(),
        """
        const said = () => [location.hash, all("#trail li").join(), document.getElementById("search").value, all("button[aria-pressed=true]").join()];
        transform("drop", data.names.indexOf("save"));
        ["i", "k", "s"].forEach((name) => key(name));
        search("parse");
        const before = said();
        document.getElementById("reset").click();
        const after = said();
        key("u");
        return { before, after, back: said() };
        """)
      #expect(answer["after"] as? [String] == ["", "", "", "Flame graph,Kernel"])
      #expect((answer["before"] as? [String])?[1] == "without save ✕")
      #expect(answer["back"] as? [String] == answer["before"] as? [String])
    }
  }
}
