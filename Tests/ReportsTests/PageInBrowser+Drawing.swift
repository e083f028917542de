import Profiles
import Testing

extension PageInBrowser {
  /// What a browser makes of the page.
  @Suite struct Drawing {
    @Test("The page is drawn: heading, trust, notes, and the hottest function in the first row")
    func drawn() throws {
      var fixture = ProfileFixture.recorded([("main;serve;parse", 6), ("main;serve", 3), ("main", 1)])
      fixture.change { $0.environment.notes = ["3 threads came too late"] }
      let answer = try Browser.run(
        fixture.profile.html(),
        """
        return { title: document.title, heading: all("#heading")[0], trust: all("#trust")[0], notes: all("#notes li"), row: all("#functions tbody tr:first-child td"),
          functions: all("#functions td.name"), threads: all("#threads tbody td"), hidden: [...document.querySelectorAll("section")].filter((s) => s.hidden).map((s) => s.id) };
        """)
      #expect(answer["title"] as? String == "server, process 4711, 10.0 s recorded, 2025-11-24 16:00:00 UTC — headroom")
      #expect((answer["heading"] as? String)?.hasPrefix("server, process 4711") == true)
      #expect((answer["trust"] as? String)?.hasPrefix("10 samples, 0 lost") == true)
      #expect(answer["notes"] as? [String] == ["3 threads came too late"])
      #expect(answer["row"] as? [String] == ["60.0 %", "60.0 %", "60.0 ms", "parse", "parse.swift:3"])
      #expect(answer["functions"] as? [String] == ["parse", "serve", "main"])
      #expect(answer["threads"] as? [String] == ["100 %", "100 ms", "[no thread]"])
      #expect(answer["hidden"] as? [String] == ["tasks-section"])
    }

    @Test("Names made to break out are text: nothing of them runs, nothing becomes an element")
    func hostile() throws {
      let answer = try Browser.run(
        HostileNames.profile().profile.html(),
        """
        const search = document.getElementById("search");
        search.value = "pwned";
        search.dispatchEvent(new Event("input"));
        for (let step = 0; step < 30; step++) key("n");
        click(0.5, 2);
        return { pwned: String(window.pwned), functions: all("#functions td.name"), threads: all("#threads td.name"), tasks: all("#tasks td.name"),
          notes: all("#notes li"), strangers: document.querySelectorAll("img, svg, iframe, object, embed, link, i:not(.swatch)").length,
          scripts: document.scripts.length, loads: performance.getEntriesByType("resource").length };
        """)
      #expect(answer["pwned"] as? String == "undefined")
      #expect(answer["strangers"] as? Int == 0)
      // The data, the page's own script, and two of this test.
      #expect(answer["scripts"] as? Int == 4)
      #expect(answer["loads"] as? Int == 0)
      let hottestFirst = Array(HostileNames.all.reversed())
      for table in ["functions", "threads", "tasks"] {
        let names = try #require(answer[table] as? [String])
        #expect(names.prefix(hottestFirst.count).map { Array($0.unicodeScalars) } == hottestFirst.map { Array($0.unicodeScalars) }, "\(table)")
      }
      #expect(answer["notes"] as? [String] == HostileNames.all)
    }

    @Test("On paper a graph is as high as its rows; afterwards it scrolls again", arguments: ["graph", "callees"])
    func paper(_ place: String) throws {
      let stack = (0..<90).map { "f\($0)" }.joined(separator: ";")
      let answer = try Browser.run(
        ProfileFixture.recorded([(stack, 1)]).profile.html(),
        """
        if ("\(place)" === "callees") showSandwich(data.names.indexOf("f0"));
        const place = document.getElementById("\(place)");
        const height = () => place.clientHeight;
        place.scrollTop = 200;
        const before = height();
        dispatchEvent(new Event("beforeprint"));
        const printed = height();
        const drawn = place.querySelector("canvas").height / devicePixelRatio;
        dispatchEvent(new Event("afterprint"));
        return { before, printed, drawn, after: height(), top: place.scrollTop, rows: (viewsOnShow().at(-1).rows) * ROW };
        """)
      func number(_ key: String) -> Double { answer[key] as? Double ?? 0 }
      #expect(number("before") < 600 && number("after") == number("before") && number("top") == 200)
      #expect(number("rows") > 1_700 && number("printed") >= number("rows") && number("drawn") == number("printed"), "\(answer)")
    }

    @Test("A recording without samples is a page that says why", arguments: [true, false])
    func empty(hasTypes: Bool) throws {
      let profile = hasTypes ? Profile.idle : Profile(sampleTypes: [])
      let answer = try Browser.run(profile.html(), "click(0.5, 0); key('i'); return { notes: all('#notes li'), rows: all('tbody tr').length };")
      let notes = try #require(answer["notes"] as? [String])
      #expect(notes.first == (hasTypes ? "nothing ran: the process was asleep" : notes.last))
      #expect(notes.last?.hasPrefix("there are no samples: was the program idle?") == true)
      #expect(answer["rows"] as? Int == 0)
    }

    @Test("A stack thousands of frames deep is drawn, and its leaf is found", arguments: [3_000, 10_000])
    func deep(depth: Int) throws {
      let answer = try Browser.run(
        Profile.chain(depth: depth).html(),
        """
        const search = document.getElementById("search");
        search.value = "^frame \(depth - 1)$";
        search.dispatchEvent(new Event("input"));
        key("Enter", search);
        const found = all("#detail")[0];
        key("i");
        return { found, matched: all("#matched")[0], row: all("#functions tbody tr:first-child td"), inverted: all("#tree tbody tr:first-child td") };
        """)
      #expect((answer["found"] as? String)?.hasPrefix("frame \(depth - 1) — total 100 % (10.0 ms), self 100 % (10.0 ms)") == true)
      #expect(answer["matched"] as? String == "100 % matched")
      #expect((answer["row"] as? [String])?.contains("frame \(depth - 1)") == true)
      #expect((answer["inverted"] as? [String])?.last == "▾frame \(depth - 1)")
    }
  }
}
