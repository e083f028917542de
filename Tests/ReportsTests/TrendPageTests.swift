import Foundation
import Testing

@testable import Profiles
@testable import Reports

@Suite("The page of a trend") struct TrendPageTests {
  @Test("is complete, forbids itself to load anything, and names no other address") func shell() throws {
    let page = TrendPage.html(TrendFixture.report)
    #expect(page.hasPrefix("<!doctype html>") && page.hasSuffix("</html>\n") && page.contains("content=\"default-src 'none'; "))
    for text in ["/*STYLE*/", "/*DATA*/", "/*SCRIPT*/", "https://", " src=", "@import", "fetch(", "<link", "XMLHttpRequest"] {
      #expect(!page.contains(text), "\(text)")
    }
    let packed = try TrendPage.render(TrendReport()).withUnsafeBufferPointer { try Gzip.compress($0) }
    #expect(packed.count <= 32 * 1024)
  }

  @Test("has each commit once, however many series there are") func size() throws {
    var report = TrendReport()
    report.series = (0..<100).map { .init(name: "x\($0)", points: TrendFixture.points(500, from: 1, to: 1, at: 0), changes: []) }
    let data = try #require(try JSONSerialization.jsonObject(with: Data(TrendPageData.json(report))) as? [String: Any])
    #expect((data["commits"] as? [Any])?.count == 500)
    #expect(TrendPage.render(report).count < 2_000_000)
  }
}

extension PageInBrowser {
  /// What a browser makes of the page of `history trend`.
  @Suite struct Trends {
    @Test("A section for each series, those with changes first; each change has its line, its row and what is behind it")
    func sections() throws {
      let answer = try Browser.run(
        TrendPage.html(TrendFixture.report),
        """
        return { titles: [...document.querySelectorAll("main section h2")].map((title) => title.firstChild.textContent), sentence: all("#sentence")[0],
          lines: document.querySelectorAll(".change-line").length, worse: document.querySelectorAll(".change-line.worse.confirmed").length,
          levels: document.querySelectorAll("#series-0 .level").length, points: document.querySelectorAll("#series-0 circle").length,
          row: all("#series-0 .changes tbody td"), behind: all("#series-0 .behind-change td"), bands: document.querySelectorAll(".change-range").length,
          links: all("nav a").length, title: document.title };
        """)
      #expect(answer["titles"] as? [String] == ["CPU time", "peak memory", "throughput N=8", "allocations"])
      #expect(answer["sentence"] as? String == TrendFixture.report.sentence)
      #expect(answer["lines"] as? Int == 4 && answer["worse"] as? Int == 1 && answer["bands"] as? Int == 4)
      #expect(answer["levels"] as? Int == 2 && answer["points"] as? Int == 60)
      let row = try #require(answer["row"] as? [String])
      #expect(row.count == 8 && row[0] == "confirmed" && row[2] == "30" && row[3] == "+12.0 % worse" && row[7] == "Change 30")
      let behind = try #require(answer["behind"] as? [String])
      #expect(behind.prefix(3) == ["Router.respond(to:)", "Router.swift", "+11 µs"] && behind.contains("Route by regular expression"))
      #expect(answer["links"] as? Int == 4 && answer["title"] as? String == "shop — headroom history")
    }

    @Test("The arrow keys go from point to point and say its numbers; the table says the same of every point")
    func keyboard() throws {
      let answer = try Browser.run(
        TrendPage.html(TrendFixture.report),
        """
        const plot = document.querySelector("#series-0 svg");
        key("ArrowLeft", plot);
        const last = all("#series-0 .spoken")[0];
        key("ArrowLeft", plot);
        const before = all("#series-0 .spoken")[0];
        const numbers = document.querySelector("#series-0 .numbers");
        numbers.open = true;
        numbers.dispatchEvent(new Event("toggle"));
        return { last, before, rows: document.querySelectorAll("#series-0 .numbers tbody tr").length, cells: all("#series-0 .numbers tbody tr:last-child td"),
          tab: plot.getAttribute("tabindex") };
        """)
      #expect((answer["last"] as? String)?.contains("Change 59") == true && (answer["before"] as? String)?.contains("Change 58") == true, "\(answer)")
      #expect(answer["rows"] as? Int == 60 && answer["tab"] as? String == "0")
      let cells = try #require(answer["cells"] as? [String])
      #expect(cells[0] == "59" && cells[2] == "2024-01-12 22:13:20 UTC" && cells[4] == "Change 59")
    }

    @Test("Hostile names, titles and commits stay text") func hostile() throws {
      let answer = try Browser.run(
        TrendPage.html(TrendFixture.hostile),
        """
        document.querySelectorAll(".numbers").forEach((numbers) => { numbers.open = true; numbers.dispatchEvent(new Event("toggle")); });
        return { pwned: window.pwned ?? 0, images: document.querySelectorAll("img, iframe, object, embed").length,
          scripts: document.querySelectorAll("script").length, sections: document.querySelectorAll("main section").length,
          handlers: document.querySelectorAll("[onload], [onerror], [onclick]").length, links: all("a").length };
        """)
      #expect(answer["pwned"] as? Int == 0 && answer["images"] as? Int == 0 && answer["handlers"] as? Int == 0)
      // Data, script, and the two of the test.
      #expect(answer["scripts"] as? Int == 4 && answer["sections"] as? Int == HostileNames.all.count, "\(answer)")
    }

    @Test("Series of no, one, equal, huge and many points are drawn without an error") func counts() throws {
      var report = TrendReport()
      for count in [0, 1, 5, 2000] {
        for values in [(0..<count).map { Double($0 % 7) }, [Double](repeating: 3, count: count), (0..<count).map { $0 % 2 == 0 ? 1e300 : -1e300 }] {
          report.series += TrendFixture.values(values).series
        }
      }
      let answer = try Browser.run(
        TrendPage.html(report),
        """
        const bad = [...document.querySelectorAll("svg *")].filter((mark) => [...mark.attributes].some((attribute) => /NaN|Infinity/.test(attribute.value)));
        return { points: document.querySelectorAll("circle").length, bad: bad.length, empty: all(".plot .hint").length };
        """)
      #expect(answer["points"] as? Int == 3 * 2006 && answer["bad"] as? Int == 0 && answer["empty"] as? Int == 3, "\(answer)")
    }

    @Test("Dark colours come with a key and go with it") func dark() throws {
      let answer = try Browser.run(
        TrendPage.html(TrendFixture.report),
        """
        const isDark = () => document.documentElement.classList.contains("dark");
        const before = isDark();
        key("d");
        const after = isDark();
        key("d");
        return { before, after, again: isDark() };
        """)
      #expect(answer["before"] as? Bool != answer["after"] as? Bool && answer["again"] as? Bool == answer["before"] as? Bool)
    }
  }
}
