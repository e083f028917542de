
// ---- the flame graph of pages that compare: what is pointed at has a tip ----

/// - Parameters:
///   - linesOf: What a tip says of a node.
///   - textOf: The same as one text, for who reads it below the graph.
///   - valuesOf: A node's own values, for collapsed stacks.
function makeFlame(painter, linesOf, textOf, valuesOf) {
  const title = (node) => painter.label(flame.tree, node)[0];
  const view = new FlameView(element("graph"), painter, {
    moved(moved, node, isRefreshed) {
      element("flame-detail").replaceChildren(make("b", "", title(node)), " — ", textOf(node));
      if (!isRefreshed) return;
      hideTip();
      moved.showCrumbs(element("crumbs"));
      writeAddress();
    },
    hovered(_, node, event) {
      if (node === undefined) hideTip();
      else showTip(linesOf(node), event.clientX, event.clientY);
    },
  });
  wireSearch();
  element("reset").addEventListener("click", () => view.zoomTo(0));
  element("save-svg").addEventListener("click", () => {
    download("headroom.svg", "image/svg+xml", pictureOf(view, document.title, (node) => `${title(node)} — ${textOf(node)}`));
  });
  element("save-collapsed").addEventListener("click", () => {
    download("headroom.collapsed", "text/plain", collapsedStacks(view.tree, view.zoom, valuesOf));
  });
  return view;
}

/// What keys do to the graph.
const flameKeys = () => ({
  "/": () => element("search").focus(), n: () => nextMatch(1), N: () => nextMatch(-1), 0: () => flame.zoomTo(0), Escape: () => flame.zoomTo(0),
});
