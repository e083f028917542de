
// ---- flame graph ----

const ROW = 19;
/// States of threads and of tasks; each has a colour.
const STATES = [
  "user", "kernel", "runqueue", "lock", "condition", "io", "sleep", "idle", "fault", "unknown", "running", "pool", "actor", "child", "continuation",
];
let rows = 1;

/// Places the visible rectangles: the ancestors of the zoomed node over the whole width, its descendants by their share.
function layOut(width) {
  rectangles = [];
  const path = pathTo(state.zoom);
  rectangles.push({ node: 0, x: 0, width, row: 0 });
  path.forEach((node, index) => rectangles.push({ node, x: 0, width, row: index + 1 }));
  rows = path.length + 1;
  const scale = width / Math.max(1, tree.total[state.zoom]);
  const pending = [{ node: state.zoom, x: 0, row: path.length }];
  while (pending.length) {
    const { node, x, row } = pending.pop();
    let at = x;
    for (const child of tree.children[node]) {
      const size = tree.total[child] * scale;
      if (size < 0.6) break;
      rectangles.push({ node: child, x: at, width: size, row: row + 1 });
      rows = Math.max(rows, row + 2);
      pending.push({ node: child, x: at, row: row + 1 });
      at += size;
    }
  }
  // The whole graph decides how high it is drawn, so that zooming moves nothing below it.
  if (state.zoom === 0) graph.style.height = `min(60vh, 34rem, ${Math.max(12, rows + 1) * ROW}px)`;
  element("spacer").style.height = Math.max(0, rows * ROW - graph.clientHeight) + "px";
}

function colour(node, styles) {
  const frame = tree.frame[node];
  if (frame < 0) return styles.scheduler;
  if (pattern && matchesFrame[frame]) return styles.match;
  const kind = data.kinds[frame];
  if (stateOf[frame]) return styles[stateOf[frame]];
  if (tree.flags[node] & ASYNC) return styles.async;
  if (kind === KIND.kernel) return styles.kernel;
  return kind === KIND.ordinary ? styles.ordinary : styles.scheduler;
}

/// By frame, the state it stands for at the end of a stack; such a frame is a marker, and no function is.
const stateOf = data.names.map((name, frame) => {
  const text = data.kinds[frame] === KIND.marker ? /^\[(\w+)\]$/.exec(name)?.[1] : undefined;
  return STATES.includes(text) ? text : undefined;
});

function name(node) {
  return node === 0 ? "all" : data.names[tree.frame[node]];
}

function draw() {
  const style = getComputedStyle(document.documentElement);
  const styles = {};
  for (const key of ["ordinary", "async", "kernel", "scheduler", "match", "panel", "text"]) styles[key] = style.getPropertyValue("--" + key).trim();
  for (const key of STATES) styles[key] = style.getPropertyValue("--state-" + key).trim();
  paint(styles.panel, (box, y) => {
    pen.fillStyle = colour(box.node, styles);
    // Neighbours of one colour differ a little in shade, by name.
    pen.globalAlpha = 0.82 + ((tree.frame[box.node] * 7919) % 19) / 100;
    pen.fillRect(box.x, y, Math.max(box.width - 0.7, 0.5), ROW - 1);
    pen.globalAlpha = 1;
    if (box.node === state.focus) {
      pen.strokeStyle = styles.text;
      pen.lineWidth = 2;
      pen.strokeRect(box.x + 1, y + 1, Math.max(box.width - 2.7, 1), ROW - 3);
    }
    if (box.width > 24) drawText(box, y);
  });
}

function drawText(box, y) {
  const label = (tree.flags[box.node] & ASYNC ? "~ " : "") + name(box.node);
  const room = Math.floor((box.width - 6) / 6.2);
  if (room < 2) return;
  pen.save();
  pen.beginPath();
  pen.rect(box.x, y, box.width - 2, ROW);
  pen.clip();
  pen.fillStyle = "#14181d";
  pen.fillText(label.length > room * 2 ? label.slice(0, room * 2) : label, box.x + 4, y + ROW / 2);
  pen.restore();
}

function describe(node) {
  const detail = element("detail");
  detail.replaceChildren();
  if (node === undefined || !tree) return;
  const title = document.createElement("b");
  title.textContent = (tree.flags[node] & ASYNC ? "~ " : "") + name(node);
  detail.append(title);
  const frame = tree.frame[node];
  const [total, own] = [tree.total[node], tree.self[node]];
  let text = ` — total ${percent(total, tree.total[0])} (${amount(total)}), self ${percent(own, tree.total[0])} (${amount(own)})`;
  if (data.requests && shown.unit === "nanoseconds") text += `, ${perRequest(tree.total[node])} µs/request`;
  if (frame >= 0 && data.files[frame]) text += `, ${data.files[frame]}${data.lines[frame] ? ":" + data.lines[frame] : ""}`;
  detail.append(text);
}

function zoomTo(node) {
  state.zoom = node;
  state.focus = node;
  refreshGraph();
}

function refreshGraph() {
  layOut(graph.clientWidth);
  draw();
  showCrumbs();
  describe(state.focus);
  writeAddress();
}

function showCrumbs() {
  const list = element("crumbs");
  list.replaceChildren();
  if (state.zoom === 0) return;
  for (const node of [0, ...pathTo(state.zoom)].slice(-7)) {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.textContent = name(node);
    button.addEventListener("click", () => zoomTo(node));
    item.append(button);
    list.append(item);
  }
}

function moveFocus(key) {
  const node = state.focus;
  const siblings = node > 0 ? tree.children[tree.parent[node]] : [0];
  const position = siblings.indexOf(node);
  let next;
  if (key === "ArrowUp") next = tree.parent[node];
  if (key === "ArrowDown") next = tree.children[node][0];
  if (key === "ArrowLeft") next = siblings[position - 1];
  if (key === "ArrowRight") next = siblings[position + 1];
  if (next === undefined || next < 0) return;
  state.focus = next;
  reveal(next);
  draw();
  describe(next);
}
