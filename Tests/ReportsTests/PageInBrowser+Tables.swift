import Profiles
import Testing

extension PageInBrowser {
  /// The page's tables and its call tree, as a reader uses them.
  @Suite struct Tables {
    @Test("The filter leaves functions with a part of the name; a click on a column sorts by it, another the other way")
    func functions() throws {
      let profile = ProfileFixture.recorded([("main;serve;parse", 5), ("main;serve", 2), ("main;save", 3)]).profile
      let answer = try Browser.run(
        profile.html(),
        """
        const names = () => all("#functions td.name");
        const sort = (column) => { document.querySelectorAll("#functions th button")[column].click(); return names(); };
        const result = { start: names(), total: sort(1), name: sort(3), back: sort(3), sorted: document.querySelectorAll("#functions th")[3].ariaSort };
        document.getElementById("filter").value = "SA";
        document.getElementById("filter").dispatchEvent(new Event("input"));
        return { ...result, filtered: names() };
        """)
      #expect(answer["start"] as? [String] == ["parse", "save", "serve", "main"])
      #expect(answer["total"] as? [String] == ["main", "serve", "parse", "save"])
      #expect(answer["name"] as? [String] == ["main", "parse", "save", "serve"])
      #expect(answer["back"] as? [String] == ["serve", "save", "parse", "main"])
      #expect(answer["sorted"] as? String == "descending")
      #expect(answer["filtered"] as? [String] == ["save"])
    }

    @Test("Forty functions are shown at first, the rest when asked for, and what is not in the page is told")
    func more() throws {
      let stacks = [("hot", Int64(10_000_000))] + (0..<99).map { ("f\($0)", Int64(100_000)) } + (0..<7).map { ("cold\($0)", Int64(1)) }
      let answer = try Browser.run(
        ProfileFixture.recorded(stacks).profile.html(),
        """
        const more = document.getElementById("more");
        const say = () => [all("#functions tbody tr").length, more.textContent, more.hidden].join();
        const first = say();
        more.click();
        return { first, second: say() };
        """)
      #expect(answer["first"] as? String == "40,show 67 more,false")
      #expect((answer["second"] as? String)?.hasPrefix("107,") == true && (answer["second"] as? String)?.hasSuffix(",true") == true)
    }

    @Test("The call tree is open along the hottest path; keys and clicks open and close its rows, Enter zooms")
    func tree() throws {
      let profile = ProfileFixture.recorded([("main;serve;parse", 5), ("main;serve;print", 2), ("main;save;flush", 3)]).profile
      let answer = try Browser.run(
        profile.html(),
        """
        const names = () => all("#tree td.name");
        const row = (name) => [...document.querySelectorAll("#tree tbody tr")].find((row) => row.textContent.endsWith(name));
        const result = { start: names(), shares: all("#tree tbody tr:nth-child(3) td") };
        row("save").click();
        result.opened = names();
        key("ArrowLeft", row("serve"));
        result.closed = names();
        result.focus = document.activeElement.textContent;
        key("ArrowDown", row("serve"));
        result.next = document.activeElement.textContent;
        key("Enter", row("flush"));
        return { ...result, path: all("#crumbs li") };
        """)
      #expect(answer["start"] as? [String] == ["▾main", "▾serve", "parse", "print", "▸save"])
      #expect(answer["shares"] as? [String] == ["50.0 %", "50.0 %", "50.0 ms", "parse"])
      #expect(answer["opened"] as? [String] == ["▾main", "▾serve", "parse", "print", "▾save", "flush"])
      #expect(answer["closed"] as? [String] == ["▾main", "▸serve", "▾save", "flush"])
      #expect((answer["focus"] as? String)?.hasSuffix("serve") == true)
      #expect((answer["next"] as? String)?.hasSuffix("save") == true)
      #expect(answer["path"] as? [String] == ["all", "main", "save", "flush"])
    }

    @Test("Scheduler and thunks are hidden until asked for, their time is their caller's; inverted, the tree starts at the leaves")
    func hidden() throws {
      var fixture = ProfileFixture()
      fixture.kinds = ["start": .scheduler, "glue": .thunk, "switch": .scheduler]
      fixture.asyncNames = ["handle"]
      fixture.add("start;handle;glue;parse", samples: 6)
      fixture.add("start;handle;switch", samples: 4)
      let answer = try Browser.run(
        fixture.profile.html(),
        """
        const names = () => all("#tree td.name");
        const result = { start: names(), own: all("#tree tbody tr:first-child td")[1] };
        key("s");
        key("t");
        result.all = names();
        key("s");
        key("t");
        key("i");
        return { ...result, inverted: names(), shares: all("#tree tbody tr td:first-child"), pressed: document.getElementById("invert").ariaPressed };
        """)
      #expect(answer["start"] as? [String] == ["▾~ handle", "parse"])
      #expect(answer["own"] as? String == "40.0 %")
      #expect(answer["all"] as? [String] == ["▾start", "▾~ handle", "▾glue", "parse", "switch"])
      #expect(answer["inverted"] as? [String] == ["▾parse", "~ handle", "~ handle"])
      #expect(answer["shares"] as? [String] == ["60.0 %", "60.0 %", "40.0 %"])
      #expect(answer["pressed"] as? String == "true")
    }

    @Test("The rows of threads and tasks add up to the whole")
    func labels() throws {
      var fixture = ProfileFixture()
      fixture.add("main", samples: 3, labels: [Label("thread", "worker"), Label("tid", 11), Label("task", "load")])
      fixture.add("main", samples: 1, labels: [Label("thread", "worker"), Label("tid", 12)])
      let answer = try Browser.run(fixture.profile.html(), "return { threads: all('#threads tbody td'), tasks: all('#tasks tbody td') };")
      #expect(answer["threads"] as? [String] == ["75.0 %", "30.0 ms", "worker (11)", "25.0 %", "10.0 ms", "worker (12)"])
      #expect(answer["tasks"] as? [String] == ["75.0 %", "30.0 ms", "load", "25.0 %", "10.0 ms", "[no task]"])
    }
  }
}
