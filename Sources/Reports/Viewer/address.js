
// ---- state, kept in the address ----

const state = { inverted: false, scheduler: false, thunks: false, dark: null, query: "", metric: null, rest: false, zoom: 0, focus: 0 };
let tree;
let matches = [];
let pattern = null;

function readAddress() {
  const values = new URLSearchParams(location.hash.slice(1));
  state.inverted = values.get("i") === "1";
  state.scheduler = values.get("s") === "1";
  state.thunks = values.get("t") === "1";
  state.query = values.get("q") ?? "";
  state.metric = values.get("m");
  state.rest = values.get("w") === "1";
  if (values.has("d")) state.dark = values.get("d") === "1";
  return (values.get("z") ?? "").split(".").filter(Boolean).map(Number);
}

function writeAddress() {
  const values = new URLSearchParams();
  if (state.inverted) values.set("i", "1");
  if (state.scheduler) values.set("s", "1");
  if (state.thunks) values.set("t", "1");
  if (state.metric !== data.metric) values.set("m", state.metric);
  if (state.rest) values.set("w", "1");
  if (state.query) values.set("q", state.query);
  if (state.dark !== null) values.set("d", state.dark ? "1" : "0");
  const path = pathTo(state.zoom).map((node) => tree.frame[node]);
  if (path.length) values.set("z", path.join("."));
  try { history.replaceState(null, "", "#" + values); } catch { /* a page opened from disk may not change its address */ }
}

function pathTo(node) {
  const path = [];
  for (; node > 0; node = tree.parent[node]) path.push(node);
  return path.reverse();
}

function follow(frames) {
  let node = 0;
  for (const frame of frames) {
    const next = tree.children[node].find((child) => tree.frame[child] === frame);
    if (next === undefined) break;
    node = next;
  }
  return node;
}
