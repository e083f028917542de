import Testing

extension ViewerInBrowser {
  /// The pages without a mouse.
  @Suite struct Keyboard {
    @Test("Tab reaches every control in the order of the page, and the focus is always seen", arguments: SamplePage.all)
    func order(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html())
      let wanted: [String] = try page.run(
        """
        const paths = [];
        for (const control of document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")) {
          if (control.disabled || !control.checkVisibility({ visibilityProperty: true })) continue;
          const path = [];
          for (let part = control; part?.parentElement; part = part.parentElement) path.unshift([...part.parentElement.children].indexOf(part));
          paths.push(path.join("."));
        }
        return paths;
        """)
      #expect(wanted.count > 3)
      var reached: [OpenedPage.Focus] = []
      for _ in 0..<(wanted.count + 40) {
        try page.driver.press(Key.tab)
        let focus = try page.focus()
        if focus.isBody || focus.path == reached.first?.path { break }
        reached.append(focus)
      }
      let paths = reached.map(\.path)
      #expect(wanted.filter { !paths.contains($0) } == [])
      // What scrolls takes the focus too, between the controls: their own order stays.
      #expect(paths.filter { wanted.contains($0) } == wanted)
      #expect(reached.filter { !$0.isVisible || $0.outline < 2 }.map(\.name) == [])
      #expect(reached.filter { !$0.isOnScreen }.map(\.name) == [])
      try page.driver.press(Key.tab, held: Key.shift)
      #expect(try !page.focus().isBody || reached.isEmpty == false)
    }

    @Test("The call tree is read by arrow keys: they go along rows, open and close them, and say level and state", arguments: SamplePage.graphs)
    func treegrid(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html())
      try page.run("document.querySelector('#tree tr[tabindex=\"0\"]').focus();") as WebDriver.Nothing?
      try page.driver.press(Key.home)
      var row = try TreeRow.focused(page)
      #expect(row.level == 1 && row.index == 0)
      // Closed, it has nothing below it that is deeper; opened, its first child follows one level deeper.
      if row.isExpanded == true { try page.driver.press(Key.left) }
      row = try TreeRow.focused(page)
      #expect(row.index == 0 && row.isExpanded == false && row.nextLevel <= 1)
      try page.driver.press(Key.right)
      row = try TreeRow.focused(page)
      #expect(row.index == 0 && row.isExpanded == true && row.nextLevel == 2)
      try page.driver.press(Key.right)
      let child = try TreeRow.focused(page)
      #expect(child.index == 1 && child.level == 2)
      try page.driver.press(Key.up)
      #expect(try TreeRow.focused(page).index == 0)
      try page.driver.press(Key.down)
      #expect(try TreeRow.focused(page).name == child.name)
      // From a child that is closed, left goes to the row it belongs to.
      if child.isExpanded == true { try page.driver.press(Key.left) }
      try page.driver.press(Key.left)
      #expect(try TreeRow.focused(page).index == 0)
      // Tab leaves the tree, and comes back to the same row.
      try page.driver.press(Key.down)
      try page.driver.press(Key.tab)
      #expect(try page.run("return document.activeElement.closest('#tree') === null;") as Bool)
      try page.driver.press(Key.tab, held: Key.shift)
      #expect(try TreeRow.focused(page).name == child.name)
      let errors = try page.driver.consoleErrors()
      #expect(errors == [])
    }

    @Test("Enter on a row of the call tree zooms the graph to it", arguments: SamplePage.graphs)
    func zoomFromTree(_ sample: SamplePage) throws {
      let page = try OpenedPage.open(sample.html())
      try page.run("document.querySelector('#tree tr[tabindex=\"0\"]').focus();") as WebDriver.Nothing?
      try page.driver.press(Key.home)
      let name = try TreeRow.focused(page).name
      try page.driver.press(Key.enter)
      #expect(try page.texts("#crumbs button").last.map { name.hasSuffix($0) } == true)
    }
  }
}

/// The row of the call tree that has the focus, as a reader is told of it.
private struct TreeRow: Decodable {
  var index: Int
  var level: Int
  /// Of the row after it; 0 at the end.
  var nextLevel: Int
  var isExpanded: Bool?
  var name: String

  static func focused(_ page: OpenedPage) throws -> TreeRow {
    try page.run(
      """
      const row = document.activeElement;
      const levelOf = (row) => Number(row?.getAttribute("aria-level") ?? 0);
      const text = [...(row.querySelector("td.name")?.childNodes ?? [])].filter((node) => node.ariaHidden !== "true").map((node) => node.textContent).join("");
      const opens = row.getAttribute("aria-expanded");
      return { index: row.parentElement?.rows ? [...row.parentElement.rows].indexOf(row) : -1, level: levelOf(row), nextLevel: levelOf(row.nextElementSibling),
        isExpanded: opens === null ? null : opens === "true", name: text.trim() };
      """)
  }
}
