import Foundation
import Testing

extension ViewerInBrowser {
  /// The pages where and how people read them.
  @Suite struct Reading {
    @Test("On a phone the page is as wide as the screen, and what is wider scrolls by itself", arguments: SamplePage.all + SamplePage.others)
    func phone(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html(), for: .phone)
      try page.expectNoOverflow(390)
      try page.use()
      try page.expectNoOverflow(390)
    }

    @Test("A page follows what the reader prefers, light or dark, also when it changes, until told otherwise", arguments: SamplePage.all)
    func scheme(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html(), for: .dark)
      #expect(try page.ground() < 200)
      #expect(try page.run("return document.querySelector('#dark').getAttribute('aria-pressed');") as String == "true")
      try page.driver.become(.light)
      #expect(try page.ground() > 600)
      try page.driver.press("d")
      #expect(try page.ground() < 200)
      try page.driver.become(.dark)
      try page.driver.click("#dark")
      #expect(try page.ground() > 600)
    }

    @Test("Who prefers less motion sees none", arguments: SamplePage.all)
    func motion(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html(), for: .light)
      let script = """
        const moves = (style) => style.scrollBehavior === "smooth" || [style.transitionDuration, style.animationDuration].some((text) => /[1-9]/.test(text));
        return [...document.querySelectorAll("*")].filter((element) => moves(getComputedStyle(element))).map((element) => element.tagName + "#" + element.id);
        """
      #expect(try page.run(script) == [String]())
      #expect(try page.run("return document.getAnimations().length;") == 0)
      // Who has said nothing sees the page scroll to a section.
      try page.driver.become(.moving)
      #expect(try page.run(script) == ["HTML#"])
    }

    @Test(
      "On paper there are no controls, nothing is cut off, and dark pages are printed dark on white", arguments: SamplePage.all,
      [Reader.light, .dark])
    func paper(_ sample: SamplePage, _ reader: Reader) throws {
      let page = try OpenedPage.open(sample.html(), for: reader)
      // The browser tells the page before and after; in between it is laid out for paper.
      try page.run(
        """
        matchMedia("print").addEventListener("change", (event) => {
          if (!event.matches) return;
          const style = getComputedStyle(document.body);
          const light = (colour) => colour.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
          document.documentElement.dataset.printed = JSON.stringify({ ground: light(style.backgroundColor), text: light(style.color),
            controls: [...document.querySelectorAll("button, input, select, nav a")]
              .filter((control) => control.checkVisibility() && !control.matches("th button, .link")).map((control) => control.id || control.textContent),
            cut: [...document.querySelectorAll(".graph")]
              .filter((graph) => graph.checkVisibility() && graph.scrollHeight > graph.clientHeight + 1).map((graph) => graph.id) });
        });
        """) as WebDriver.Nothing?
      let paper = try page.driver.print()
      #expect(paper.starts(with: Data("%PDF".utf8)) && paper.count > 5000)
      let said: String = try page.run("return document.documentElement.dataset.printed ?? '';")
      let printed = try JSONDecoder().decode(Printed.self, from: Data(said.utf8))
      #expect(printed.ground > 700 && printed.text < 250)
      #expect(printed.controls == [])
      #expect(printed.cut == [])
      // Afterwards the screen is as it was.
      #expect(try page.run("return document.documentElement.classList.contains('dark');") as Bool == (reader.name == "dark"))
    }

    private struct Printed: Decodable {
      var ground: Int
      var text: Int
      var controls: [String]
      var cut: [String]
    }
  }
}

extension OpenedPage {
  /// How light the page is, 0…765, once it had time to follow what was said to it.
  func ground() throws -> Int {
    try driver.wait(
      """
      requestAnimationFrame(() => setTimeout(() => {
        done(getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0));
      }, 50));
      """)
  }

  /// Nothing but what scrolls by itself reaches beyond the width of the screen.
  func expectNoOverflow(_ width: Int, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let reach: [Int] = try run("return [innerWidth, document.documentElement.scrollWidth, document.body.scrollWidth];")
    #expect(reach == [width, width, width], comment, sourceLocation: sourceLocation)
    let wide: [String] = try run(
      """
      return [...document.body.querySelectorAll("*")].filter((element) => {
        if (!element.checkVisibility() || element.getBoundingClientRect().right <= innerWidth + 1) return false;
        for (let at = element.parentElement; at; at = at.parentElement) if (getComputedStyle(at).overflowX !== "visible") return false;
        return getComputedStyle(element).position !== "fixed";
      }).slice(0, 5).map((element) => `${element.tagName}.${element.getAttribute("class") ?? ""}#${element.id}`);
      """)
    #expect(wide == [], comment, sourceLocation: sourceLocation)
  }
}
