import Reports
import Scaling
import Statistics
import Testing

extension PageInBrowser {
  /// That what the page of `scale` shows is what the result says.
  @Suite struct ScaleNumbers {
    private var account: Account { ScaleFixture.account }

    @Test("Points stand at their throughput, columns are as high as c(N)")
    func pictures() throws {
      let answer = try Browser.run(
        ScalePage.html(ScaleFixture.result),
        """
        const number = (shape, name) => Number(shape.getAttribute(name));
        const bottom = number(document.querySelector("#throughput-plot .axis"), "y1");
        const rectangles = [...document.querySelectorAll("#time-plot rect")];
        const places = [...new Set(rectangles.map((shape) => number(shape, "x")))];
        const columns = places.map((x) => rectangles.filter((shape) => number(shape, "x") === x)).map((column) =>
          Math.max(...column.map((shape) => number(shape, "y") + number(shape, "height"))) - Math.min(...column.map((shape) => number(shape, "y"))));
        return { points: [...document.querySelectorAll("#throughput-plot .point")].map((shape) => bottom - number(shape, "cy")), columns,
          ceilings: document.querySelectorAll("#throughput-plot line.ceiling").length, zones: document.querySelectorAll("#throughput-plot .zone").length,
          curves: document.querySelectorAll("#throughput-plot .model").length };
        """)
      let points = try #require(answer["points"] as? [Double])
      let columns = try #require(answer["columns"] as? [Double])
      #expect(points.count == ScaleFixture.levels.count && columns.count == ScaleFixture.levels.count)
      for (index, level) in ScaleFixture.result.levels.enumerated() where index < min(points.count, columns.count) {
        // The last is the largest of both: all others are told by it. Shapes are rounded to a hundredth, and columns have a seam of 0.6.
        let expected = level.throughput.value / account.throughput * points.last!
        #expect(abs(points[index] - expected) < 0.05)
        #expect(abs(columns[index] - level.cycleTime.value / account.cycle * columns.last!) < 1.2)
      }
      // One of the four has no estimate.
      #expect(answer["ceilings"] as? Int == 3)
      #expect(answer["zones"] as? Int == 1)
      #expect(answer["curves"] as? Int == 1)
    }

    @Test("The waterfall leads from ideal to measured, in requests and in time")
    func waterfall() throws {
      let answer = try Browser.run(
        ScalePage.html(ScaleFixture.result),
        """
        const rows = [...document.querySelectorAll("#loss-table tbody tr")];
        return { rates: rows.map((row) => row.cells[2].textContent),
          times: rows.map((row) => row.cells[3].firstChild.textContent), classes: rows.map((row) => row.dataset.class ?? ""),
          widths: rows.map((row) => parseFloat(row.querySelector(".part").style.width)) };
        """)
      let rates = try #require(answer["rates"] as? [String]).compactMap { Double($0.filter { $0 != " " }) }
      let times = try #require(answer["times"] as? [String]).compactMap { Double($0.filter { $0 != " " }) }
      let widths = try #require(answer["widths"] as? [Double])
      #expect(
        answer["classes"] as? [String] == [
          "", "contention", "cores", "cpuInflation", "outside", "poolBlocked", "scheduling", "io", "unattributed", "",
        ])
      #expect(rates.count == 10 && times.count == 10)
      // Ten whole numbers are each rounded by at most a half.
      #expect(abs(rates.dropLast().reduce(0, +) - rates[9]) <= 5)
      #expect(abs(rates[0] - account.ideal) <= 0.5 && abs(rates[9] - account.throughput) <= 0.5)
      #expect(abs(times.dropLast().reduce(0, +) - times[9]) <= 5)
      #expect(abs(times[9] - account.cycle / 1000) <= 0.5)
      #expect(abs(widths[9] - account.throughput / account.ideal * 100) < 0.01)
    }

    @Test("Rows of stacks sort, filter by class and by text, and open to the whole stack")
    func stacks() throws {
      let answer = try Browser.run(
        ScalePage.html(ScaleFixture.result),
        """
        const shown = () => all("#stacks-table .names > div:first-child");
        const first = shown()[0];
        document.querySelector("#stacks-table .toggle").click();
        const frames = all("#stacks-table .detail .pair > div:first-child li");
        document.querySelector("#stacks-table .toggle").click();
        const head = (index) => document.querySelectorAll("#stacks-table th button")[index];
        head(2).click();
        const byBase = shown()[0];
        head(1).click();
        const byName = shown();
        const sorted = document.querySelectorAll("#stacks-table th")[1].getAttribute("aria-sort");
        document.querySelector("#stacks-classes [data-class=contention]").click();
        const withoutContention = all("#stacks-table tbody td.class");
        const filter = document.getElementById("stacks-filter");
        filter.value = "template.swift";
        filter.dispatchEvent(new Event("input"));
        return { first, frames, byBase, byName, sorted, withoutContention, found: shown(), count: all("#stacks-count")[0] };
        """)
      #expect(answer["first"] as? String == "Cache.lookup(_:) Cache.swift:52")
      let frames = try #require(answer["frames"] as? [String])
      #expect(frames.count == ScaleFixture.lookup.count && frames.first == "pthread_mutex_lock" && frames.last == "main (main.swift:7)")
      // The largest base is that of the query.
      #expect(answer["byBase"] as? String == "Database.query(_:) Database.swift:33")
      let names = try #require(answer["byName"] as? [String])
      #expect(names == names.sorted() && names.count == ScaleFixture.cells.count)
      #expect(answer["sorted"] as? String == "ascending")
      let classes = try #require(answer["withoutContention"] as? [String])
      #expect(!classes.contains("contention") && classes.contains("cores exhausted"))
      #expect(answer["found"] as? [String] == ["Page.render(into:) Page.swift:130"])
      #expect((answer["count"] as? String)?.hasPrefix("1 of 13 rows, 4.0 % of the loss") == true)
    }

    @Test("Boxes of the flame graph are as wide as what grew or shrank; culprits take the place of victims; search adds up")
    func flame() throws {
      let answer = try Browser.run(
        ScalePage.html(ScaleFixture.result),
        """
        const named = (name) => flame.boxes.find((box) => nameIn(flame.tree, box.node).startsWith(name));
        const width = (name) => named(name)?.width ?? 0;
        const change = width("Cache.lookup") / width("all requests");
        key("w");
        const total = width("Page.render") / width("all requests");
        key("w");
        const search = document.getElementById("search");
        search.value = "Cache\\\\.lookup";
        search.dispatchEvent(new Event("input"));
        const matched = all("#matched")[0];
        key("v");
        const none = all("#matched")[0];
        const culprits = named("Cache.insert") ? 1 : 0;
        search.value = "(";
        search.dispatchEvent(new Event("input"));
        const bad = all("#matched")[0];
        search.value = "";
        search.dispatchEvent(new Event("input"));
        key("ArrowDown", element("graph"));
        const focused = all("#flame-detail b")[0];
        key("Enter", element("graph"));
        const crumbs = all("#crumbs li");
        key("Escape");
        return { change, total, matched, none, culprits, bad, focused, crumbs, after: all("#crumbs li").length, detail: all("#flame-detail")[0] };
        """)
      let cells = ScaleFixture.cells.map { (cell: $0, delta: ScaleFixture.delta($0, at: 16)) }
      func through(_ name: String) -> [(cell: ScaleFixture.Cell, delta: Double)] { cells.filter { $0.cell.victim.contains { $0.function == name } } }
      let change = through("Cache.lookup(_:)").reduce(0) { $0 + abs($1.delta) } / cells.reduce(0) { $0 + abs($1.delta) }
      func total(_ part: [(cell: ScaleFixture.Cell, delta: Double)]) -> Double { part.reduce(0) { $0 + $1.cell.base + max(0, $1.delta) } }
      #expect(abs((answer["change"] as? Double ?? 0) - change) < 1e-9)
      #expect(abs((answer["total"] as? Double ?? 0) - total(through("Page.render(into:)")) / total(cells)) < 1e-9)
      #expect(answer["matched"] as? String == "\(Double(Int((change * 1000).rounded())) / 10) % matched")
      #expect(answer["none"] as? String == "0.0 % matched")
      #expect(answer["culprits"] as? Int == 1)
      #expect(answer["bad"] as? String == "not a regular expression")
      #expect(answer["focused"] as? String == "main")
      #expect(answer["crumbs"] as? [String] == ["all requests", "main"])
      #expect(answer["after"] as? Int == 0)
      #expect((answer["detail"] as? String)?.contains("at N = 1: 1.20 ms, more at N = 16: +2.21 ms, contention: +1.32 ms") == true)
    }

    @Test("Models, growth, ageing and interaction show the numbers of the result")
    func tables() throws {
      let answer = try Browser.run(
        ScalePage.html(ScaleFixture.result),
        """
        const before = document.querySelectorAll("#throughput-plot .model").length;
        document.querySelector("#curve-table [data-model=usl]").click();
        return { selected: all("#curve-table .selected .class")[0], coefficients: all("#curve-table tbody tr:nth-child(2) .coefficients div"),
          drawn: document.querySelectorAll("#throughput-plot .model").length - before, losses: all("#curve-table tbody .meaning"),
          growth: all("#growth-table tbody tr:nth-child(2) td"), plots: document.querySelectorAll("#growth-table .spark .point").length,
          ageing: all("#ageing-table tbody tr:nth-child(2) td"), memory: all("#memory-table tbody td"), interaction: all("#interaction-table tbody td"),
          excess: all("#excess-table tbody td") };
        """)
      #expect(answer["selected"] as? String == "machine repairmanselected")
      #expect(answer["coefficients"] as? [String] == ["γ = 833733 … 933", "α = 0.08600.0757 … 0.0963", "β = 0.00360.0032 … 0.0040"])
      #expect(answer["drawn"] as? Int == 1)
      #expect((answer["losses"] as? [String])?.allSatisfy { $0.contains("least squares") } == true)
      let growth = try #require(answer["growth"] as? [String])
      #expect(growth[0] == "Report.sort(_:) Report.swift:64" && growth[1].hasPrefix("n log n") && growth[3].hasPrefix("1.09"))
      #expect(growth[4].hasPrefix("13.6 ms") && growth[5] == "73 %")
      #expect(answer["plots"] as? Int == 5 * 7)
      let ageing = try #require(answer["ageing"] as? [String])
      #expect(ageing[0] == "History.append(_:) History.swift:15" && ageing[4].hasPrefix("+3.90 µs") && ageing[6] == "yes")
      #expect((answer["memory"] as? [String])?[2].hasPrefix("+412 B") == true)
      #expect(answer["interaction"] as? [String] == ["N = 1", "1.10 ms", "1.90 ms", "N = 16", "3.20 ms", "7.30 ms"])
      #expect((answer["excess"] as? [String])?.prefix(2) == ["contention", "+2.60 ms"])
    }
  }
}
