
// ---- wiring ----

/// What the call tree shows before the names.
const treeColumns = () => [
  ["Total", (node) => percent(tree.total[node], tree.total[0])],
  ["Self", (node) => (tree.self[node] ? percent(tree.self[node], tree.total[0]) : "")],
];

/// Draws everything that depends on the metric and on what is hidden.
function rebuild(zoomPath) {
  chooseMetric();
  showMetrics();
  showLegend();
  showFunctions();
  showShares("threads", "Thread", shown.threads);
  showShares("tasks", "Task", shown.tasks);
  tree = buildTree();
  state.zoom = follow(zoomPath);
  state.focus = state.zoom;
  openHottest();
  showTree();
  for (const key of ["inverted", "scheduler", "thunks"]) {
    element(key === "inverted" ? "invert" : key).setAttribute("aria-pressed", state[key]);
  }
  search(state.query);
  refreshGraph();
}

function toggle(key) {
  const path = key === "inverted" ? [] : pathTo(state.zoom).map((node) => tree.frame[node]);
  state[key] = !state[key];
  rebuild(path);
}

function applyTheme() {
  const dark = state.dark ?? matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark", dark);
  element("dark").setAttribute("aria-pressed", dark);
  return dark;
}

function toggleDark() {
  state.dark = !applyTheme();
  applyTheme();
  draw();
  writeAddress();
}

function wire() {
  graph.addEventListener("scroll", draw);
  canvas.addEventListener("mousemove", (event) => describe(boxAt(event)?.node ?? state.focus));
  canvas.addEventListener("mouseleave", () => describe(state.focus));
  canvas.addEventListener("click", (event) => {
    const box = boxAt(event);
    if (box) zoomTo(box.node);
  });
  graph.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      moveFocus(event.key);
    } else if (event.key === "Enter") {
      zoomTo(state.focus);
    }
  });
  element("search").addEventListener("input", (event) => search(event.target.value));
  element("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") nextMatch(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") graph.focus();
  });
  element("filter").addEventListener("input", showFunctions);
  element("more").addEventListener("click", () => {
    shownRows *= 10;
    showFunctions();
  });
  element("tree").addEventListener("keydown", treeKey);
  element("tree").addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-node]");
    if (row) setOpen(Number(row.dataset.node), !openRows.has(Number(row.dataset.node)));
  });
  element("invert").addEventListener("click", () => toggle("inverted"));
  element("scheduler").addEventListener("click", () => toggle("scheduler"));
  element("thunks").addEventListener("click", () => toggle("thunks"));
  element("dark").addEventListener("click", toggleDark);
  element("reset").addEventListener("click", () => zoomTo(0));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    applyTheme();
    draw();
  });
  document.addEventListener("keydown", pageKey);
  new ResizeObserver(() => {
    layOut(graph.clientWidth);
    draw();
  }).observe(graph);
}

function pageKey(event) {
  if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  const actions = {
    "/": () => element("search").focus(),
    n: () => nextMatch(1),
    N: () => nextMatch(-1),
    0: () => zoomTo(0),
    Escape: () => zoomTo(0),
    i: () => toggle("inverted"),
    s: () => toggle("scheduler"),
    t: () => toggle("thunks"),
    m: nextMetric,
    d: toggleDark,
  };
  if (!actions[event.key]) return;
  event.preventDefault();
  actions[event.key]();
}

function start() {
  const zoomPath = readAddress();
  document.title = data.heading + " — headroom";
  element("heading").textContent = data.heading;
  element("trust").textContent = data.trust;
  element("tool").textContent = data.tool;
  for (const note of data.notes) {
    const item = document.createElement("li");
    item.textContent = note;
    element("notes").append(item);
  }
  applyTheme();
  wire();
  showAccount();
  rebuild(zoomPath);
  // Says to whoever drives the page that all of it was drawn.
  document.documentElement.dataset.ready = "true";
}

start();
