
// ---- a flame graph: the one that every page has ----

const ROW = 20;
/// Boxes narrower than this, in pixels, are not drawn, and nothing below them.
const NARROWEST = 1;
/// Also after some rounding, as what fills a box is as wide as that.
const isSeen = (width) => width > NARROWEST - 1e-6;
/// How high a graph on paper is at most, in pixels.
const MOST_ON_PAPER = 8000;
const BOX_TEXT = "#14181d";
const ASYNC = 1;

/// How wide a box is drawn: apart from the next one, but for a narrow one, of which a gap would be a large part.
const drawnWidth = (box) => (box.width > 3 ? box.width - 0.7 : box.width);

/// Nodes from below the root to this one.
function pathTo(tree, node) {
  const path = [];
  for (; node > 0; node = tree.parent[node]) path.push(node);
  return path.reverse();
}

/// One tree as boxes in rows, the root on top; of a large tree only what is wide enough to be seen is looked at.
///
/// A tree has `parent` and `frame` by node, `total` for its width, and `children(node)`, the widest first, or with `isOrdered` false in an order of
/// their own.
class FlameView {
  /// - Parameters:
  ///   - place: The element that scrolls; it has a canvas, and a spacer that is as high as what does not fit.
  ///   - painter: Says what boxes look like. `colours()` is asked once a drawing; `parts(tree, node, colours)` are side by side, each with its
  ///     `share` of the box and `fill`, and where it has one `alpha` and `hatch: { colour, width, rises }`; `label(tree, node)` is a name, and a number
  ///     that stands on the right where there is room.
  ///   - moved: Called with the view and the node that has the focus when a reader zoomed or moved; last with whether the graph was drawn anew.
  ///   - hovered: Called with the view and the node under the pointer, or undefined, and the event.
  constructor(place, painter, { moved, hovered }) {
    this.place = place;
    this.painter = painter;
    this.canvas = place.querySelector("canvas");
    this.spacer = place.querySelector(".spacer");
    this.pen = this.canvas.getContext("2d");
    this.moved = moved;
    this.zoom = this.focus = 0;
    this.boxes = [];
    this.rows = 1;
    place.addEventListener("scroll", () => this.draw());
    // Who watches the theme after this draws it once more, in the colours of paper.
    addEventListener("beforeprint", () => this.unroll());
    addEventListener("afterprint", () => this.rollUp());
    this.canvas.addEventListener("pointermove", (event) => hovered(this, this.boxAt(event)?.node, event));
    this.canvas.addEventListener("pointerleave", (event) => hovered(this, undefined, event));
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
    // A tree that was given other widths may have none where a reader was.
    for (const at of ["zoom", "focus"]) while (this[at] > 0 && !(tree.total[this[at]] > 0)) this[at] = tree.parent[this[at]];
    const path = this.path(this.zoom);
    this.boxes = [{ node: 0, x: 0, width, row: 0 }];
    path.forEach((node, index) => this.boxes.push({ node, x: 0, width, row: index + 1 }));
    this.rows = path.length + 1;
    const scale = width / Math.max(1e-300, tree.total[this.zoom]);
    const pending = [{ node: this.zoom, x: 0, row: path.length, scale }];
    const add = (box, scale) => {
      this.boxes.push(box);
      pending.push({ node: box.node, x: box.x, row: box.row, scale });
      this.rows = Math.max(this.rows, box.row + 1);
    };
    while (pending.length) {
      const { node, x, row, scale } = pending.pop();
      let at = x;
      const narrow = [];
      for (const child of tree.children(node)) {
        const size = tree.total[child] * scale;
        if (isSeen(size)) add({ node: child, x: at, width: size, row: row + 1 }, scale);
        // Sorted by size, all that follow are as narrow.
        else if (tree.isOrdered !== false) break;
        else narrow.push({ node: child, x: at, width: size, row: row + 1 });
        at += size;
      }
      for (const box of this.joined(narrow)) add(box, box.width / tree.total[box.node]);
    }
    // The whole graph decides how high it is drawn, so that zooming moves nothing below it.
    const least = this.place.dataset.least ?? 12;
    if (this.zoom === 0 && !this.rolled) this.place.style.height = `min(60vh, 34rem, ${Math.max(least, this.rows + 1) * ROW}px)`;
    this.spacer.style.height = Math.max(0, this.rows * ROW - this.place.clientHeight) + "px";
  }

  /// In the order of time, neighbours too narrow to be seen are one box together. It stands for the widest of them, whose callees fill it: to look at
  /// those of all would be to look at the whole tree.
  joined(narrow) {
    const boxes = [];
    let last = null;
    for (const { node, x, width, row } of narrow) {
      const isBeside = last && x - (last.x + last.width) < NARROWEST / 2;
      // What came before and is not beside it stays too narrow.
      if (last && !isBeside && !isSeen(last.width)) boxes.pop();
      if (!isBeside || isSeen(last.width)) boxes.push((last = { node, x, width: 0, row, widest: 0 }));
      last.width = x + width - last.x;
      if (width > last.widest) [last.node, last.widest] = [node, width];
    }
    // What is left at the end goes with what is beside it.
    if (last && !isSeen(last.width)) {
      const before = boxes[boxes.length - 2];
      boxes.pop();
      if (before && last.x - (before.x + before.width) < NARROWEST / 2) before.width = last.x + last.width - before.x;
    }
    return boxes;
  }

  draw() {
    if (!this.tree) return;
    const { pen, canvas, place, painter } = this;
    const colours = painter.colours();
    const { height } = clearCanvas(pen, canvas, place, colours.panel);
    let last = "";
    for (const box of this.boxes) {
      const y = box.row * ROW - place.scrollTop;
      if (y + ROW < 0 || y > height) continue;
      const whole = drawnWidth(box);
      let x = box.x;
      for (const { share, fill, alpha = 1, hatch } of painter.parts(this.tree, box.node, colours)) {
        // To name a colour takes longer than to fill a narrow box.
        if (fill !== last) pen.fillStyle = last = fill;
        pen.globalAlpha = alpha;
        pen.fillRect(x, y, whole * share, ROW - 1);
        pen.globalAlpha = 1;
        if (hatch && whole * share > 3) this.hatch(x, y, whole * share, hatch);
        x += whole * share;
      }
      if (box.node === this.focus) {
        pen.strokeStyle = colours.text;
        pen.lineWidth = 2;
        pen.strokeRect(box.x + 1, y + 1, Math.max(whole - 2, 1), ROW - 3);
      }
      if (box.width > 24) this.drawLabel(box, y);
    }
  }

  /// Lines that rise or fall: a colour alone does not tell what it means.
  hatch(x, y, width, { colour, width: lineWidth, rises }) {
    const { pen } = this;
    pen.save();
    pen.beginPath();
    pen.rect(x, y, width, ROW - 1);
    pen.clip();
    pen.strokeStyle = colour;
    pen.lineWidth = lineWidth;
    pen.beginPath();
    for (let at = x - ROW; at < x + width + ROW; at += 7) {
      pen.moveTo(at, rises ? y + ROW : y);
      pen.lineTo(at + ROW, rises ? y : y + ROW);
    }
    pen.stroke();
    pen.restore();
  }

  drawLabel(box, y) {
    const [name, number = ""] = this.painter.label(this.tree, box.node);
    const numberWidth = number ? number.length * 6.6 + 16 : 0;
    const hasNumber = number && box.width > numberWidth + 40;
    const room = Math.floor((box.width - 6 - (hasNumber ? numberWidth : 0)) / 6.2);
    if (room < 2) return;
    const { pen } = this;
    pen.save();
    pen.beginPath();
    pen.rect(box.x, y, box.width - 2, ROW);
    pen.clip();
    pen.fillStyle = BOX_TEXT;
    if (hasNumber) {
      pen.textAlign = "right";
      pen.fillText(number, box.x + box.width - 5, y + ROW / 2);
      pen.textAlign = "left";
      pen.beginPath();
      pen.rect(box.x, y, box.width - numberWidth, ROW);
      pen.clip();
    }
    pen.fillText(name.length > room * 2 ? name.slice(0, room * 2) : name, box.x + 4, y + ROW / 2);
    pen.restore();
  }

  /// Draws all rows: on paper nothing scrolls.
  unroll() {
    if (!this.tree || !this.place.clientWidth || this.rolled) return;
    this.rolled = { height: this.place.style.height, top: this.place.scrollTop };
    this.place.style.height = `${Math.min((this.rows + 1) * ROW, MOST_ON_PAPER)}px`;
    this.spacer.style.height = 0;
    this.place.scrollTop = 0;
    this.draw();
  }

  rollUp() {
    if (!this.rolled) return;
    const { height, top } = this.rolled;
    this.rolled = null;
    this.place.style.height = height;
    this.layOut();
    this.place.scrollTop = top;
    this.draw();
  }

  refresh() {
    this.layOut();
    this.draw();
    this.moved(this, this.focus, true);
  }

  zoomTo(node) {
    this.zoom = this.focus = node;
    this.refresh();
    this.reveal(node);
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
    // What has no width on this side is not there.
    if (next === undefined || next < 0 || !(this.tree.total[next] > 0)) return;
    this.focus = next;
    this.reveal(next);
    this.draw();
    this.moved(this, next, false);
  }

  /// The way to what the graph is zoomed to, as buttons that lead back.
  showCrumbs(list) {
    const path = this.zoom === 0 ? [] : [0, ...this.path(this.zoom)].slice(-7);
    list.replaceChildren(...path.map((node) => {
      const button = make("button", "", this.painter.label(this.tree, node)[0]);
      button.addEventListener("click", () => this.zoomTo(node));
      return make("li", "", button);
    }));
  }
}
