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
    .init("name", "<button></button>"), .init("name", "<input placeholder='a hint is no name'>"), .init("name", "<a href='#'><i aria-hidden=true>x</i></a>"),
    .init("tabindex", "<button tabindex=2>x</button>"), .init("focus-role", "<div tabindex=0 aria-label=x>x</div>"),
    .init("hidden-focus", "<div aria-hidden=true><button>x</button></div>"), .init("button", "<span role=button tabindex=0>x</span>"),
    .init("clickable", "<span style='cursor: pointer'>x</span>"), .init("role", "<p role=botton>x</p>"), .init("reference", "<label for=nowhere>x</label>"),
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
