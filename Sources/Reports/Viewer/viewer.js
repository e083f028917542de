"use strict";
// Everything here is drawn from the data in the page. Names come from strangers' programs: they only ever become text nodes.

const data = JSON.parse(document.getElementById("data").textContent);
const KIND = { ordinary: 0, thunk: 1, scheduler: 2, kernel: 3, marker: 4 };
const ASYNC = 1;
const ROW = 19;
const element = (id) => document.getElementById(id);

// ---- numbers ----

function percent(part, whole) {
  if (!whole) return "0 %";
  const share = (part / whole) * 100;
  if (part > 0 && share < 0.05) return "< 0.1 %";
  if (part < whole && share >= 99.95) return "> 99.9 %";
  return (share >= 100 ? "100" : share.toFixed(1)) + " %";
}

function amount(value) {
  if (data.unit !== "nanoseconds") return value.toLocaleString("en").replaceAll(",", " ") + (data.unit === "count" ? "" : " " + data.unit);
  for (const [size, name] of [[1e9, "s"], [1e6, "ms"], [1e3, "µs"]]) {
    if (value >= size) return (value / size).toPrecision(3) + " " + name;
  }
  return value + " ns";
}

// ---- trees ----

/// A tree of merged stacks as columns. Node 0 is the root; children are linked lists, the largest first.
class Tree {
  constructor() {
    this.frame = [-1];
    this.parent = [-1];
    this.self = [0];
    this.total = [0];
    this.flags = [0];
    this.depth = [0];
    this.children = [[]];
    this.index = new Map();
  }

  child(parent, frame, flags) {
    const key = parent * data.names.length + frame;
    let node = this.index.get(key);
    if (node === undefined) {
      node = this.frame.length;
      this.index.set(key, node);
      this.frame.push(frame);
      this.parent.push(parent);
      this.self.push(0);
      this.total.push(0);
      this.flags.push(flags);
      this.depth.push(this.depth[parent] + 1);
      this.children.push([]);
      this.children[parent].push(node);
    }
    this.flags[node] |= flags;
    return node;
  }

  /// A parent is always made before its children, so one backward pass sums the totals.
  finish() {
    for (let node = this.frame.length - 1; node >= 0; node--) {
      this.total[node] += this.self[node];
      if (node > 0) this.total[this.parent[node]] += this.total[node];
      this.children[node].sort((a, b) => this.total[b] - this.total[a] || this.frame[a] - this.frame[b]);
    }
    this.index = null;
    return this;
  }
}

function isHidden(frame) {
  const kind = data.kinds[frame];
  return (kind === KIND.scheduler && !state.scheduler) || (kind === KIND.thunk && !state.thunks);
}

/// The recorded tree without hidden frames, from the root or (inverted) from the leaf.
function buildTree() {
  const base = data.tree;
  const tree = new Tree();
  const visible = new Int32Array(base.frame.length);
  const parents = new Int32Array(base.frame.length);
  const open = [];
  for (let node = 0; node < base.frame.length; node++) {
    open.length = base.depth[node];
    const parent = open.length ? open[open.length - 1] : -1;
    parents[node] = parent;
    open.push(node);
    if (!state.inverted) {
      const above = parent < 0 ? 0 : visible[parent];
      visible[node] = isHidden(base.frame[node]) ? above : tree.child(above, base.frame[node], base.flags[node]);
      tree.self[visible[node]] += base.self[node];
    } else if (base.self[node] > 0) {
      let at = 0;
      for (let up = node; up >= 0; up = parents[up]) {
        if (!isHidden(base.frame[up])) at = tree.child(at, base.frame[up], base.flags[up]);
      }
      tree.self[at] += base.self[node];
    }
  }
  return tree.finish();
}

// ---- state, kept in the address ----

const state = { inverted: false, scheduler: false, thunks: false, dark: null, query: "", zoom: 0, focus: 0 };
let tree;
let matches = [];
let pattern = null;

function readAddress() {
  const values = new URLSearchParams(location.hash.slice(1));
  state.inverted = values.get("i") === "1";
  state.scheduler = values.get("s") === "1";
  state.thunks = values.get("t") === "1";
  state.query = values.get("q") ?? "";
  if (values.has("d")) state.dark = values.get("d") === "1";
  return (values.get("z") ?? "").split(".").filter(Boolean).map(Number);
}

function writeAddress() {
  const values = new URLSearchParams();
  if (state.inverted) values.set("i", "1");
  if (state.scheduler) values.set("s", "1");
  if (state.thunks) values.set("t", "1");
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

// ---- flame graph ----

const canvas = element("canvas");
const graph = element("graph");
const pen = canvas.getContext("2d");
let rectangles = [];
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
  element("spacer").style.height = Math.max(0, rows * ROW - graph.clientHeight) + "px";
}

function colour(node, styles) {
  const frame = tree.frame[node];
  if (frame < 0) return styles.scheduler;
  if (pattern && matchesFrame[frame]) return styles.match;
  const kind = data.kinds[frame];
  if (tree.flags[node] & ASYNC) return styles.async;
  if (kind === KIND.kernel) return styles.kernel;
  return kind === KIND.ordinary ? styles.ordinary : styles.scheduler;
}

function name(node) {
  return node === 0 ? "all" : data.names[tree.frame[node]];
}

function draw() {
  const width = graph.clientWidth;
  const height = Math.max(graph.clientHeight, 1);
  const ratio = window.devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.height = height + "px";
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const style = getComputedStyle(document.documentElement);
  const styles = {};
  for (const key of ["ordinary", "async", "kernel", "scheduler", "match", "panel", "text"]) styles[key] = style.getPropertyValue("--" + key).trim();
  pen.fillStyle = styles.panel;
  pen.fillRect(0, 0, width, height);
  pen.font = "12px system-ui, sans-serif";
  pen.textBaseline = "middle";
  const top = graph.scrollTop;
  for (const box of rectangles) {
    const y = box.row * ROW - top;
    if (y + ROW < 0 || y > height) continue;
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
  }
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

function boxAt(event) {
  const bounds = canvas.getBoundingClientRect();
  const x = event.clientX - bounds.left;
  const row = Math.floor((event.clientY - bounds.top + graph.scrollTop) / ROW);
  return rectangles.find((box) => box.row === row && x >= box.x && x < box.x + box.width);
}

function describe(node) {
  const detail = element("detail");
  detail.replaceChildren();
  if (node === undefined || !tree) return;
  const title = document.createElement("b");
  title.textContent = (tree.flags[node] & ASYNC ? "~ " : "") + name(node);
  detail.append(title);
  const frame = tree.frame[node];
  let text = ` — total ${percent(tree.total[node], tree.total[0])} (${amount(tree.total[node])}), self ${percent(tree.self[node], tree.total[0])} (${amount(tree.self[node])})`;
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

/// Brings the row of a node into view.
function reveal(node) {
  const box = rectangles.find((candidate) => candidate.node === node);
  if (!box) return;
  const y = box.row * ROW;
  if (y < graph.scrollTop) graph.scrollTop = y;
  if (y + ROW > graph.scrollTop + graph.clientHeight) graph.scrollTop = y + ROW - graph.clientHeight;
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

// ---- search ----

let matchesFrame = [];

function search(text) {
  state.query = text;
  element("search").value = text;
  element("search").classList.remove("bad");
  pattern = null;
  matches = [];
  element("matched").textContent = "";
  if (text) {
    try {
      pattern = new RegExp(text, "i");
    } catch {
      element("search").classList.add("bad");
      element("matched").textContent = "not a regular expression";
    }
  }
  matchesFrame = pattern ? data.names.map((name) => pattern.test(name)) : [];
  if (pattern) showMatched();
  draw();
  writeAddress();
}

/// Sums every stack with a match once, however many of its frames match.
function showMatched() {
  let sum = 0;
  const pending = [0];
  while (pending.length) {
    const node = pending.pop();
    if (node > 0 && matchesFrame[tree.frame[node]]) {
      sum += tree.total[node];
      matches.push(node);
      continue;
    }
    pending.push(...tree.children[node]);
  }
  matches.sort((a, b) => tree.total[b] - tree.total[a]);
  element("matched").textContent = `${percent(sum, tree.total[0])} matched`;
}

function nextMatch(step) {
  if (!matches.length) return;
  const position = matches.indexOf(state.focus);
  state.focus = matches[(position + step + matches.length) % matches.length];
  if (!rectangles.some((box) => box.node === state.focus)) state.zoom = tree.parent[state.focus];
  refreshGraph();
  reveal(state.focus);
  draw();
}

// ---- tables ----

function cell(row, text, className) {
  const cell = document.createElement("td");
  cell.className = className;
  cell.textContent = text;
  row.append(cell);
  return cell;
}

function place(frame) {
  const file = data.files[frame];
  if (!file || file.startsWith("<")) return "";
  return file.split("/").pop() + (data.lines[frame] ? ":" + data.lines[frame] : "");
}

const columns = [
  { title: "Self", key: (row) => row[1], className: "number" },
  { title: "Total", key: (row) => row[2], className: "number" },
  { title: "Time", key: (row) => row[1], className: "number" },
  { title: "Function", key: (row) => data.names[row[0]], className: "name" },
  { title: "Place", key: (row) => place(row[0]), className: "place" },
];
let sorting = { column: 0, ascending: false };
let shownRows = 40;

function showFunctions() {
  const table = element("functions");
  table.replaceChildren();
  const head = table.createTHead().insertRow();
  columns.forEach((column, index) => {
    const title = document.createElement("th");
    title.className = column.className;
    title.scope = "col";
    title.setAttribute("aria-sort", sorting.column !== index ? "none" : sorting.ascending ? "ascending" : "descending");
    const button = document.createElement("button");
    button.textContent = column.title + (sorting.column === index ? (sorting.ascending ? " ↑" : " ↓") : "");
    button.addEventListener("click", () => {
      sorting = { column: index, ascending: sorting.column === index ? !sorting.ascending : index >= 3 };
      showFunctions();
    });
    title.append(button);
    head.append(title);
  });
  const wanted = element("filter").value.toLowerCase();
  const rows = data.functions.filter((row) => !wanted || data.names[row[0]].toLowerCase().includes(wanted));
  const key = columns[sorting.column].key;
  rows.sort((a, b) => {
    const [x, y] = sorting.ascending ? [key(a), key(b)] : [key(b), key(a)];
    return x < y ? -1 : x > y ? 1 : 0;
  });
  const body = table.createTBody();
  for (const entry of rows.slice(0, shownRows)) {
    const row = body.insertRow();
    cell(row, percent(entry[1], data.total), "number");
    cell(row, percent(entry[2], data.total), "number");
    cell(row, amount(entry[1]), "number");
    const title = cell(row, data.names[entry[0]], "name");
    title.title = data.names[entry[0]];
    cell(row, place(entry[0]), "place").title = data.files[entry[0]];
  }
  const left = rows.length - shownRows;
  element("more").hidden = left <= 0 && !data.functionsLeftOut;
  element("more").disabled = left <= 0;
  element("more").textContent = left > 0 ? `show ${left} more` : `${data.functionsLeftOut} functions below 0.01 % are not in this page`;
}

function showShares(id, title, rows) {
  const table = element(id);
  if (!rows.length) {
    element(id + "-section").hidden = true;
    element(id + "-link").hidden = true;
    return;
  }
  const head = table.createTHead().insertRow();
  for (const [text, className] of [["Share", "number"], ["Time", "number"], [title, "name"]]) {
    const cell = document.createElement("th");
    cell.className = className;
    cell.scope = "col";
    cell.textContent = text;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const [label, value] of rows) {
    const row = body.insertRow();
    cell(row, percent(value, data.total), "number");
    cell(row, amount(value), "number");
    const bar = document.createElement("span");
    bar.className = "share";
    bar.style.width = (value / Math.max(1, data.total)) * 12 + "rem";
    cell(row, label, "name").prepend(bar);
  }
}

// ---- call tree ----

let openRows = new Set();

/// Opens the path of the largest children, as far as one of them has most of its parent.
function openHottest() {
  openRows = new Set();
  let node = 0;
  for (let step = 0; step < 200; step++) {
    openRows.add(node);
    const next = tree.children[node][0];
    if (next === undefined || tree.total[next] * 2 < tree.total[node]) return;
    node = next;
  }
}

function showTree() {
  const table = element("tree");
  table.replaceChildren();
  const head = table.createTHead().insertRow();
  for (const [text, className] of [["Total", "number"], ["Self", "number"], ["Function", "name"]]) {
    const cell = document.createElement("th");
    cell.className = className;
    cell.scope = "col";
    cell.textContent = text;
    head.append(cell);
  }
  table.createTBody();
  const pending = [...tree.children[0]].reverse();
  let count = 0;
  while (pending.length && count < 2000) {
    const node = pending.pop();
    table.tBodies[0].append(treeRow(node, count++ === 0));
    if (openRows.has(node)) pending.push(...[...tree.children[node]].reverse());
  }
}

function treeRow(node, isFirst) {
  const row = document.createElement("tr");
  row.setAttribute("role", "row");
  row.setAttribute("aria-level", tree.depth[node]);
  row.tabIndex = isFirst ? 0 : -1;
  row.dataset.node = node;
  const hasChildren = tree.children[node].length > 0;
  if (hasChildren) row.setAttribute("aria-expanded", openRows.has(node));
  cell(row, percent(tree.total[node], tree.total[0]), "number");
  cell(row, tree.self[node] ? percent(tree.self[node], tree.total[0]) : "", "number");
  const isAsync = tree.flags[node] & ASYNC;
  const title = cell(row, (isAsync ? "~ " : "") + name(node), "name" + (isAsync ? " async" : ""));
  for (const part of row.cells) part.setAttribute("role", "gridcell");
  const toggle = document.createElement("span");
  toggle.className = "toggle";
  toggle.textContent = hasChildren ? (openRows.has(node) ? "▾" : "▸") : "";
  toggle.setAttribute("aria-hidden", "true");
  title.prepend(toggle);
  title.style.paddingLeft = Math.min(tree.depth[node], 40) * 0.8 + "rem";
  return row;
}

function setOpen(node, isOpen) {
  if (isOpen) openRows.add(node);
  else openRows.delete(node);
  showTree();
  focusRow(node);
}

function focusRow(node) {
  const rows = [...element("tree").tBodies[0].rows];
  const row = rows.find((candidate) => Number(candidate.dataset.node) === node);
  if (!row) return;
  for (const other of rows) other.tabIndex = -1;
  row.tabIndex = 0;
  row.focus({ preventScroll: false });
}

function treeKey(event) {
  const row = event.target.closest("tr[data-node]");
  if (!row) return;
  const node = Number(row.dataset.node);
  const neighbour = (step) => {
    const other = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    if (other) focusRow(Number(other.dataset.node));
  };
  const actions = {
    ArrowDown: () => neighbour(1),
    ArrowUp: () => neighbour(-1),
    ArrowRight: () => (openRows.has(node) || !tree.children[node].length ? neighbour(1) : setOpen(node, true)),
    ArrowLeft: () => (openRows.has(node) ? setOpen(node, false) : tree.parent[node] > 0 && focusRow(tree.parent[node])),
    Enter: () => zoomTo(node),
    Home: () => focusRow(Number(element("tree").tBodies[0].rows[0].dataset.node)),
  };
  if (!actions[event.key]) return;
  event.preventDefault();
  event.stopPropagation();
  actions[event.key]();
}

// ---- wiring ----

function rebuild(zoomPath) {
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
  rebuild(zoomPath);
  showFunctions();
  showShares("threads", "Thread", data.threads);
  showShares("tasks", "Task", data.tasks);
  // Says to whoever drives the page that all of it was drawn.
  document.documentElement.dataset.ready = "true";
}

start();
