import Reports
import Scaling
import Testing

extension PageInBrowser {
  /// What a browser makes of the page of `scale`.
  @Suite struct Scale {
    private static let sections = "sections: [...document.querySelectorAll('main > section')].map((section) => section.id)"

    @Test("Sentence, environment and trust come first; warnings stand before what is good, and no banner blocks a trusted result")
    func head() throws {
      let answer = try Browser.run(
        ScalePage.html(ScaleFixture.result),
        """
        return { sentence: all("#sentence")[0], code: all("#sentence code"), title: document.title, facts: all("#environment div"), items: all("#trust-items .text"),
          banner: document.getElementById("banner").hidden, \(Self.sections), links: all("nav a").length };
        """)
      #expect(answer["sentence"] as? String == ScaleFixture.result.sentence.filter { $0 != "`" })
      #expect(answer["code"] as? [String] == ["Cache.lookup", "Cache.insert"])
      #expect(answer["title"] as? String == "shop — headroom scale")
      let facts = try #require(answer["facts"] as? [String])
      #expect(facts.contains("ProcessorAMD EPYC 7B13") && facts.contains("Runs per level5, 10.0 s each"))
      let items = try #require(answer["items"] as? [String])
      #expect(items.map { String($0.prefix(8)) } == ["steal: w", "zones: w", "closure:", "little: ", "processo", "lost: go", "drift: g"])
      #expect(answer["banner"] as? Bool == true)
      #expect(
        answer["sections"] as? [String] == [
          "trust", "throughput", "ceilings", "time", "loss", "stacks", "flame", "calls", "curve", "growth", "ageing", "interaction",
        ])
      #expect(answer["links"] as? Int == 12)
    }

    @Test("A refused result says so in a banner, with the reason")
    func refused() throws {
      let answer = try Browser.run(
        ScalePage.html(ScaleFixture.refused),
        "const banner = document.getElementById('banner'); return { hidden: banner.hidden, text: banner.textContent, first: all('#trust-items li.refused') };"
      )
      #expect(answer["hidden"] as? Bool == false)
      let text = try #require(answer["text"] as? String)
      #expect(text.hasPrefix("Not to be trusted, because") && text.contains("with one processor more, throughput rose by 18 %"))
      #expect((answer["first"] as? [String])?.count == 1)
    }

    @Test("A part that was not measured is left out")
    func parts() throws {
      var withoutAccount = ScaleFixture.levelsOnly
      (withoutAccount.account, withoutAccount.curve, withoutAccount.ceilings) = (nil, nil, [])
      var single = withoutAccount
      single.levels = [ScaleFixture.level(1)]
      for (result, expected) in [
        (ScaleFixture.growthOnly, ["growth"]), (ScaleFixture.curveOnly, ["throughput", "curve"]), (ScaleResult(), []),
        (withoutAccount, ["trust", "throughput", "time"]), (single, ["trust", "throughput", "time"]),
      ] {
        let answer = try Browser.run(
          ScalePage.html(result), "key('d'); key('v'); key('/'); return { \(Self.sections), sentence: all('#sentence')[0] };")
        #expect(answer["sections"] as? [String] == expected)
        #expect((answer["sentence"] as? String)?.isEmpty == false)
      }
    }

    @Test("Names made to break out are text: nothing of them runs, nothing becomes an element")
    func hostile() throws {
      let answer = try Browser.run(
        ScalePage.html(ScaleFixture.hostile),
        """
        for (const toggle of document.querySelectorAll("#stacks-table .toggle")) document.getElementById("stacks-table").querySelector(`[data-row="${toggle.dataset.row}"]`).click();
        key("v");
        const search = document.getElementById("search");
        search.value = "pwned";
        search.dispatchEvent(new Event("input"));
        for (let step = 0; step < 30; step++) key("n");
        const bounds = flame.canvas.getBoundingClientRect();
        for (const box of flame.boxes) {
          const at = { clientX: bounds.left + box.x + box.width / 2, clientY: bounds.top + (box.row + 0.5) * ROW };
          flame.canvas.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, ...at }));
        }
        document.body.append(new DOMParser().parseFromString(pictureOf(flame, "title", (node) => flameText(node)), "image/svg+xml").documentElement);
        return { pwned: String(window.pwned), sentence: all("#sentence")[0], trust: all("#banner li"), refused: all("#curve-refused li"),
          functions: all("#stacks-table .names > div:first-child"), strangers: document.querySelectorAll("img, iframe, object, embed, link, svg[onload]").length,
          scripts: document.scripts.length, loads: performance.getEntriesByType("resource").length };
        """)
      #expect(answer["pwned"] as? String == "undefined")
      #expect(answer["strangers"] as? Int == 0)
      // The data, the page's own script, and two of this test.
      #expect(answer["scripts"] as? Int == 4)
      #expect(answer["loads"] as? Int == 0)
      #expect(answer["sentence"] as? String == HostileNames.all[0])
      #expect((answer["trust"] as? [String])?.count == HostileNames.all.count)
      let functions = try #require(answer["functions"] as? [String])
      #expect(functions.count == HostileNames.all.count)
      for (function, name) in zip(functions, HostileNames.all) { #expect(Array(function.unicodeScalars).starts(with: name.unicodeScalars)) }
    }

    @Test("Numbers that are none, rows that point nowhere and broken trees are drawn as far as they make sense")
    func broken() throws {
      let answer = try Browser.run(
        ScalePage.html(ScaleFixture.broken),
        "return { text: document.querySelector('main').textContent, shapes: document.querySelector('main').innerHTML };")
      let text = try #require(answer["text"] as? String)
      #expect(!text.contains("NaN") && !text.contains("Infinity") && !text.contains("undefined "))
      #expect((answer["shapes"] as? String)?.contains("NaN") == false)
    }

    /// 4.5 is what WCAG 2.2 asks of text (criterion 1.4.3, level AA).
    @Test("Names on the boxes of the flame graph can be read on every class, in light and in dark")
    func contrast() throws {
      let answer = try Browser.run(
        ScalePage.html(ScaleFixture.result),
        """
        const linear = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        const luminance = (colour) => { const [r, g, b] = colour.match(/[0-9.]+/g).slice(0, 3).map((part) => linear(Number(part))); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const lowest = () => {
          const text = luminance(BOX_TEXT.match(/[0-9a-f]{2}/g).map((part) => parseInt(part, 16)).join());
          return Math.min(...[...document.querySelectorAll("#flame-legend .swatch:not(.hatched), #stacks-classes .swatch")].map((swatch) => {
            const own = luminance(getComputedStyle(swatch).backgroundColor);
            return (Math.max(own, text) + 0.05) / (Math.min(own, text) + 0.05);
          }));
        };
        const first = lowest();
        key("d");
        return { first, second: lowest(), swatches: document.querySelectorAll("#stacks-classes .swatch").length };
        """)
      #expect(answer["swatches"] as? Int == 8)
      #expect(answer["first"] as? Double ?? 0 >= 4.5)
      #expect(answer["second"] as? Double ?? 0 >= 4.5)
    }

    @Test("Everything opens with as much as an account may hold")
    func large() throws {
      let answer = try Browser.run(
        ScalePage.html(ScaleFixture.large),
        "key('w'); document.getElementById('stacks-more').click(); return { rows: all('#stacks-table .toggle').length };")
      #expect(answer["rows"] as? Int == 100)
    }
  }
}
