
// ---- views of the graph: flame graph, order of time, callers and callees ----

const VIEWS = {
  flame: { key: "2", meaning: "stacks with the same beginning are one box, the largest on the left" },
  time: { key: "1", meaning: "stacks in the order in which they were sampled; needs a recording with --timeline" },
  sandwich: { key: "3", meaning: "of one function: who calls it above, what it calls below" },
};
/// The function in the middle.
let sandwichFrame = null;
let flame;
let callers;
let callees;

function showViewButtons() {
  for (const [name, view] of Object.entries(VIEWS)) {
    const button = element(`view-${name}`);
    button.setAttribute("aria-pressed", state.view === name);
    button.disabled = name === "time" && !hasTimes();
    button.title = button.disabled ? whyNoTimes() : `${view.meaning} (${view.key})`;
  }
}

function whyNoTimes() {
  if (!samples.some((rows) => rows.times.length)) return "The recording kept no times: record with --timeline to see the order of time.";
  return `The recording kept no times of “${metricTitle(state.metric)}”, only sums.`;
}

function setView(name) {
  if (name === "time" && !hasTimes()) return announce(whyNoTimes());
  if (name === "sandwich" && sandwichFrame === null) return showSandwich(drawn.frame[flame.focus]);
  state.view = name;
  rebuild([]);
}

/// Without a function, the one with the most time of its own.
function showSandwich(frame) {
  if (!(frame >= 0) || stateOf[frame]) frame = shown.functions.reduce((best, row) => (!best || row[1] > best[1] ? row : best), null)?.[0];
  if (frame === undefined) return;
  sandwichFrame = frame;
  state.view = "sandwich";
  rebuild([]);
}

/// The same from somewhere else on the page.
function goToSandwich(frame) {
  showSandwich(frame);
  element("graph-section").scrollIntoView();
  focusGraph();
}

/// The tree the graph draws.
function treeOfView() {
  if (state.view === "time") return buildTimeTree();
  return state.inverted ? InvertedTree.ofLeaves(tree) : tree;
}

const showsSandwich = () => state.view === "sandwich" && sandwichFrame !== null;
/// The views that are on show.
const viewsOnShow = () => (showsSandwich() ? [callers, callees] : [flame]);

function unzoom() {
  for (const view of viewsOnShow()) view.zoomTo(0);
}

/// Lays out the views that are on show; `search` draws them.
function layOutViews() {
  const isSandwich = showsSandwich();
  element("graph").hidden = isSandwich;
  element("sandwich").hidden = !isSandwich;
  flame.layOut();
  if (!isSandwich) return;
  element("sandwich-title").textContent = data.names[sandwichFrame];
  for (const [view, calls] of [[callers, InvertedTree.ofFunction(tree, sandwichFrame)], [callees, buildTree(sandwichFrame)]]) {
    // The root stands for the function: what is done to it is done to that.
    calls.title = `all calls of ${data.names[sandwichFrame]}`;
    calls.frame[0] = sandwichFrame;
    view.show(calls);
  }
  callers.layOut();
  callees.layOut();
}

function drawViews() {
  if (!flame?.tree) return;
  flame.draw();
  if (state.view !== "sandwich") return;
  callers.draw();
  callees.draw();
}

/// What the graph says of the box that was under the pointer last, or has the focus.
function describe(view, node, isRefreshed = false) {
  if (isRefreshed) hideTip();
  const shownTree = view.tree;
  const frame = shownTree.frame[node];
  const [total, own] = [shownTree.total[node], shownTree.self[node]];
  let text = ` — total ${percent(total, tree.total[0])}${certainty(total)} (${amount(total)})`;
  if (own || !(shownTree instanceof InvertedTree)) text += `, self ${percent(own, tree.total[0])}${certainty(own)} (${amount(own)})`;
  if (requestsOnShow() && shown.unit === "nanoseconds" && state.unit !== "request") text += `, ${perRequest(total)} µs/request`;
  if (frame >= 0 && data.files[frame]) text += `, ${closed(data.files[frame])}${data.lines[frame] ? ":" + data.lines[frame] : ""}`;
  element("detail").replaceChildren(make("b", "", labelOf(shownTree, node)), text);
  described = { view, node };
  keepingFocus(() => {
    element("actions").replaceChildren(actionsFor(frame));
    if (isRefreshed) flame.showCrumbs(element("crumbs"));
  });
  if (isRefreshed) writeAddress();
}

/// The view and the node that were described last: keys act on it.
let described = null;
const describedFrame = () => described?.view.tree.frame[described.node] ?? -1;

/// The same beside the pointer. What was pointed at last stays described: a reader goes on to what can be done with it.
function hoveredOver(view, node, event) {
  if (node === undefined) return hideTip();
  describe(view, node);
  const [total, own] = [view.tree.total[node], view.tree.self[node]];
  const share = (value) => `${percent(value, tree.total[0])} (${amount(value)})`;
  const lines = [labelOf(view.tree, node), [null, "total", share(total)]];
  if (own) lines.push([null, "self", share(own)]);
  const where = view.tree.frame[node] >= 0 ? place(view.tree.frame[node]) : "";
  showTip(where ? [...lines, where] : lines, event.clientX, event.clientY);
}
