import Foundation
import Regression
import Testing

@testable import Reports

extension PageInBrowser {
  /// What a browser makes of the page of a comparison.
  @Suite struct Difference {
    @Test(
      "Verdict, trust, totals and functions are there in this order; a table can be sorted and filtered; the graph zooms, searches and shows what vanished"
    )
    func whole() throws {
      let answer = try Browser.run(
        ComparisonPage.html(ComparisonFixture.regression, toolVersion: "0.4.0"),
        """
        const shown = () => all("#changes-table tbody td.name");
        const answer = { title: document.title, verdict: all("#verdict")[0], sentence: all("#sentence")[0], aspects: all("#aspects .badge"),
          sections: [...document.querySelectorAll("main > section")].map((section) => section.id), trust: all("#trust-items .text"),
          totals: all("#totals-table tbody td.delta"), statements: all("#totals-table tbody td.statement"), functions: shown().length,
          deltas: all("#changes-table tbody td.delta"), tag: all("#changes-table .tag") };
        document.querySelectorAll("#changes-table th button")[0].click();
        answer.sorted = all("#changes-table tbody td.delta");
        const filter = document.getElementById("changes-filter");
        filter.value = "receipt";
        filter.dispatchEvent(new Event("input"));
        answer.filtered = shown();
        answer.count = all("#changes-count")[0];
        filter.value = "";
        filter.dispatchEvent(new Event("input"));
        document.querySelector("#changes-statements .worse").click();
        answer.hidden = shown().length;
        answer.detail = all("#flame-detail")[0];
        answer.boxes = flame.boxes.length;
        answer.gone = flame.boxes.some((box) => name(box.node) === "Receipt.write()");
        key("w");
        answer.base = [state.width, flame.boxes.some((box) => name(box.node) === "Receipt.print()"), flame.boxes.some((box) => name(box.node) === "Receipt.write()")].join(" ");
        key("w");
        answer.head = [state.width, flame.boxes.some((box) => name(box.node) === "Receipt.print()"), flame.boxes.some((box) => name(box.node) === "Receipt.write()")].join(" ");
        key("w");
        search("Receipt");
        answer.matched = all("#matched")[0];
        search("(");
        answer.bad = all("#matched")[0];
        search("");
        key("ArrowDown", element("graph"));
        key("ArrowDown", element("graph"));
        answer.focus = name(flame.focus);
        key("Enter", element("graph"));
        answer.crumbs = all("#crumbs li");
        key("Escape");
        answer.reset = all("#crumbs li").length;
        [...document.querySelectorAll("#changes-table button.link")].find((button) => button.textContent.startsWith("Cache")).click();
        answer.found = [state.query, name(flame.focus)];
        answer.tree = all("#tree tbody tr").map((text) => text.slice(0, 60));
        key("ArrowRight", document.querySelector("#tree tbody tr:last-child"));
        answer.level = document.querySelector("#tree tbody tr").getAttribute("aria-level");
        key("d");
        answer.dark = document.documentElement.classList.contains("dark");
        answer.sides = all("#sides-table th");
        return answer;
        """)
      #expect(answer["title"] as? String == "REGRESSION main → feature — headroom")
      #expect(answer["verdict"] as? String == "▲REGRESSION")
      #expect(answer["sentence"] as? String == ComparisonFixture.regression.sentence.filter { $0 != "`" }.replacing(" %", with: "\u{a0}%"))
      #expect(answer["aspects"] as? [String] == ["▲REGRESSION", "▲REGRESSION"])
      #expect(answer["sections"] as? [String] == ["trust", "totals", "changes", "flame", "calls", "sides"])
      #expect((answer["trust"] as? [String])?.first?.hasPrefix("steal: warning") == true)
      #expect(answer["totals"] as? [String] == ["+0.6 %", "+5.0 %", "+75.0 %", "+8.3 %", "−0.8 %", "0.0 %"])
      #expect((answer["statements"] as? [String])?.prefix(2) == ["=no difference", "▲WORSE"])
      #expect(answer["functions"] as? Int == 8)
      #expect((answer["deltas"] as? [String])?.prefix(4) == ["+10.2 %", "+8.0 %", "+21.0 %", "−15.0 %"])
      #expect(answer["tag"] as? [String] == ["other number", "renamed", "new", "gone"])
      #expect(answer["sorted"] as? [String] == ["new", "+30.0 %", "+21.0 %", "+10.2 %", "+8.0 %", "+0.1 %", "−15.0 %", "gone"])
      #expect((answer["filtered"] as? [String])?.count == 2)
      #expect(answer["count"] as? String == "2 of 8 functions")
      #expect(answer["hidden"] as? Int == 6)
      #expect((answer["detail"] as? String)?.hasPrefix("all requests — base 990 µs · head 960 µs · Δ −30.0 µs (−3.0 %)") == true)
      #expect(answer["boxes"] as? Int == 7)
      #expect(answer["gone"] as? Bool == true)
      #expect(answer["base"] as? String == "base false true")
      #expect(answer["head"] as? String == "head true false")
      #expect(answer["matched"] as? String == "9.1 % of the base, 5.2 % of the head, −40.0 µs")
      #expect(answer["bad"] as? String == "not a regular expression")
      #expect(answer["focus"] as? String == "Router.respond(to:)")
      #expect(answer["crumbs"] as? [String] == ["all requests", "main", "Router.respond(to:)"])
      #expect(answer["reset"] as? Int == 0)
      #expect((answer["found"] as? [String])?.last == "Cache.insert(_:for:)")
      #expect((answer["tree"] as? [String])?.first?.hasPrefix("−3.0 %−30.0 µs990 µs960 µs100 → 100 µs▾main") == true)
      #expect(answer["level"] as? String == "1")
      #expect(answer["dark"] as? Bool == true)
      #expect(answer["sides"] as? [String] == ["Fact", "main", "feature"])
    }

    @Test("The graph leaves the page as a picture with hatched boxes, and as stacks with the time of both sides")
    func export() throws {
      let answer = try Browser.run(
        ComparisonPage.html(ComparisonFixture.regression),
        """
        const picture = new DOMParser().parseFromString(pictureOf(flame, "title", flameText), "image/svg+xml");
        const hatched = [...picture.querySelectorAll("rect")].filter((box) => box.getAttribute("fill").startsWith("url")).length;
        const oneSided = flame.boxes.filter((box) => ["new", "gone"].includes(kindOf(box.node))).length;
        const stacks = collapsedStacks(tree, 0, (node) => [tree.own.base[node], tree.own.head[node]]).trim().split("\\n");
        const sum = (column) => stacks.reduce((all, line) => all + Number(line.split(" ").at(column)), 0);
        return { wrong: picture.querySelectorAll("parsererror").length, boxes: picture.querySelectorAll("g").length, drawn: flame.boxes.length,
          patterns: picture.querySelectorAll("pattern").length, hatched, oneSided, sums: [sum(-2), sum(-1)], totals: [baseOf(0), headOf(0)] };
        """)
      #expect(answer["wrong"] as? Int == 0 && answer["patterns"] as? Int == 2)
      #expect(answer["boxes"] as? Int == answer["drawn"] as? Int && (answer["drawn"] as? Int ?? 0) > 3)
      #expect(answer["hatched"] as? Int == answer["oneSided"] as? Int && (answer["hatched"] as? Int ?? 0) >= 2)
      #expect(answer["sums"] as? [Int] == answer["totals"] as? [Int])
    }

    @Test("Hostile names stay text, and make nothing wider than the window")
    func hostile() throws {
      for name in [ComparisonFixture.hostileNames.filter { $0.utf8.count < 2000 }.joined(separator: " ")] {
        let answer = try Browser.run(
          ComparisonPage.html(ComparisonFixture.hostile(name)),
          """
          return { pwned: window.pwned ?? 0, rows: all("#changes-table tbody tr").length, images: document.images.length,
            scripts: document.scripts.length, wide: document.documentElement.scrollWidth <= innerWidth };
          """)
        #expect(answer["pwned"] as? Int == 0)
        #expect(answer["rows"] as? Int == 8)
        #expect(answer["images"] as? Int == 0)
        // Ears, data, the page's script and the test's own.
        #expect(answer["scripts"] as? Int == 4)
        #expect(answer["wide"] as? Bool == true)
      }
    }

    @Test("A tree of 100 000 nodes is drawn with as many boxes as can be seen, and nothing at all is a page too")
    func extremes() throws {
      let answer = try Browser.run(
        ComparisonPage.html(ComparisonFixture.wide),
        "return { nodes: tree.count, boxes: flame.boxes.length, rows: all('#tree tbody tr').length, trust: document.getElementById('trust') === null };"
      )
      let nodes = try #require(answer["nodes"] as? Int)
      let boxes = try #require(answer["boxes"] as? Int)
      #expect(nodes > 10_000 && boxes < 20_000 && boxes > 100, "\(nodes) \(boxes)")
      #expect((answer["rows"] as? Int ?? 0) > 0)
      let empty = try Browser.run(
        ComparisonPage.html(Comparison()),
        "return { verdict: all('#verdict')[0], sections: [...document.querySelectorAll('main > section')].map((part) => part.id) };")
      #expect(empty["verdict"] as? String == "?INCONCLUSIVE")
      #expect(empty["sections"] as? [String] == ["sides"])
    }
  }
}
