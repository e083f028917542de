import Testing

extension ViewerInBrowser {
  /// The graph under a real mouse and real keys.
  @Suite struct Graph {
    @Test("A click on a frame zooms to it, and Escape goes back to the whole", arguments: SamplePage.graphs)
    func click(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html())
      #expect(try page.texts("#crumbs li") == [])
      let whole = try page.picture()
      try page.driver.mouse("#canvas", x: 0.02, y: 50)
      let path = try page.texts("#crumbs li")
      #expect(path.count == 3)
      #expect(try page.picture() != whole)
      try page.driver.press(Key.escape)
      #expect(try page.texts("#crumbs li") == [])
      // The pointer is still over the graph, so only what it points at may look different: look away.
      try page.driver.mouse("h1", x: 0.5, y: 4, clicks: false)
      #expect(try page.picture() == whole)
      let errors = try page.driver.consoleErrors()
      #expect(errors == [])
    }

    @Test("A typed search tells its share and marks what matches; n goes to the widest match; an empty one forgets", arguments: SamplePage.graphs)
    func search(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html())
      let plain = try page.picture()
      try page.driver.press("/")
      #expect(try page.run("return document.activeElement.id;") as String == "search")
      try page.driver.type("r.*e")
      #expect(try page.text("#matched").contains(/[0-9.]+ %/))
      #expect(try page.picture() != plain)
      try page.driver.press(Key.enter)
      let detail = try page.text("#detail, #flame-detail")
      #expect(detail.contains(/[rR].*e/))
      try page.driver.type("(")
      #expect(try page.text("#matched") == "not a regular expression")
      try page.run("const search = document.getElementById('search'); search.select();") as WebDriver.Nothing?
      try page.driver.press("\u{E017}")
      #expect(try page.text("#matched") == "")
      let errors = try page.driver.consoleErrors()
      #expect(errors == [])
    }

    @Test("i turns the graph over and back, and its button says so", arguments: [SamplePage.profile, .waits])
    func invert(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html())
      let rows = try page.texts("#tree td.name")
      try page.driver.press("i")
      #expect(try page.run("return document.getElementById('invert').getAttribute('aria-pressed');") as String == "true")
      #expect(try page.texts("#tree td.name") != rows)
      try page.driver.click("#invert")
      #expect(try page.run("return document.getElementById('invert').getAttribute('aria-pressed');") as String == "false")
      #expect(try page.texts("#tree td.name") == rows)
    }

    @Test("The address keeps what a reader chose, and brings it back in another window", arguments: SamplePage.graphs)
    func address(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html())
      try page.driver.press("d")
      try page.driver.press("/")
      try page.driver.type("e.u")
      let address = try page.address()
      #expect(address.contains("q=e.u"))
      let (matched, isDark) = (try page.text("#matched"), try page.isDark())
      #expect(matched != "" && isDark)
      let again = try OpenedPage.open(sample.html(), address: address)
      #expect(try again.text("#matched") == matched)
      #expect(try again.run("return document.getElementById('search').value;") as String == "e.u")
      #expect(try again.isDark())
    }

    @Test("The address keeps the zoom of a profile, and buttons that are pressed", arguments: [SamplePage.profile, .waits])
    func zoomAddress(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html())
      try page.driver.press("t")
      try page.driver.mouse("#canvas", x: 0.02, y: 50)
      let path = try page.texts("#crumbs li")
      #expect(path.count == 3)
      let again = try OpenedPage.open(sample.html(), address: try page.address())
      #expect(try again.texts("#crumbs li") == path)
      #expect(try again.texts("[aria-pressed=true]").contains("Thunks"))
    }

    @Test("Arrow keys go from point to point of a picture and say its numbers", arguments: [SamplePage.scale, .trend])
    func points(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html())
      try page.run("document.querySelector('svg.picture[tabindex]').focus();") as WebDriver.Nothing?
      try page.driver.press(Key.left)
      let first = try page.texts(".spoken")[0]
      try page.driver.press(Key.left)
      let second = try page.texts(".spoken")[0]
      #expect(first.contains(/\d/) && second.contains(/\d/) && first != second)
      #expect(try page.run("return document.getElementById('tip').hidden;") as Bool == false)
    }
  }
}

extension OpenedPage {
  func isDark() throws -> Bool { try run("return document.documentElement.classList.contains('dark');") }

  /// A number for what the canvas shows.
  func picture() throws -> Int {
    try driver.wait(
      """
      requestAnimationFrame(() => setTimeout(() => {
        let sum = 0;
        for (const letter of document.getElementById("canvas").toDataURL()) sum = (sum * 31 + letter.charCodeAt(0)) | 0;
        done(sum);
      }));
      """)
  }
}
