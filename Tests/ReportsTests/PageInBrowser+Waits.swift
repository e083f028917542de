import Profiles
import Testing

@testable import Reports

extension PageInBrowser {
  /// What the page shows of waits.
  @Suite struct Waits {
    private let server = ProfileFixture.smallServer(requests: 1_000).profile

    @Test("A lock has what was done while it was held; long tables of waits open when asked")
    func work() throws {
      var fixture = ProfileFixture.heldLock()
      for number in 0..<30 { fixture.wait("start;wait\(number)", .io, 1, .init(thread: "worker", tid: 11)) }
      let answer = try Browser.run(
        fixture.profile.html(),
        """
        const rows = (selector) => [...document.querySelectorAll(`${selector} tbody tr`)].map((row) => [...row.cells].map((cell) => cell.textContent).filter(Boolean).join(" "));
        const shown = () => [...document.querySelectorAll("#waits tbody tr")].filter((row) => !row.hidden).length;
        const before = shown();
        document.querySelector("#waits-section .account > button").click();
        return { before, after: shown(), titles: all("#locks-section th"), rows: rows("#locks-section") };
        """)
      #expect(answer["before"] as? Int == 20 && answer["after"] as? Int == 33)
      #expect((answer["titles"] as? [String])?.last == "What was done while holding it, 60.0 ms on a processor")
      #expect((answer["rows"] as? [String])?.suffix(3).first == "83.3 % 50.0 ms 66.7 % reload")
    }

    @Test("The states of a selected thread are that thread's, and what a piece of time does not change says so")
    func selected() throws {
      let answer = try Browser.run(
        server.html(),
        """
        const shown = () => [...document.querySelectorAll("#thread-states tbody tr")].map((row) => [row.cells[0].textContent, row.cells[3].textContent]);
        const hints = () => [...document.querySelectorAll(".of-all")].filter((hint) => !hint.hidden).map((hint) => hint.parentElement.id);
        const result = { before: hints(), states: {} };
        data.threads.forEach((label, index) => {
          choose("thread", index, false);
          result.states[label] = shown().map((row) => row.join(" "));
          result.intro = document.querySelector("#states-pair .hint").textContent;
        });
        clearSelection();
        chooseTime(0, 0.5);
        result.during = hints();
        clearSelection();
        data.threads.forEach((_, index) => choose("thread", index, true));
        result.all = all("#task-states tbody tr, #thread-states tbody tr");
        clearSelection();
        rebuild([]);
        result.none = all("#task-states tbody tr, #thread-states tbody tr");
        return result;
        """)
      let table = try #require(try StateTable(server))
      let states = try #require(answer["states"] as? [String: [String]])
      #expect(table.byThread.count > 1)
      for thread in table.byThread {
        let label = thread.frame.threadID.map { "\(thread.frame.name) (\($0))" } ?? thread.frame.name
        let wanted = zip(table.threads, thread.states).filter { $0.1 != 0 }.map { "\($0.0.name) \(Quantity.seconds($0.1))" }
        #expect(states[label] == wanted)
      }
      #expect((answer["intro"] as? String)?.contains("wall time of 1 thread,") == true)
      #expect(answer["before"] as? [String] == [])
      #expect(
        answer["during"] as? [String] == ["states-section", "waits-section", "locks-section", "actors-section", "pool-section"])
      #expect(answer["all"] as? [String] == answer["none"] as? [String], "\(answer["all"] ?? "") \(answer["none"] ?? "")")
      #expect((answer["none"] as? [String])?.isEmpty == false)
    }

    @Test("Where waits have times, a piece of the recording has its own states")
    func times() throws {
      var fixture = ProfileFixture([.samples, .cpu, .wait, .waits])
      fixture.change {
        $0.duration = 1_000_000_000
        $0.environment.requests = 1_000
      }
      for (function, state, time, cpu, wait) in [
        ("work", "user", 100, 100, 0), ("lock", "lock", 200, 0, 400), ("lock", "lock", 700, 0, 200), ("read", "io", 800, 0, 300),
      ] as [(String, String, Int64, Int64, Int64)] {
        let labels = [
          Label("thread", "worker"), Label("tid", 11), Label("state", state), Label("timestamp", time * 1_000_000, unit: "nanoseconds"),
        ]
        fixture.add(["main", function], values: [cpu > 0 ? 1 : 0, cpu * 1_000_000, wait * 1_000_000, wait > 0 ? 1 : 0], labels: labels)
      }
      let answer = try Browser.run(
        fixture.profile.html(),
        """
        const texts = (selector) => [...document.querySelectorAll(selector)].map((cell) => cell.textContent);
        const shown = () => [...document.querySelectorAll("#thread-states tbody tr")].map((row) => `${row.cells[0].textContent} ${row.cells[3].textContent}`);
        const counts = () => [...document.querySelectorAll("#thread-states th, #functions th")].some((title) => title.textContent.includes("µs/request"));
        selectMetric("wait", false);
        const all = shown();
        const before = counts();
        chooseTime(0.5, 1);
        return { all, before, after: counts(), half: shown(), waits: texts("#waits tbody td.name"), lock: texts("#locks-section .facts"), functions: texts("#functions td.name"), hint: document.querySelector("#states-section .of-all").hidden };
        """)
      #expect(answer["all"] as? [String] == ["user 100 ms", "lock 600 ms", "io 300 ms"])
      #expect(answer["half"] as? [String] == ["lock 200 ms", "io 300 ms"])
      #expect(answer["functions"] as? [String] == ["read", "lock", "main"])
      #expect(answer["waits"] as? [String] == ["main", "lock"])
      #expect(answer["lock"] as? [String] == ["200 ms waited for it in 1 wait of 200 ms"])
      #expect(answer["hint"] as? Bool == true)
      // Nobody knows how many requests were in a piece of the recording.
      #expect(answer["before"] as? Bool == true && answer["after"] as? Bool == false)
    }

    @Test("States, waits, locks and actors have the numbers of the text report")
    func sections() throws {
      let answer = try Browser.run(
        server.html(),
        """
        const rows = (selector) => [...document.querySelectorAll(`${selector} tbody tr`)].map((row) => [...row.cells].map((cell) => cell.textContent).filter(Boolean).join(" "));
        return { states: rows("#thread-states"), tasks: rows("#task-states"), waits: rows("#waits"), threads: rows("#states-by-thread"),
          locks: all("#locks-section h3, #locks-section .facts"), lockRows: rows("#locks-section"), actors: all("#actors-section h3, #actors-section .facts"),
          actorRows: rows("#actors-section"), links: all("nav a"), bars: [...document.querySelectorAll(".of-states .stacked")].map((bar) => bar.ariaLabel) };
        """)
      let text = try server.text(width: 200)
      // In the page the state comes first, in the text the numbers do.
      let states = (answer["states"] as? [String] ?? []).map { line in
        let words = line.split(separator: " ")
        return (words.dropFirst() + words.prefix(1)).joined(separator: " ")
      }
      #expect(states.count == 7)
      for state in states {
        let name = state.split(separator: " ").last ?? ""
        let row = try #require(rows("states", of: text).first { $0.split(separator: " ").contains(name) })
        let numbers = row.split(separator: " ").prefix { $0 != name }.joined(separator: " ")
        #expect(state.hasPrefix(numbers))
      }
      #expect((answer["tasks"] as? [String])?[2] == "actor 25.6 % 600 ms 600 ready, its actor runs another job — Actors")
      #expect(answer["waits"] as? [String] == rows("waits", of: text))
      #expect((answer["threads"] as? [String])?.first?.hasPrefix("1.00 s 400 ms 250 ms 350 ms") == true)
      let facts = "200 ms waited for it in 4 waits of 50.0 ms (200 µs/request); then 50.0 ms ready without a processor (50.0 µs/request)"
      #expect(answer["locks"] as? [String] == ["mutex 0x7f01", facts])
      #expect(text.contains(facts))
      #expect(
        answer["lockRows"] as? [String] == [
          "100 % 200 ms 200 4 lookUp", "75.0 % 150 ms 150 refreshin worker (12); kept waiting: lookUp in worker (100 %)",
          "25.0 % 50.0 ms 50.0 [unknown holder]kept waiting: lookUp in worker (100 %)",
        ])
      let actor = "600 ms queued for it in 3 waits of 200 ms (600 µs/request); busy 500 ms, 50.0 % of the recording"
      #expect(answer["actors"] as? [String] == ["Account 0x7f99", actor])
      #expect(text.contains(actor))
      let ran = ["100 % 600 ms 600 3 handle", "80.0 % 400 ms 400 80.0 % refresh", "20.0 % 100 ms 100 20.0 % readFile"]
      #expect(answer["actorRows"] as? [String] == ran)
      #expect(
        answer["links"] as? [String] == ["States", "Flame graph", "Functions", "Call tree", "Waits", "Locks", "Actors", "Pool", "Threads", "Tasks"])
      #expect((answer["bars"] as? [String])?.first?.hasPrefix("Threads: user 35.0 %, kernel 5.0 %") == true)
    }

    @Test("A page narrowed to some states shows nothing else, and has nothing else to choose; waits and locks stay whole")
    func narrowed() throws {
      let page = try server.html {
        $0.sampleType = "wait"
        $0.states = ["lock"]
      }
      let answer = try Browser.run(
        page,
        """
        return { detail: all("#detail")[0], buttons: all("#metrics button"), lock: all("#locks-section .facts"), waits: all("#waits td.state"),
          rows: [...document.querySelectorAll("#thread-states tbody tr")].map((row) => `${row.cells[0].textContent} ${row.cells[3].textContent}`) };
        """)
      #expect((answer["detail"] as? String)?.hasPrefix("all — total 100 % (200 ms)") == true)
      #expect(answer["buttons"] as? [String] == [])
      #expect((answer["lock"] as? [String])?.first?.hasPrefix("200 ms waited for it in 4 waits of 50.0 ms") == true)
      #expect(answer["waits"] as? [String] == ["lock", "io", "runqueue"])
      #expect((answer["rows"] as? [String])?.first == "user 700 ms")
    }

    @Test("A reader chooses what graph and tables add up; time at rest is shown when asked for")
    func metrics() throws {
      let answer = try Browser.run(
        server.html(),
        """
        const choose = (name) => document.querySelector(`#metrics button[data-metric=${name}]`).click();
        const say = () => [all("#detail")[0], all("#functions tbody tr:first-child td").join(" "), all("#threads tbody td").length, all("#tree td.name").at(-1)];
        const result = { buttons: all("#metrics button"), cpu: say() };
        choose("wait");
        result.wait = say();
        result.legend = all("#legend .of-state");
        document.getElementById("rest").focus();
        document.getElementById("rest").click();
        result.rest = say();
        result.focus = document.activeElement.id;
        document.activeElement.blur();
        document.querySelector("#metrics button[data-metric=cpu]").focus();
        choose("cpu");
        result.button = document.activeElement.dataset.metric;
        choose("queue");
        result.queue = say();
        choose("blame");
        result.blame = say();
        result.address = location.hash;
        key("m");
        result.again = all("#metrics button[aria-pressed=true]");
        result.title = all("#functions-title");
        return result;
        """)
      #expect(answer["buttons"] as? [String] == ["CPU 800 ms", "Waits 350 ms", "Task queue 1.69 s", "Lock blame 200 ms"])
      func first(_ key: String) -> String { (answer[key] as? [Any])?.first as? String ?? "" }
      #expect(first("cpu") == "all — total 100 % (800 ms), self 0.0 % (0 ns), 800 µs/request")
      #expect(first("wait").hasPrefix("all — total 100 % (350 ms)"))
      #expect(first("rest").hasPrefix("all — total 100 % (1.20 s)"))
      #expect(first("queue").hasPrefix("all — total 100 % (1.69 s)"))
      #expect(first("blame").hasPrefix("all — total 100 % (200 ms)"))
      #expect((answer["wait"] as? [Any])?[1] as? String == "100 % 100 % 350 ms 350 futex futex.swift:3")
      #expect(answer["legend"] as? [String] == ["runqueue", "lock", "io"])
      #expect(answer["focus"] as? String == "rest")
      #expect(answer["button"] as? String == "cpu")
      #expect(answer["address"] as? String == "#m=blame&w=1")
      #expect(answer["again"] as? [String] == ["CPU 800 ms"])
      #expect(answer["title"] as? [String] == ["Functions · CPU"])
    }

    @Test("An address brings the metric back, and a click on a state shows the stacks that end in it")
    func address() throws {
      let answer = try Browser.run(
        server.html(), address: "m=wait&w=1&i=1",
        """
        const result = { pressed: all("#metrics button[aria-pressed=true]"), rest: document.getElementById("rest").checked, roots: all("#tree td.name") };
        key("i");
        [...document.querySelectorAll("#thread-states button")].find((button) => button.textContent === "lock").click();
        result.search = document.getElementById("search").value;
        result.matched = all("#matched")[0];
        document.querySelector("#metrics button[data-metric=cpu]").click();
        result.left = document.getElementById("search").value;
        result.details = [...document.querySelectorAll("#thread-states td.meaning a")].map((link) => link.hash);
        [...document.querySelectorAll("#locks-section td.name button")][0].click();
        result.sandwich = [all("#metrics button[aria-pressed=true]")[0], all("#sandwich-title")[0]];
        key("Escape");
        [...document.querySelectorAll("#task-states button")].find((button) => button.textContent === "actor").click();
        return { ...result, queue: all("#metrics button[aria-pressed=true]"), second: all("#matched")[0] };
        """)
      #expect(answer["pressed"] as? [String] == ["Waits 350 ms"])
      #expect(answer["rest"] as? Bool == true)
      // A search for a state does not outlive its metric; a state leads to its section, a function there to its stacks.
      #expect(answer["left"] as? String == "")
      #expect(answer["details"] as? [String] == ["#waits-section", "#locks-section", "#waits-section"])
      #expect(answer["sandwich"] as? [String] == ["Waits 350 ms", "lookUp"])
      #expect((answer["roots"] as? [String])?.contains { $0.hasSuffix("[sleep]") } == true)
      #expect(answer["search"] as? String == "^\\[lock\\]$")
      // 200 of 1 200 ms; then 600 of 1 690.
      #expect(answer["matched"] as? String == "16.7 % matched")
      #expect(answer["queue"] as? [String] == ["Task queue 1.69 s"])
      #expect(answer["second"] as? String == "35.5 % matched")
    }

    @Test("Names made to break out of locks, actors, states and victims are text")
    func hostile() throws {
      let answer = try Browser.run(
        HostileNames.waits().profile.html(),
        """
        for (const button of document.querySelectorAll("#thread-states button, #task-states button")) button.click();
        for (let step = 0; step < 4; step++) key("m");
        return { pwned: String(window.pwned), locks: all("#locks-section h3"), actors: all("#actors-section h3"), scripts: document.scripts.length,
          strangers: document.querySelectorAll("img, svg, iframe, object, embed, link, i:not(.swatch)").length };
        """)
      #expect(answer["pwned"] as? String == "undefined")
      #expect(answer["strangers"] as? Int == 0 && answer["scripts"] as? Int == 4)
      let wanted = HostileNames.all.reversed().map { Array($0.unicodeScalars) }
      for key in ["locks", "actors"] { #expect((answer[key] as? [String])?.map { Array($0.unicodeScalars) } == wanted, "\(key)") }
    }

    @Test("A name that turns the order of letters, and does not end it, leaves what stands beside it as it is")
    func turned() throws {
      let answer = try Browser.run(
        HostileNames.waits().profile.html(),
        """
        const frame = data.names.findIndex((name) => name.startsWith("unpaired"));
        const kind = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.textContent.includes("unpaired"))
          .map((element) => getComputedStyle(element).unicodeBidi).join();
        const parts = [...document.querySelectorAll(".remark")].flatMap((remark) => [...remark.childNodes]);
        const result = { remarks: [...new Set(kind(".remark bdi").split(","))].join(),
          bare: parts.some((part) => part.nodeType === Node.TEXT_NODE && part.textContent.includes("unpaired")) };
        transform("merge", data.names.indexOf("main"));
        transform("focus", frame);
        showSandwich(frame);
        return { ...result, detail: kind("#detail b"), trail: kind("#trail b"), title: kind("#sandwich-title") };
        """)
      for key in ["remarks", "detail", "trail", "title"] { #expect(answer[key] as? String == "isolate", "\(key)") }
      #expect(answer["bare"] as? Bool == false)
    }

    @Test("The page writes every number as the other reports do")
    func numbers() throws {
      var values: [Int64] = [0, 1, 999, 1_000, 99_949, 99_951, 999_499, 999_500, 1_000_000, 12_345_678, 350_000_000, 999_999_999, 1_234_567_890_123]
      for step in 0..<300 { values.append(Int64(step * step * step) * 7_919 + Int64(step)) }
      let answer = try Browser.run(
        server.html(),
        """
        const values = \(values);
        return { seconds: values.map(seconds), requests: values.map(perRequest), shares: values.map((value) => percent(value % 1001, 1000)) };
        """)
      #expect(answer["seconds"] as? [String] == values.map { Quantity.seconds($0) })
      #expect(answer["requests"] as? [String] == values.map { Quantity.microseconds($0, perRequest: 1_000) })
      #expect(answer["shares"] as? [String] == values.map { Quantity.percent($0 % 1_001, of: 1_000) })
    }

    @Test("Negative numbers keep their sign, and nothing has none")
    func negative() throws {
      let answer = try Browser.run(
        server.html(),
        """
        const values = [-0.4, -0.04, -1.4];
        return { tenths: values.map((value) => decimal(value, 1)), shorts: values.map(short), whole: decimal(-0.4, 0) };
        """)
      #expect(answer["tenths"] as? [String] == ["-0.4", "0.0", "-1.4"])
      #expect(answer["shorts"] as? [String] == [-0.4, -0.04, -1.4].map { Quantity.number($0) })
      #expect(answer["whole"] as? String == "0")
    }
  }
}
