import Profiles
import Testing

@testable import Reports

extension PageInBrowser {
  /// Pieces of a recording and the order of time, where not everything has a time.
  @Suite struct Times {
    private static func timestamp(_ time: Int64) -> Label { Label("timestamp", time, unit: "nanoseconds") }

    @Test("What has no time counts in the whole and in no piece, is told, and comes last in the order of time")
    func withoutTime() throws {
      var fixture = ProfileFixture()
      fixture.add("main;early", samples: 4, labels: [Self.timestamp(0)])
      fixture.add("main;late", samples: 3, labels: [Self.timestamp(9_990_000_000)])
      fixture.add("main;unknown", samples: 2)
      fixture.change { $0.duration = 10_000_000_000 }
      let answer = try Browser.run(
        fixture.profile.html(),
        """
        const drawn = () => Math.round(tracks[0].heights.reduce((a, b) => a + b, 0) / 1e6);
        const said = () => [all("#detail")[0].match(/\\(.*?\\)/)[0], all("#track-range")[0].split("; ").at(-1), drawn()].join();
        const result = { whole: said() };
        setView("time");
        result.order = flame.boxes.filter((box) => box.row === 2).map((box) => labelOf(flame.tree, box.node));
        setView("flame");
        chooseTime(0, 0.5);
        result.begin = said();
        chooseTime(0.5, 1);
        return { ...result, end: said() };
        """)
      let told = "20.0 ms have no time and are in no piece,70"
      #expect(answer["whole"] as? String == "(90.0 ms),\(told)")
      #expect(answer["order"] as? [String] == ["early", "late", "unknown"])
      #expect(answer["begin"] as? String == "(40.0 ms),\(told)" && answer["end"] as? String == "(30.0 ms),\(told)")
    }

    @Test("Where only waits have no times, they are of the whole recording, say so, and are not beside time of a piece")
    func waitsWithoutTimes() throws {
      var fixture = ProfileFixture([.samples, .cpu, .wait, .waits])
      let worker = [Label("thread", "worker"), Label("executor", "Account 0x7f99")]
      func row(_ name: String, cpu: Int64, wait: Int64, _ labels: [Label]) {
        fixture.add(["main", name], values: [cpu > 0 ? 1 : 0, cpu * 1_000_000, wait * 1_000_000, wait > 0 ? 1 : 0], labels: worker + labels)
      }
      row("early", cpu: 100, wait: 0, [Label("state", "user"), Self.timestamp(1_000)])
      row("late", cpu: 50, wait: 0, [Label("state", "user"), Self.timestamp(999_000_000)])
      row("read", cpu: 0, wait: 300, [Label("state", "io")])
      fixture.change { $0.duration = 1_000_000_000 }
      let answer = try Browser.run(
        fixture.profile.html(),
        """
        const titles = () => all("#functions th").join();
        const result = { titles: titles(), buttons: all("#metrics button") };
        chooseTime(0, 0.5);
        Object.assign(result, { pieceTitles: titles(), pieceButtons: all("#metrics button"), cpu: all("#functions-title")[0] });
        setView("time");
        selectMetric("wait", false);
        const time = document.getElementById("view-time");
        Object.assign(result, { wait: all("#functions-title")[0], view: state.view, disabled: time.disabled, why: time.title });
        key("1");
        result.said = all("#said")[0];
        result.title = document.querySelector("#metrics [data-metric=wait]").title;
        // Of a metric without times, a second is one of the whole recording.
        state.unit = "second";
        rebuild([]);
        result.rate = amount(tree.total[0]);
        return result;
        """)
      #expect(answer["titles"] as? String == "Self ↓,Total,Time,Waiting,Function,Place")
      #expect(answer["pieceTitles"] as? String == "Self ↓,Total,Time,Function,Place")
      #expect(answer["buttons"] as? [String] == ["CPU 150 ms", "Waits 300 ms"])
      #expect(answer["pieceButtons"] as? [String] == ["CPU 100 ms", "Waits 300 ms of the whole recording"])
      #expect(answer["cpu"] as? String == "Functions · CPU")
      #expect(answer["wait"] as? String == "Functions · Waits, of the whole recording")
      #expect(answer["view"] as? String == "flame" && answer["disabled"] as? Bool == true)
      #expect(answer["why"] as? String == "The recording kept no times of “Waits”, only sums.")
      #expect(answer["said"] as? String == answer["why"] as? String)
      #expect((answer["title"] as? String)?.hasSuffix("of the whole recording: it is not known when it was") == true)
      #expect(answer["rate"] as? String == "300 ms/s")
    }

    @Test("Where waits have no times, an actor was busy in the whole recording, and that is what it is a share of")
    func actorWithoutTimes() throws {
      var fixture = ProfileFixture(ProfileFixture.waitTypes)
      let actor = [Label("thread", "worker"), Label("executor", "Account 0x7f99")]
      fixture.add(["main", "run"], values: [20, 200_000_000, 0, 0, 0, 0], labels: actor + [Label("state", "user"), Self.timestamp(1_000)])
      fixture.add(["main", "read"], values: [0, 0, 300_000_000, 0, 0, 1], labels: actor + [Label("state", "io")])
      fixture.add(["main", "deposit"], values: [0, 0, 0, 100_000_000, 0, 1], labels: actor + [Label("state", "actor")])
      fixture.change { $0.duration = 1_000_000_000 }
      let answer = try Browser.run(
        fixture.profile.html(),
        "const whole = all('#actors-section .facts'); chooseTime(0, 0.25); return { whole, piece: all('#actors-section .facts') };")
      #expect((answer["whole"] as? [String])?.first?.hasSuffix("busy 500 ms, 50.0 % of the recording") == true, "\(answer)")
      #expect(answer["piece"] as? [String] == answer["whole"] as? [String])
    }

    @Test("In the order of time many samples are few boxes, and the address leads to the very box, not to the first of its name")
    func order() throws {
      var fixture = ProfileFixture()
      for number in 0..<20_000 { fixture.add("main;one\(number % 3)", labels: [Self.timestamp(Int64(number) * 500_000)]) }
      for time in [2_000, 6_000, 9_999] as [Int64] { fixture.add("main;rare", samples: 2_000, labels: [Self.timestamp(time * 1_000_000)]) }
      fixture.change { $0.duration = 10_000_000_000 }
      let page = try fixture.profile.html()
      let answer = try Browser.run(
        page,
        """
        setView("time");
        const rare = () => [...drawn.children(drawn.children(0)[0])].filter((node) => labelOf(drawn, node) === "rare");
        flame.zoomTo(rare()[1]);
        const result = { nodes: drawn.count, total: drawn.total[0] / 1e7, address: location.hash.slice(1), zoomed: rare().indexOf(flame.zoom) };
        element("unit").value = "second";
        element("unit").dispatchEvent(new Event("change"));
        result.unit = rare().indexOf(flame.zoom);
        chooseTime(0, 0.5);
        return { ...result, piece: flame.zoom };
        """)
      #expect(answer["total"] as? Int == 26_000)
      // At most three functions in each of 4096 steps, where every sample would be one.
      #expect((answer["nodes"] as? Int).map { $0 > 4_000 && $0 < 13_000 } == true, "\(answer)")
      #expect(answer["zoomed"] as? Int == 1 && answer["unit"] as? Int == 1 && answer["piece"] as? Int == 0)
      let again = try Browser.run(
        page, address: try #require(answer["address"] as? String),
        """
        const rare = [...drawn.children(drawn.children(0)[0])].filter((node) => labelOf(drawn, node) === "rare");
        return { zoomed: rare.indexOf(flame.zoom), crumbs: all("#crumbs li") };
        """)
      #expect(again["zoomed"] as? Int == 1 && again["crumbs"] as? [String] == ["all", "main", "rare"])
    }

    @Test("In the order of time every stack has the time that it has in the flame graph; what nobody looked at was not made")
    func wholeOrder() throws {
      var fixture = ProfileFixture()
      for number in 0..<3_000 {
        let path = (0...(number % 5)).map { "f\((number * 7 + $0 * $0) % 4)" }.joined(separator: ";")
        fixture.add("main;\(path)", samples: Int64(number % 3 + 1), labels: [Self.timestamp(Int64(number) * 3_000_000)])
        fixture.add("main", labels: [Self.timestamp(Int64(number) * 3_000_000)])
      }
      fixture.change { $0.duration = 10_000_000_000 }
      let answer = try Browser.run(
        fixture.profile.html(),
        """
        const wanted = collapsedText().trim().split("\\n").sort();
        setView("time");
        const made = drawn.count;
        const sums = new Map();
        const wrong = [];
        const pending = [[0, []]];
        while (pending.length) {
          const [node, names] = pending.pop();
          let rest = drawn.total[node] - drawn.self[node];
          if (drawn.self[node]) addTo(sums, names.join(";"), drawn.self[node]);
          if (drawn.hasChildren(node) !== drawn.children(node).length > 0) wrong.push(node);
          for (const child of drawn.children(node)) {
            rest -= drawn.total[child];
            pending.push([child, [...names, data.names[drawn.frame[child]]]]);
          }
          if (rest !== 0) wrong.push(node);
        }
        return { wanted, found: [...sums].map(([path, sum]) => `${path} ${sum}`).sort(), wrong, made, all: drawn.count };
        """)
      let wanted = try #require(answer["wanted"] as? [String])
      #expect(wanted.count > 15 && answer["found"] as? [String] == wanted)
      #expect(answer["wrong"] as? [Int] == [])
      #expect(answer["made"] as? Int ?? .max < answer["all"] as? Int ?? 0)
    }

    @Test("A node with thousands of children shows some of them, and more when asked")
    func manyChildren() throws {
      let profile = ProfileFixture.recorded((0..<2_500).map { ("main;f\($0)", 1) }).profile
      let answer = try Browser.run(
        profile.html(),
        """
        const more = document.getElementById("tree-more");
        const said = () => [all("#tree tbody tr").length, more.hidden].join();
        const result = [said()];
        for (let step = 0; step < 2; step++) { more.focus(); more.click(); result.push(said()); }
        return { result, focus: document.activeElement.tagName };
        """)
      #expect(answer["result"] as? [String] == ["200,false", "2000,false", "2501,true"])
      #expect(answer["focus"] as? String == "TR")
    }
  }
}
