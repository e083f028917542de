import Testing

extension ViewerInBrowser {
  /// Names, roles, order, contrast and sizes, by rules of our own.
  @Suite struct Accessibility {
    @Test(
      "No rule of accessibility is broken, in light and dark, on a desk and on a phone", arguments: SamplePage.all,
      [Reader.light, .dark, .phone, .darkPhone])
    func audit(_ sample: SamplePage, _ reader: Reader) throws {
      let page = try OpenedPage.open(sample.html(), for: reader)
      let violations = try AccessibilityAudit.run(page).map(\.description)
      #expect(violations == [])
    }

    @Test("No rule is broken by a page that says no, says little, or has nothing to say", arguments: SamplePage.others, [Reader.light, .dark])
    func auditOthers(_ sample: SamplePage, _ reader: Reader) throws {
      let page = try OpenedPage.open(sample.html(), for: reader)
      let violations = try AccessibilityAudit.run(page).map(\.description)
      #expect(violations == [])
    }

    @Test("No rule is broken after a reader opened, hid and searched", arguments: SamplePage.all, [Reader.light, .dark])
    func auditInUse(_ sample: SamplePage, _ reader: Reader) throws {
      let page = try OpenedPage.open(sample.html(), for: reader)
      try page.use()
      let violations = try AccessibilityAudit.run(page).map(\.description)
      #expect(violations == [])
      let errors = try page.driver.consoleErrors()
      #expect(errors == [])
    }

    @Test("With colours that the reader forces, every text can be read", arguments: SamplePage.all, [Reader.forcedColors, .forcedDark])
    func forcedColors(_ sample: SamplePage, _ reader: Reader) throws {
      let page = try OpenedPage.open(sample.html(), for: reader)
      #expect(try page.run("return matchMedia('(forced-colors: active)').matches;") as Bool)
      // Whatever the button of the page says: the reader's colours come first.
      try page.driver.press("d")
      let violations = try AccessibilityAudit.run(page).map(\.description)
      #expect(violations == [])
    }

    @Test("Every colour of the graph lets its dark labels be read", arguments: SamplePage.graphs, [Reader.light, .dark])
    func graphColors(_ sample: SamplePage, _ reader: Reader) throws {
      let page = try OpenedPage.open(sample.html(), for: reader)
      let ratios: [String: Double] = try page.run(
        """
        const canvas = document.getElementById("canvas");
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const counts = new Map();
        for (let at = 0; at < data.length; at += 4) {
          const colour = data.subarray(at, at + 3).join();
          counts.set(colour, (counts.get(colour) ?? 0) + 1);
        }
        // What covers a hundredth of the picture is a box; the ground below all boxes has no labels.
        const ground = data.subarray(data.length - 40, data.length - 37).join();
        const light = (colour) => colour.split(",").map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
          .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
        const label = light("20,24,29");
        // The frame around what has the focus is no box either.
        const focus = getComputedStyle(document.body).color.match(/\\d+/g).join();
        const boxes = [...counts].filter(([colour, count]) => count * 100 > canvas.width * canvas.height && ![ground, focus, "20,24,29"].includes(colour));
        return Object.fromEntries(boxes.map(([colour]) => [colour, (light(colour) + 0.05) / (label + 0.05)]));
        """)
      #expect(ratios.count >= 2)
      #expect(ratios.filter { $0.value < 4.5 } == [:])
    }

    @Test("Each rule finds what breaks it", arguments: BrokenMarkup.all)
    func rules(_ broken: BrokenMarkup) throws {
      let page = try OpenedPage.open(
        """
        <!doctype html><html lang="en" data-ready="true"><head><title>t</title><style>body { font: 16px sans-serif; color: #000; background: #fff; }</style></head>
        <body><main><h1>one</h1>\(broken.markup)</main></body></html>
        """)
      #expect(try AccessibilityAudit.run(page).map(\.rule).contains(broken.rule))
    }

    @Test("A page without fault has no find")
    func faultless() throws {
      let page = try OpenedPage.open(
        """
        <!doctype html><html lang="en" data-ready="true"><head><title>t</title></head><body><main><h1>one</h1><p>Text. <a href="#a">link</a></p><h2 id="a">two</h2>
        <button style="min-height: 24px">do it</button><table><thead><tr><th scope="col">n</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table></main></body></html>
        """)
      let violations = try AccessibilityAudit.run(page).map(\.description)
      #expect(violations == [])
    }
  }
}

/// Markup that breaks one rule.
struct BrokenMarkup: Sendable, CustomTestStringConvertible {
  var rule: String
  var markup: String
  var testDescription: String { "\(rule): \(markup.prefix(60))" }

  init(_ rule: String, _ markup: String) { (self.rule, self.markup) = (rule, markup) }

  static let all: [BrokenMarkup] = [
    .init("name", "<button></button>"), .init("name", "<input placeholder='a hint is no name'>"),
    .init("name", "<a href='#'><i aria-hidden=true>x</i></a>"),
    .init("tabindex", "<button tabindex=2>x</button>"), .init("focus-role", "<div tabindex=0 aria-label=x>x</div>"),
    .init("hidden-focus", "<div aria-hidden=true><button>x</button></div>"), .init("button", "<span role=button tabindex=0>x</span>"),
    .init("clickable", "<span style='cursor: pointer'>x</span>"), .init("role", "<p role=botton>x</p>"),
    .init("reference", "<label for=nowhere>x</label>"),
    .init("reference", "<a href='#nowhere'>x</a>"), .init("aria", "<p aria-labeled=x>x</p>"), .init("aria", "<button aria-pressed=yes>x</button>"),
    .init("aria", "<div aria-label=x>x</div>"), .init("role-name", "<div role=application tabindex=0>x</div>"),
    .init("role-owner", "<div role=row aria-level=1>x</div>"),
    .init("treegrid", "<table role=treegrid aria-label=x><tbody><tr role=row aria-level=1 tabindex=0><td>x</td></tr></tbody></table>"),
    .init(
      "treegrid",
      """
      <table role=treegrid aria-label=x><tbody><tr role=row aria-level=1 tabindex=0 aria-expanded=true><td role=gridcell>x</td></tr>
      <tr role=row aria-level=1 tabindex=-1><td role=gridcell>x</td></tr></tbody></table>
      """),
    .init("id", "<p id=a>x</p><p id=a>x</p>"), .init("document", "<h1>two</h1>"), .init("heading", "<h3>x</h3>"), .init("list", "<ul><p>x</p></ul>"),
    .init("table", "<table><tr><td>x</td></tr></table>"), .init("table", "<table><tr><th scope=col></th></tr></table>"),
    .init("table", "<table><tr><th>x</th></tr></table>"),
    .init("colour-alone", "<ul><li><i class=swatch style='display: inline-block; width: 9px; height: 9px'></i></li></ul>"),
    .init("canvas", "<canvas></canvas>"), .init("picture", "<svg width=50 height=50></svg>"),
    .init("target-size", "<button style='padding: 0; height: 12px'>a</button><br><button style='padding: 0; height: 12px'>b</button>"),
    .init("contrast", "<p style='color: #888'>x</p>"), .init("contrast", "<p style='opacity: .5'>x</p>"),
    .init("contrast", "<p style='color: #767676; background: linear-gradient(#fff, #ddd)'>x</p>"),
    .init("contrast", "<svg role=img aria-label=x width=90 height=40><rect width=90 height=40 fill='#333'/><text x=5 y=25>text</text></svg>"),
    .init("contrast", "<label>x <input placeholder=y style='--x: 1'></label><style>::placeholder { color: #aaa }</style>"),
    .init("field-edge", "<label>x <input style='border: 1px solid #ddd'></label>"),
  ]
}
