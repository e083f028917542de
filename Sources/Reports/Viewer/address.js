
// ---- state, kept in the address ----

/// The first metric is shown when none is named.
const INITIAL_STATE = {
  inverted: false, recursion: false, scheduler: false, thunks: false, kernel: true, query: "", metric: null, rest: false, view: "flame", unit: "total",
};
const state = { ...INITIAL_STATE };
/// Stacks merged from their roots; every number in tables comes from it.
let tree;
/// The tree the graph and the call tree show: the same, the same inverted, or in the order of time.
let drawn;

const SWITCHES = { inverted: "i", recursion: "r", scheduler: "s", thunks: "t", kernel: "k" };
const UNITS = ["total", "request", "second"];

/// Reads the state of the page, and gives back the way to what the graph is zoomed to. What the address does not name is as at first.
function readAddress() {
  const values = new URLSearchParams(location.hash.slice(1));
  for (const [key, letter] of Object.entries(SWITCHES)) state[key] = values.has(letter) ? values.get(letter) === "1" : INITIAL_STATE[key];
  state.query = values.get("q") ?? "";
  state.metric = values.get("m");
  state.rest = values.get("w") === "1";
  state.view = VIEWS[values.get("v")] ? values.get("v") : "flame";
  state.unit = UNITS.includes(values.get("u")) ? values.get("u") : "total";
  isDark = values.has("d") ? values.get("d") === "1" : null;
  const numbers = (text) => (text ?? "").split(".").filter(Boolean).map(Number);
  const isFrame = (frame) => Number.isInteger(frame) && frame >= 0 && frame < data.names.length;
  trail = (values.get("a") ?? "").split(".").filter(Boolean).map((step) => {
    const kind = Object.keys(TRANSFORMS).find((name) => TRANSFORMS[name].key === step[0]);
    return { kind, frame: Number(step.slice(1)) };
  }).filter((step) => step.kind && isFrame(step.frame));
  past.length = 0;
  sandwichFrame = isFrame(Number(values.get("f") ?? NaN)) ? Number(values.get("f")) : null;
  for (const [column, letter] of [["thread", "th"], ["task", "ta"]]) {
    const chosen = numbers(values.get(letter)).filter((index) => index >= 0 && index < data[column + "s"].length);
    selection[column] = chosen.length ? new Set(chosen) : null;
  }
  const [from, to] = numbers(values.get("x"));
  selection.time = from >= 0 && to > from && to <= TIME_STEPS ? [from, to] : null;
  return numbers(values.get("z"));
}

function writeAddress() {
  const values = new URLSearchParams();
  for (const [key, letter] of Object.entries(SWITCHES)) if (state[key] !== INITIAL_STATE[key]) values.set(letter, state[key] ? "1" : "0");
  if (state.metric !== metricNames[0]) values.set("m", state.metric);
  if (state.rest) values.set("w", "1");
  if (state.view !== "flame") values.set("v", state.view);
  if (state.unit !== "total") values.set("u", state.unit);
  if (state.query) values.set("q", state.query);
  if (isDark !== null) values.set("d", isDark ? "1" : "0");
  if (trail.length) values.set("a", trail.map((step) => TRANSFORMS[step.kind].key + step.frame).join("."));
  if (state.view === "sandwich" && sandwichFrame !== null) values.set("f", sandwichFrame);
  if (selection.thread) values.set("th", [...selection.thread].join("."));
  if (selection.task) values.set("ta", [...selection.task].join("."));
  if (selection.time) values.set("x", selection.time.join("."));
  const path = zoomPath();
  if (path.length) values.set("z", path.join("."));
  keepAddress(values);
}

/// The way from the root to the node the graph is zoomed to: frames, but in the order of time, where a function comes many times, places among the
/// children.
function zoomPath() {
  const path = flame.path(flame.zoom);
  if (state.view !== "time") return path.map((node) => drawn.frame[node]);
  return path.map((node) => drawn.children(drawn.parent[node]).indexOf(node));
}

/// The node that such a way leads to, as far as there is one.
function followPath(path) {
  if (state.view !== "time") return flame.follow(path);
  let node = 0;
  for (const place of path) node = drawn.children(node)[place] ?? node;
  return node;
}

/// The way to keep where other samples count: upside down and in the order of time it would lead elsewhere.
const keptPath = () => (state.inverted || state.view === "time" ? [] : zoomPath());
