import Profiles
import Testing

extension PageInBrowser {
  /// What a reader can do with the page.
  @Suite struct Actions {
    /// main is the whole; below it serve has 70 % on the left, save 30 % on the right.
    private let profile = ProfileFixture.recorded([("main;serve;parse", 5), ("main;serve", 2), ("main;save;parse", 2), ("main;save;parse;save", 1)])
      .profile

    @Test("A search tells the share of stacks with a match, each once, and a wrong expression is told")
    func search() throws {
      let answer = try Browser.run(
        profile.html(),
        """
        const search = document.getElementById("search");
        const type = (text) => { search.value = text; search.dispatchEvent(new Event("input")); return all("#matched")[0]; };
        return { parse: type("parse"), save: type("SA.E"), all: type("."), none: type("nothing"), wrong: type("("), bad: search.classList.contains("bad"),
          empty: type(""), good: !search.classList.contains("bad") };
        """)
      #expect(answer["parse"] as? String == "80.0 % matched")
      #expect(answer["save"] as? String == "30.0 % matched")
      #expect(answer["all"] as? String == "100 % matched")
      #expect(answer["none"] as? String == "0.0 % matched")
      #expect(answer["wrong"] as? String == "not a regular expression")
      #expect(answer["empty"] as? String == "")
      #expect(answer["bad"] as? Bool == true && answer["good"] as? Bool == true)
    }

    @Test("A match has another colour, and only a match")
    func colors() throws {
      let answer = try Browser.run(
        profile.html(),
        """
        const canvas = document.getElementById("canvas");
        const pixel = (x, row) => [...canvas.getContext("2d").getImageData(x * canvas.width, row * 19 + 2, 1, 1).data].join();
        const before = [pixel(0.35, 2), pixel(0.85, 2)];
        document.getElementById("search").value = "serve";
        document.getElementById("search").dispatchEvent(new Event("input"));
        const after = [pixel(0.35, 2), pixel(0.85, 2)];
        return { serve: before[0] !== after[0], save: before[1] !== after[1], drawn: before[0] !== pixel(0.35, 20) };
        """)
      #expect(answer["serve"] as? Bool == true)
      #expect(answer["save"] as? Bool == false)
      #expect(answer["drawn"] as? Bool == true)
    }

    @Test("A click zooms to a frame and describes it; Escape, Reset and the path lead back")
    func zoom() throws {
      let answer = try Browser.run(
        profile.html(),
        """
        const result = {};
        click(0.85, 2);
        result.path = all("#crumbs li");
        result.detail = all("#detail")[0];
        click(0.2, 3);
        result.deeper = all("#crumbs li");
        document.querySelector("#crumbs li:nth-child(2) button").click();
        result.up = all("#crumbs li");
        key("Escape");
        result.whole = all("#crumbs li");
        click(0.2, 2);
        document.getElementById("reset").click();
        result.reset = all("#crumbs li");
        click(0.2, 25);
        result.nowhere = all("#crumbs li");
        return result;
        """)
      #expect(answer["path"] as? [String] == ["all", "main", "save"])
      #expect(answer["detail"] as? String == "save — total 30.0 % (30.0 ms), self 0.0 % (0 ns), /src/save.swift:3")
      // Zoomed in, save is as wide as the graph: its only child starts at the left edge.
      #expect(answer["deeper"] as? [String] == ["all", "main", "save", "parse"])
      #expect(answer["up"] as? [String] == ["all", "main"])
      for key in ["whole", "reset", "nowhere"] { #expect(answer[key] as? [String] == [], "\(key)") }
    }

    @Test("Arrow keys move in the graph, Enter zooms, n goes from match to match")
    func keyboard() throws {
      let answer = try Browser.run(
        profile.html(),
        """
        const graph = document.getElementById("graph");
        const said = () => all("#detail b")[0];
        const walk = ["ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft"].map((name) => { key(name, graph); return said(); });
        key("Enter", graph);
        const path = all("#crumbs li");
        key("0");
        const search = document.getElementById("search");
        search.value = "parse";
        search.dispatchEvent(new Event("input"));
        const totals = ["n", "n", "n", "N"].map((name) => { key(name); return all("#detail")[0].match(/total [^(]*/)[0].trim(); });
        return { walk, path, totals };
        """)
      #expect(answer["walk"] as? [String] == ["main", "serve", "save", "parse", "save", "save", "serve"])
      #expect(answer["path"] as? [String] == ["all", "main", "serve"])
      #expect(answer["totals"] as? [String] == ["total 50.0 %", "total 30.0 %", "total 50.0 %", "total 30.0 %"])
    }

    @Test("An address brings the same view back")
    func address() throws {
      let first = try Browser.run(
        profile.html(),
        """
        click(0.85, 2);
        document.getElementById("search").value = "parse";
        document.getElementById("search").dispatchEvent(new Event("input"));
        key("d");
        return { address: location.hash.slice(1), dark: document.documentElement.classList.contains("dark") };
        """)
      let address = try #require(first["address"] as? String)
      let second = try Browser.run(
        profile.html(), address: address,
        """
        return { path: all("#crumbs li"), matched: all("#matched")[0], search: document.getElementById("search").value,
          dark: document.documentElement.classList.contains("dark") };
        """)
      #expect(second["path"] as? [String] == ["all", "main", "save"])
      #expect(second["matched"] as? String == "80.0 % matched")
      #expect(second["search"] as? String == "parse")
      #expect(second["dark"] as? Bool == first["dark"] as? Bool)
    }

    @Test("Without the kernel its time is that of what called it, and nothing is lost")
    func kernel() throws {
      var fixture = ProfileFixture()
      fixture.kinds = ["sys_read": .kernel, "copy": .kernel]
      fixture.add("main;read;sys_read;copy", samples: 3)
      fixture.add("main;work", samples: 1)
      let answer = try Browser.run(
        fixture.profile.html(),
        """
        const rows = () => [...document.querySelectorAll("#functions tbody tr")].map((row) => `${row.querySelector("td.name").textContent} ${row.cells[0].textContent}`);
        const before = rows();
        key("k");
        return { before, after: rows(), address: location.hash, pressed: document.getElementById("kernel").ariaPressed };
        """)
      #expect((answer["before"] as? [String])?.first == "copy 75.0 %")
      #expect(answer["after"] as? [String] == ["read 75.0 %", "work 25.0 %", "main 0.0 %"])
      #expect(answer["address"] as? String == "#k=0")
      #expect(answer["pressed"] as? String == "false")
    }

    @Test("Undo takes back selections and steps in the order they were made, and what nothing is left of says so")
    func undo() throws {
      var fixture = ProfileFixture()
      fixture.add("main;one", samples: 1, labels: [Label("thread", "a"), Label("tid", 1)])
      fixture.add("main;two", samples: 1, labels: [Label("thread", "b"), Label("tid", 2)])
      let answer = try Browser.run(
        fixture.profile.html(),
        """
        const said = () => [all("#functions td.name").join(), all("#trail li").join()].join(" / ");
        const steps = [said()];
        choose("thread", data.threads.indexOf("a (1)"), false);
        steps.push(said());
        transform("drop", data.names.indexOf("one"));
        const nothing = all("#functions tbody tr");
        for (let number = 0; number < 2; number++) { key("u"); steps.push(said()); }
        const filter = document.getElementById("filter");
        filter.value = "zzz";
        filter.dispatchEvent(new Event("input"));
        return { steps, nothing, filtered: all("#functions tbody tr"), undo: document.getElementById("undo").disabled };
        """)
      #expect(answer["steps"] as? [String] == ["one,two,main / ", "one,main / Threads: a (1) ✕", "one,main / Threads: a (1) ✕", "one,two,main / "])
      #expect(answer["nothing"] as? [String] == ["no function: nothing is left of what was selected"])
      #expect(answer["filtered"] as? [String] == ["no function has “zzz” in its name"])
      #expect(answer["undo"] as? Bool == true)
    }

    @Test("An address brings the buttons that were pressed back")
    func pressed() throws {
      let script = "return { pressed: all('button[aria-pressed=true]'), address: location.hash.slice(1) };"
      let first = try Browser.run(profile.html(), "['i', 's', 't'].forEach((name) => key(name)); " + script)
      #expect(first["pressed"] as? [String] == ["Flame graph", "Inverted", "Scheduler", "Thunks", "Kernel"])
      let second = try Browser.run(profile.html(), address: try #require(first["address"] as? String), script)
      #expect(second["pressed"] as? [String] == ["Flame graph", "Inverted", "Scheduler", "Thunks", "Kernel"])
    }

    @Test("An address of another profile, or made up, is no error", arguments: ["z=99.98.-1", "q=(&i=1&s=1&t=1&d=x", "z=NaN..&q=%F0%9F", "%%%"])
    func wrongAddress(_ address: String) throws {
      let answer = try Browser.run(profile.html(), address: address, "return { path: all('#crumbs li'), rows: all('#functions tbody tr').length };")
      #expect(answer["path"] as? [String] == [])
      #expect(answer["rows"] as? Int == 4)
    }
  }
}
