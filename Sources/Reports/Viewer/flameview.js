
// ---- a flame graph ----

const ROW = 19;
/// Boxes narrower than this, in pixels, are not drawn, and nothing below them.
const NARROWEST = 1;
/// States of threads and of tasks; each has a colour.
const STATES = [
  "user", "kernel", "runqueue", "lock", "condition", "io", "sleep", "idle", "fault", "unknown", "running", "pool", "actor", "child", "continuation",
];

/// By frame, the state it stands for at the end of a stack; such a frame is a marker, and no function is.
const stateOf = data.names.map((name, frame) => {
  const text = data.kinds[frame] === KIND.marker ? /^\[(\w+)\]$/.exec(name)?.[1] : undefined;
  return STATES.includes(text) ? text : undefined;
});

/// The colours of the theme, read once for a picture.
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const colours = {};
  for (const key of ["ordinary", "async", "kernel", "scheduler", "match", "panel", "text"]) colours[key] = style.getPropertyValue("--" + key).trim();
  for (const key of STATES) colours[key] = style.getPropertyValue("--state-" + key).trim();
  return colours;
}

function colourOf(tree, node, colours) {
  const frame = tree.frame[node];
  if (frame < 0) return colours.scheduler;
  if (pattern && matchesFrame[frame]) return colours.match;
  if (stateOf[frame]) return colours[stateOf[frame]];
  if (tree.flags[node] & ASYNC) return colours.async;
  const kind = data.kinds[frame];
  if (kind === KIND.kernel) return colours.kernel;
  return kind === KIND.ordinary ? colours.ordinary : colours.scheduler;
}

/// Neighbours of one colour differ a little in shade, by name.
const shadeOf = (tree, node) => (node === 0 ? 1 : 0.82 + ((tree.frame[node] * 7919) % 19) / 100);
const labelOf = (tree, node) => (tree.flags[node] & ASYNC ? "~ " : "") + (node === 0 ? "all" : data.names[tree.frame[node]]);

/// One tree as boxes in rows, the root on top; of a large tree only what is wide enough to be seen is looked at.
class FlameView {
  /// - Parameters:
  ///   - place: The element that scrolls; it has a canvas, and a spacer that is as high as what does not fit.
  ///   - changed: Called when a reader zoomed or moved.
  constructor(place, changed) {
    this.place = place;
    this.canvas = place.querySelector("canvas");
    this.spacer = place.querySelector(".spacer");
    this.pen = this.canvas.getContext("2d");
    this.changed = changed;
    this.zoom = this.focus = 0;
    this.boxes = [];
    this.rows = 1;
    place.addEventListener("scroll", () => this.draw());
    this.canvas.addEventListener("mousemove", (event) => this.changed(this, this.boxAt(event)?.node ?? this.focus));
    this.canvas.addEventListener("mouseleave", () => this.changed(this, this.focus));
    this.canvas.addEventListener("click", (event) => {
      const box = this.boxAt(event);
      if (box) this.zoomTo(box.node);
    });
    place.addEventListener("keydown", (event) => {
      if (event.key.startsWith("Arrow")) {
        event.preventDefault();
        this.move(event.key);
      } else if (event.key === "Enter") {
        this.zoomTo(this.focus);
      }
    });
  }

  show(tree, zoom = 0) {
    this.tree = tree;
    this.zoom = this.focus = zoom;
  }

  /// Nodes from below the root to this one.
  path(node) {
    return pathTo(this.tree, node);
  }

  /// The node that a sequence of frames leads to, as far as there is one.
  follow(frames) {
    let node = 0;
    for (const frame of frames) {
      const next = this.tree.children(node).find((child) => this.tree.frame[child] === frame);
      if (next === undefined) break;
      node = next;
    }
    return node;
  }

  /// Places the visible boxes: the ancestors of the zoomed node over the whole width, its descendants by their share.
  layOut() {
    const width = this.place.clientWidth;
    const tree = this.tree;
    const path = this.path(this.zoom);
    this.boxes = [{ node: 0, x: 0, width, row: 0 }];
    path.forEach((node, index) => this.boxes.push({ node, x: 0, width, row: index + 1 }));
    this.rows = path.length + 1;
    const scale = width / Math.max(1e-300, tree.total[this.zoom]);
    const pending = [{ node: this.zoom, x: 0, row: path.length }];
    while (pending.length) {
      const { node, x, row } = pending.pop();
      let at = x;
      for (const child of tree.children(node)) {
        const size = tree.total[child] * scale;
        // Sorted by size, all that follow are as narrow; in the order of time they are not.
        if (!(size >= NARROWEST)) {
          if (tree.isOrdered === false) {
            at += size;
            continue;
          }
          break;
        }
        this.boxes.push({ node: child, x: at, width: size, row: row + 1 });
        this.rows = Math.max(this.rows, row + 2);
        pending.push({ node: child, x: at, row: row + 1 });
        at += size;
      }
    }
    // The whole graph decides how high it is drawn, so that zooming moves nothing below it.
    if (this.zoom === 0) this.place.style.height = `min(60vh, 34rem, ${Math.max(this.place.dataset.least ?? 12, this.rows + 1) * ROW}px)`;
    this.spacer.style.height = Math.max(0, this.rows * ROW - this.place.clientHeight) + "px";
  }

  draw() {
    if (!this.tree) return;
    const { pen, canvas, place } = this;
    const colours = readColours();
    const { height } = clearCanvas(pen, canvas, place, colours.panel);
    let last = "";
    for (const box of this.boxes) {
      const y = box.row * ROW - place.scrollTop;
      if (y + ROW < 0 || y > height) continue;
      const colour = colourOf(this.tree, box.node, colours);
      // To name a colour takes longer than to fill a narrow box.
      if (colour !== last) pen.fillStyle = last = colour;
      pen.globalAlpha = shadeOf(this.tree, box.node);
      pen.fillRect(box.x, y, Math.max(box.width - 0.7, 0.5), ROW - 1);
      pen.globalAlpha = 1;
      if (box.node === this.focus) {
        pen.strokeStyle = colours.text;
        pen.lineWidth = 2;
        pen.strokeRect(box.x + 1, y + 1, Math.max(box.width - 2.7, 1), ROW - 3);
      }
      if (box.width > 24) this.drawText(box, y);
    }
  }

  drawText(box, y) {
    const room = Math.floor((box.width - 6) / 6.2);
    if (room < 2) return;
    const label = labelOf(this.tree, box.node);
    this.pen.save();
    this.pen.beginPath();
    this.pen.rect(box.x, y, box.width - 2, ROW);
    this.pen.clip();
    this.pen.fillStyle = "#14181d";
    this.pen.fillText(label.length > room * 2 ? label.slice(0, room * 2) : label, box.x + 4, y + ROW / 2);
    this.pen.restore();
  }

  refresh() {
    this.layOut();
    this.draw();
    this.changed(this, this.focus, true);
  }

  zoomTo(node) {
    this.zoom = this.focus = node;
    this.refresh();
  }

  boxAt(event) {
    const bounds = this.canvas.getBoundingClientRect();
    const x = event.clientX - bounds.left;
    const row = Math.floor((event.clientY - bounds.top + this.place.scrollTop) / ROW);
    return this.boxes.find((box) => box.row === row && x >= box.x && x < box.x + box.width);
  }

  /// Brings the row of a node into view.
  reveal(node) {
    const box = this.boxes.find((candidate) => candidate.node === node);
    if (!box) return;
    const y = box.row * ROW;
    if (y < this.place.scrollTop) this.place.scrollTop = y;
    if (y + ROW > this.place.scrollTop + this.place.clientHeight) this.place.scrollTop = y + ROW - this.place.clientHeight;
  }

  move(key) {
    const node = this.focus;
    const siblings = node > 0 ? this.tree.children(this.tree.parent[node]) : [0];
    const position = siblings.indexOf(node);
    let next;
    if (key === "ArrowUp") next = this.tree.parent[node];
    if (key === "ArrowDown") next = this.tree.children(node)[0];
    if (key === "ArrowLeft") next = siblings[position - 1];
    if (key === "ArrowRight") next = siblings[position + 1];
    if (next === undefined || next < 0) return;
    this.focus = next;
    this.reveal(next);
    this.draw();
    this.changed(this, next);
  }
}
