import Testing

extension ViewerInBrowser {
  /// Names of functions, threads, files, commits: whatever they are, they are text.
  @Suite struct Hostile {
    @Test("Hostile names run nothing, add nothing to the page, and open no dialog", arguments: SamplePage.hostile)
    func harmless(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html())
      try page.use()
      #expect(page.driver.dialog() == nil)
      #expect(try page.run("return typeof window.pwned;") as String == "undefined")
      let strange: [String] = try page.run(
        """
        const known = ["svg", "defs", "pattern", "g", "rect", "circle", "line", "path", "polyline", "polygon", "text", "tspan", "title"];
        const isKnown = (element) => !["IMG", "IFRAME", "OBJECT", "EMBED", "LINK", "FORM", "X", "VIDEO", "BASE"].includes(element.tagName)
          && (element.namespaceURI.endsWith("xhtml") || known.includes(element.tagName));
        const handlers = (element) => element.getAttributeNames().filter((name) => name.startsWith("on"));
        return [...document.querySelectorAll("*")].filter((element) => !isKnown(element) || handlers(element).length)
          .map((element) => element.outerHTML.slice(0, 80));
        """)
      #expect(strange == [])
      let scripts: [Int] = try page.run("return [document.querySelectorAll('script').length, document.querySelectorAll('style').length];")
      #expect(scripts == [2, 1])
      let errors = try page.driver.consoleErrors()
      #expect(errors == [])
      let requests = try page.foreignRequests()
      #expect(requests == [])
    }

    @Test("Names of 10 kB, of right-to-left letters and of emoji leave the layout whole", arguments: SamplePage.hostile, [Reader.light, .phone])
    func layout(_ sample: SamplePage, _ reader: Reader) throws {
      let page = try OpenedPage.open(sample.html(), for: reader)
      try page.expectNoOverflow(reader.width)
      // What turns the order of letters ends with the name: no other column is turned.
      let turned: [String] = try page.run(
        """
        return [...document.querySelectorAll("td.name, td.what, td.title, h3, li .text")].filter((element) => element.textContent.includes("\\u202e")
          && !["isolate", "plaintext", "isolate-override"].includes(getComputedStyle(element).unicodeBidi)
          && !element.querySelector("bdi, [dir]") && element.closest("[dir=auto]") === null).slice(0, 3).map((element) => element.outerHTML.slice(0, 60));
        """)
      #expect(turned == [])
    }

    @Test("Hostile names break no rule of accessibility", arguments: SamplePage.hostile)
    func audit(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html())
      let violations = try AccessibilityAudit.run(page).map(\.description)
      #expect(violations == [])
    }
  }
}
