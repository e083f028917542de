import Profiles
import Regression
import Reports
import Testing

extension PageInBrowser {
  /// Where the focus is, what keys act on, and what the address keeps.
  @Suite struct Keys {
    private let profile = ProfileFixture.recorded([("main;serve;parse", 5), ("main;serve", 2), ("main;save;parse", 2), ("main;save;parse;save", 1)])
      .profile
    /// `row(name)` is the first row of the call tree with a name, `has()` what has the focus.
    private static let helpers = """
      const row = (name) => [...document.querySelectorAll("#tree tbody tr")].find((row) => row.textContent.endsWith(name));
      const has = () => document.activeElement.id || document.activeElement.textContent;
      const buttons = (place) => [...document.querySelectorAll(`#${place} button`)];
      """

    @Test("Keys act on the row of the call tree that has the focus, and it keeps the focus")
    func treeRow() throws {
      let answer = try Browser.run(
        profile.html(),
        Self.helpers + """
          const result = {};
          row("serve").focus();
          result.detail = all("#detail b")[0];
          key("x", row("serve"));
          result.trail = all("#trail li");
          result.focus = document.activeElement.tagName;
          key("u", document.activeElement);
          row("save").focus();
          key("3", row("save"));
          return { ...result, sandwich: all("#sandwich-title")[0] };
          """)
      #expect(answer["detail"] as? String == "serve")
      #expect(answer["trail"] as? [String] == ["without serve ✕"])
      #expect(answer["focus"] as? String == "TR")
      #expect(answer["sandwich"] as? String == "save")
    }

    @Test("What is made anew has the focus again where it was, and what goes away leaves it to the graph")
    func focus() throws {
      let answer = try Browser.run(
        profile.html(),
        Self.helpers + """
          const result = {};
          const press = (button) => { button.focus(); button.click(); return has(); };
          transform("merge", data.names.indexOf("parse"));
          transform("drop", data.names.indexOf("save"));
          result.step = press(buttons("trail")[0]);
          result.lastStep = press(buttons("trail")[0]);
          result.sorted = press(document.querySelectorAll("#functions th button")[1]);
          flame.zoomTo(flame.follow(["main", "serve", "parse"].map((name) => data.names.indexOf(name))));
          result.crumb = press(buttons("crumbs")[2]);
          result.whole = press(buttons("crumbs")[0]);
          element("reset").click();
          past.length = 0;
          transform("drop", data.names.indexOf("save"));
          result.undo = press(element("undo"));
          result.name = press(buttons("functions").find((button) => button.textContent === "parse"));
          return result;
          """)
      #expect(answer["step"] as? String == "without save ✕")
      #expect(answer["lastStep"] as? String == "graph")
      #expect(answer["sorted"] as? String == "Total ↓")
      #expect(answer["crumb"] as? String == "serve")
      #expect(answer["whole"] as? String == "graph")
      #expect(answer["undo"] as? String == "graph")
      #expect(answer["name"] as? String == "callers")
    }

    @Test("Keys act on the graphs on show: callers and callees are described, unzoomed and exported; a search goes to the flame graph")
    func sandwich() throws {
      let answer = try Browser.run(
        profile.html(),
        """
        showSandwich(data.names.indexOf("parse"));
        const result = { picture: pictureText().includes(">all calls of parse") };
        callees.zoomTo(callees.tree.children(callees.tree.children(0)[0])[0]);
        result.zoomed = all("#detail b")[0];
        result.collapsed = collapsedText();
        key("0");
        result.unzoomed = [callers.zoom, callees.zoom];
        result.all = collapsedText();
        callers.move("ArrowDown");
        callers.move("ArrowDown");
        result.callers = [all("#detail b")[0], String(pictureText().includes(">serve<"))];
        search("save");
        key("n");
        return { ...result, view: state.view, hidden: document.getElementById("graph").hidden, found: all("#detail b")[0] };
        """)
      #expect(answer["picture"] as? Bool == true)
      #expect(answer["zoomed"] as? String == "save")
      #expect(answer["collapsed"] as? String == "parse;save 10000000\n")
      #expect(answer["unzoomed"] as? [Int] == [0, 0])
      #expect((answer["all"] as? String)?.split(separator: "\n").sorted() == ["parse 70000000", "parse;save 10000000"])
      #expect(answer["callers"] as? [String] == ["serve", "true"])
      #expect(answer["view"] as? String == "flame" && answer["hidden"] as? Bool == false && answer["found"] as? String == "save")
    }

    @Test("A state leads to the flame graph, also from callers and callees")
    func state() throws {
      let answer = try Browser.run(
        ProfileFixture.smallServer().profile.html(),
        """
        showSandwich(data.names.indexOf("parse"));
        [...document.querySelectorAll("#thread-states button")].find((button) => button.textContent === "lock").click();
        return { hidden: document.getElementById("graph").hidden, focus: document.activeElement.id, matched: all("#matched")[0] };
        """)
      #expect(answer["hidden"] as? Bool == false && answer["focus"] as? String == "graph")
      #expect(answer["matched"] as? String == "57.1 % matched")
    }

    private static let link = """
      const result = { before: location.hash, length: history.length };
      const link = document.querySelectorAll("nav a")[1];
      link.click();
      Object.assign(result, { after: location.hash, added: history.length - result.length });
      result.isThere = document.activeElement === document.querySelector(link.hash).querySelector("h2");
      """

    @Test("A link to a section moves the focus there and leaves the state of the page in the address")
    func links() throws {
      let pages = [try profile.html(), ComparisonPage.html(ComparisonFixture.regression, toolVersion: "0.4.0"), ScalePage.html(ScaleFixture.result)]
      for page in pages {
        let answer = try Browser.run(page, address: "q=main&d=1", Self.link + "return result;")
        #expect(answer["after"] as? String == answer["before"] as? String && (answer["after"] as? String)?.contains("q=main") == true)
        #expect(answer["added"] as? Int == 0 && answer["isThere"] as? Bool == true)
      }
      let trend = try Browser.run(TrendPage.html(TrendFixture.report), Self.link.replacing("[1]", with: "[0]") + "return result;")
      #expect(trend["after"] as? String == "" && trend["added"] as? Int == 0 && trend["isThere"] as? Bool == true)
    }

    @Test("An address written into an open page draws it anew, and what it does not name is as at first")
    func anotherAddress() throws {
      let open = """
        const openAt = (hash) => { history.replaceState(null, "", hash); dispatchEvent(new HashChangeEvent("hashchange")); };
        """
      let answer = try Browser.run(
        profile.html(), address: "i=1&q=save&d=1&a=c1",
        open + """
          openAt(`#k=0&z=${data.names.indexOf("main")}`);
          const result = { pressed: all("button[aria-pressed=true]"), search: element("search").value };
          Object.assign(result, { trail: all("#trail li"), crumbs: all("#crumbs li") });
          openAt("#v=sandwich");
          result.title = all("#sandwich-title")[0];
          openAt("#tree-section");
          return { ...result, view: state.view };
          """)
      #expect(answer["pressed"] as? [String] == ["Flame graph"])
      #expect(answer["search"] as? String == "" && answer["trail"] as? [String] == [] && answer["crumbs"] as? [String] == ["all", "main"])
      #expect(answer["title"] as? String == "parse" && answer["view"] as? String == "sandwich")
      let difference = try Browser.run(
        ComparisonPage.html(ComparisonFixture.regression, toolVersion: "0.4.0"), address: "w=head",
        open + "openAt('#q=main'); return { search: element('search').value, width: state.width };")
      #expect(difference["search"] as? String == "main" && difference["width"] as? String == "both")
      let scale = try Browser.run(
        ScalePage.html(ScaleFixture.result), address: "w=total&t=culprits",
        open + """
          openAt("#q=main");
          return { search: element("search").value, said: [state.side, state.mode, String(flame.tree === growthTrees.victims)] };
          """)
      #expect(scale["search"] as? String == "main" && scale["said"] as? [String] == ["victims", "change", "true"])
    }
  }
}
