
// ---- wiring ----

const gridTree = () => drawn;
const zoomTo = (node) => flame.zoomTo(node);
const name = (node) => labelOf(drawn, node).replace(/^~ /, "");

/// What the call tree shows before the names.
const treeColumns = () => [
  ["Total", (node) => percent(drawn.total[node], tree.total[0])],
  ["Self", (node) => (drawn.self[node] ? percent(drawn.self[node], tree.total[0]) : "")],
  [amountTitle(), (node) => amount(drawn.total[node])],
];

/// What is made anew with the buttons or rows in it, and buttons that go away or cannot be pressed once there is no more for them to do.
const REMADE = ["trail", "crumbs", "actions", "tree", "functions", "undo"];

/// Makes a change, and gives the focus to what stands where it was, if what had it is gone; else to the graph.
function keepingFocus(change) {
  const holder = REMADE.map(element).find((place) => place.contains(document.activeElement));
  const parts = () => [...holder.querySelectorAll("button, tr[data-node]")];
  const place = holder ? parts().indexOf(document.activeElement) : -1;
  change();
  const isKept = document.activeElement !== document.body && document.activeElement.checkVisibility() && !document.activeElement.disabled;
  if (!holder || isKept) return;
  const next = place < 0 ? undefined : parts()[place] ?? parts().at(-1);
  if (next?.dataset.node) focusRow(Number(next.dataset.node), true);
  else if (next) next.focus({ preventScroll: true });
  else focusGraph();
}

function focusGraph() {
  viewsOnShow()[0].place.focus({ preventScroll: true });
}

/// Draws everything that depends on the metric, on what is selected and on what is left out.
function rebuild(path) {
  keepingFocus(() => drawFrom(path));
}

function drawFrom(path) {
  chooseMetric();
  if (state.view === "time" && !hasTimes()) [state.view, path] = ["flame", []];
  tree = buildTree();
  shown.functions = functionsOf(tree);
  // What was left out by a step is in no sum: the whole is what is left.
  shown.total = tree.total[0];
  sumWaits();
  showMetrics();
  showLegend();
  showFunctions();
  showShares("threads", "thread", "Thread", shown.threads);
  showShares("tasks", "task", "Task", shown.tasks);
  drawStates();
  drawAccount();
  showWhatIsOfAll();
  sumTracks();
  redraw(path);
  showTrail();
  showTrack();
}

/// Draws the graph and the call tree anew; what they are made of stays.
function redraw(path) {
  drawn = treeOfView();
  flame.show(drawn, 0);
  flame.zoom = flame.focus = followPath(path);
  openHottest();
  shownTreeRows = FIRST_TREE_ROWS;
  showTree();
  showViewButtons();
  for (const key of Object.keys(SWITCHES)) element(key === "inverted" ? "invert" : key).setAttribute("aria-pressed", state[key]);
  // How many requests there were in a piece of the recording nobody counted.
  element("unit").querySelector("[value=request]").disabled = !requestsOnShow();
  element("unit").value = unitOnShow();
  layOutViews();
  search(state.query);
  if (showsSandwich()) describe(callees, 0);
  else describe(flame, flame.focus);
  keepingFocus(() => flame.showCrumbs(element("crumbs")));
}

const searchedTree = () => tree;

/// Of a tree that is opened as it is read, what is on show is what there is to go to.
function matchedText(outermost) {
  if (drawn !== tree) {
    matches = flame.boxes.map((box) => box.node).filter((node) => node > 0 && matchesFrame[drawn.frame[node]]);
    matches.sort((a, b) => drawn.total[b] - drawn.total[a]);
  }
  return `${percent(totalOf(tree, outermost), tree.total[0])} matched`;
}

function showMatches() {
  drawViews();
  writeAddress();
}

function toggle(key) {
  const path = key === "inverted" || state.view === "time" ? [] : zoomPath();
  state[key] = !state[key];
  if (key === "inverted") keepingFocus(() => redraw(path));
  else rebuild(path);
}

function drawAll() {
  drawViews();
  showTrack();
}

function toggleDark() {
  invertTheme();
  drawAll();
  writeAddress();
}

/// All as it was at first, but for the colours.
function reset() {
  const isPlain = isUntouched() && Object.keys(INITIAL_STATE).every((key) => state[key] === (INITIAL_STATE[key] ?? choices[0]));
  if (isPlain) return flame.zoomTo(0);
  remember({ ...state });
  trail = [];
  clearSelection();
  Object.assign(state, INITIAL_STATE);
  rebuild([]);
}

/// Draws the page as its address says.
function openAddress() {
  const path = readAddress();
  applyTheme();
  rebuild(path);
  if (state.view === "sandwich" && sandwichFrame === null) showSandwich(-1);
}

function wire() {
  wireSearch();
  watchAddress(openAddress);
  element("filter").addEventListener("input", showFunctions);
  element("by-line").addEventListener("change", showFunctions);
  element("more").addEventListener("click", () => {
    const first = shownRows;
    shownRows *= 10;
    showFunctions();
    if (element("more").hidden) element("functions").tBodies[0].rows[first].querySelector("button")?.focus({ preventScroll: true });
  });
  element("tree").addEventListener("keydown", treeKey);
  // What keys do, they do to the row that has the focus.
  element("tree").addEventListener("focusin", (event) => {
    const row = event.target.closest("tr[data-node]");
    if (row) describe(flame, Number(row.dataset.node));
  });
  element("tree").addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-node]");
    if (row) setOpen(Number(row.dataset.node), !openRows.has(Number(row.dataset.node)));
  });
  for (const key of Object.keys(SWITCHES)) element(key === "inverted" ? "invert" : key).addEventListener("click", () => toggle(key));
  for (const view of Object.keys(VIEWS)) element(`view-${view}`).addEventListener("click", () => setView(view));
  element("unit").addEventListener("change", (event) => {
    state.unit = event.target.value;
    rebuild(zoomPath());
  });
  element("unit").querySelector("[value=request]").hidden = !data.requests;
  element("unit").querySelector("[value=second]").hidden = !data.duration;
  element("undo").addEventListener("click", undo);
  element("save-svg").addEventListener("click", () => download("headroom.svg", "image/svg+xml", pictureText()));
  element("save-collapsed").addEventListener("click", () => download("headroom.collapsed", "text/plain", collapsedText()));
  element("dark").addEventListener("click", toggleDark);
  element("reset").addEventListener("click", reset);
  watchTheme(drawAll);
  document.addEventListener("keydown", pageKey);
  wireTrackFields();
  new ResizeObserver(() => {
    for (const view of viewsOnShow()) {
      if (!view.tree) continue;
      view.layOut();
      view.draw();
    }
    showTrack();
  }).observe(element("graph-section"));
}

function pageKey(event) {
  if (event.target.matches("input, select") || event.altKey) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "z" && canUndo()) {
      event.preventDefault();
      undo();
    }
    return;
  }
  const actions = {
    "/": () => element("search").focus(),
    n: () => nextMatch(1),
    N: () => nextMatch(-1),
    0: unzoom,
    Escape: () => (state.view === "flame" ? unzoom() : setView("flame")),
    i: () => toggle("inverted"),
    r: () => toggle("recursion"),
    s: () => toggle("scheduler"),
    t: () => toggle("thunks"),
    k: () => toggle("kernel"),
    m: nextMetric,
    d: toggleDark,
    u: undo,
    y: copyStack,
    f: () => transform("focus", describedFrame()),
    x: () => transform("drop", describedFrame()),
    c: () => transform("merge", describedFrame()),
    1: () => setView("time"),
    2: () => setView("flame"),
    3: () => showSandwich(describedFrame()),
  };
  if (!actions[event.key]) return;
  event.preventDefault();
  actions[event.key]();
}

async function start() {
  document.title = data.heading + " — headroom";
  // A number is not broken.
  element("heading").textContent = data.heading.replace(/(\d) (?=\d{3}\b)/g, "$1\u00a0");
  element("trust").textContent = data.trust;
  element("tool").textContent = data.tool;
  for (const note of data.notes) element("notes").append(make("li", "", note));
  element("threads-hint").hidden = !data.threads.some((name) => /-qos|overcommit/.test(name));
  await readColumns();
  const hooks = { moved: describe, hovered: hoveredOver };
  [flame, callers, callees] = ["graph", "callers", "callees"].map((id) => new FlameView(element(id), profilePainter, hooks));
  wire();
  showAccount();
  openAddress();
  performance.mark("drawn");
  // Says to whoever drives the page that all of it was drawn.
  document.documentElement.dataset.ready = "true";
}

start();
