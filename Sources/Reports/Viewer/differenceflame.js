
// ---- the differential flame graph: its picture ----

const ROW = 20;

function layOut() {
  rectangles = flameBoxes(graph.clientWidth);
  const rows = rectangles.reduce((most, box) => Math.max(most, box.row + 1), 1);
  // The whole graph decides how high it is drawn, so that zooming moves nothing below it.
  if (flame.zoom === 0) graph.style.height = `min(60vh, 36rem, ${Math.max(8, rows + 1) * ROW}px)`;
  element("spacer").style.height = Math.max(0, rows * ROW - graph.clientHeight) + "px";
}

/// The colours of the page by name, read once a drawing.
function flameStyles() {
  const style = getComputedStyle(document.documentElement);
  const names = ["more", "less", "same", "new", "gone", "match", "panel", "text", "hatch"];
  return Object.fromEntries(names.map((key) => [key, style.getPropertyValue(key === "match" || key === "panel" || key === "text" ? "--" + key : "--flame-" + key).trim()]));
}

function draw() {
  const styles = flameStyles();
  paint(styles.panel, (box, y) => drawBox(box, y, styles));
}

function drawBox(box, y, styles) {
  const { node } = box;
  const kind = kindOf(node);
  const [x, width] = [box.x, Math.max(box.width - 0.8, 0.5)];
  const isMatch = flame.matching !== null && node > 0 && flame.matching[tree.frame[node]];
  pen.fillStyle = styles.same;
  pen.fillRect(x, y, width, ROW - 1);
  if (isMatch) {
    pen.fillStyle = styles.match;
    pen.fillRect(x, y, width, ROW - 1);
  } else if (kind !== "same") {
    // The deeper the colour, the larger the change as a part of the frame; half of it or more is full colour.
    const relative = Math.abs(deltaOf(node)) / Math.max(baseOf(node), headOf(node));
    pen.globalAlpha = kind === "new" || kind === "gone" ? 1 : 0.25 + 0.75 * Math.min(1, relative * 2) ** 0.6;
    pen.fillStyle = styles[kind];
    pen.fillRect(x, y, width, ROW - 1);
    pen.globalAlpha = 1;
  }
  if ((kind === "new" || kind === "gone") && width > 3) hatch(x, y, width, kind === "new", styles.hatch);
  if (node === flame.focus) {
    pen.strokeStyle = styles.text;
    pen.lineWidth = 2;
    pen.strokeRect(x + 1, y + 1, Math.max(width - 2, 1), ROW - 3);
  }
  if (width > 24) drawLabel(node, x, y, width);
}

/// Lines that rise for what is new and fall for what is gone: a colour alone does not tell it.
function hatch(x, y, width, rises, colour) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, ROW - 1);
  pen.clip();
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.beginPath();
  for (let at = x - ROW; at < x + width + ROW; at += 7) {
    pen.moveTo(at, rises ? y + ROW : y);
    pen.lineTo(at + ROW, rises ? y : y + ROW);
  }
  pen.stroke();
  pen.restore();
}

function drawLabel(node, x, y, width) {
  const number = changeText(node);
  const numberWidth = number.length * 6.6 + 16;
  const roomForBoth = width > numberWidth + 40;
  const room = Math.floor((width - 6 - (roomForBoth ? numberWidth : 0)) / 5.6);
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width - 2, ROW);
  pen.clip();
  pen.fillStyle = "#14181d";
  if (roomForBoth) {
    pen.textAlign = "right";
    pen.fillText(number, x + width - 5, y + ROW / 2);
    pen.textAlign = "left";
    pen.beginPath();
    pen.rect(x, y, width - numberWidth, ROW);
    pen.clip();
  }
  if (room >= 2) pen.fillText(name(node).slice(0, room * 2), x + 4, y + ROW / 2);
  pen.restore();
}

/// What is to say about a frame, as lines of a tip.
function flameLines(node) {
  const lines = [name(node)];
  const where = node > 0 ? place(tree.frame[node]) : "";
  if (where) lines.push(where);
  const [base, head] = [baseOf(node), headOf(node)];
  lines.push(
    [null, "base", base ? duration(base) : "–"], [null, "head", head ? duration(head) : "–"], [null, "Δ", `${delta(deltaOf(node))} (${changeText(node)})`],
    [null, "Δ as a part of the whole", change(deltaOf(node) / whole())], [null, "share of base, of head", `${percent(base, baseOf(0))}, ${percent(head, headOf(0))}`],
    [null, "own time", `${duration(tree.own.base[node])} → ${duration(tree.own.head[node])}`]);
  return lines;
}

function describe(node) {
  const [title, ...lines] = flameLines(node);
  const detail = element("flame-detail");
  detail.replaceChildren(make("b", "", title), " — ", lines.map((line) => (Array.isArray(line) ? `${line[1]} ${line[2]}` : line)).join(" · "));
}

function refreshFlame() {
  for (const width of WIDTHS) element("width-" + width).setAttribute("aria-pressed", flame.width === width);
  layOut();
  draw();
  showCrumbs();
  describe(flame.focus);
  writeAddress();
}

function zoomTo(node) {
  hideTip();
  flame.zoom = node;
  flame.focus = node;
  refreshFlame();
}

function showCrumbs() {
  const path = flame.zoom === 0 ? [] : [0, ...pathTo(flame.zoom)].slice(-7);
  element("crumbs").replaceChildren(...path.map((node) => {
    const button = make("button", "", name(node));
    button.addEventListener("click", () => zoomTo(node));
    return make("li", "", button);
  }));
}

function setWidth(width) {
  chooseWidth(width);
  // A frame that this side does not have cannot be zoomed to.
  while (flame.zoom > 0 && tree.total[flame.zoom] <= 0) flame.zoom = tree.parent[flame.zoom];
  if (tree.total[flame.focus] <= 0) flame.focus = flame.zoom;
  showTree();
  searchFlame(flame.query);
}

function searchFlame(text) {
  flame.query = text;
  const field = element("search");
  field.value = text;
  field.classList.remove("bad");
  let said = "";
  [flame.pattern, flame.matching, flame.matches] = [null, null, []];
  if (text) {
    try {
      flame.pattern = new RegExp(text, "i");
      flame.matching = data.names.map((candidate) => flame.pattern.test(candidate));
      flame.matches = findMatches();
      const sum = (side) => flame.matches.reduce((total, node) => total + tree.sides[side][node], 0);
      said = `${percent(sum("base"), baseOf(0))} of the base, ${percent(sum("head"), headOf(0))} of the head, ${delta(sum("head") - sum("base"))}`;
    } catch {
      field.classList.add("bad");
      said = "not a regular expression";
    }
  }
  element("matched").textContent = said;
  refreshFlame();
}

/// Shows a function of the table in the graph.
function findFunction(frame) {
  searchFlame("^" + data.names[frame].replace(/[.*+?^${}()|[\]\\]/g, "\\$&") + "$");
  flame.zoom = 0;
  nextMatch(1);
  graph.scrollIntoView({ block: "center" });
}

function nextMatch(step) {
  const { matches } = flame;
  if (!matches.length) return;
  const position = matches.indexOf(flame.focus);
  flame.focus = matches[position < 0 ? (step > 0 ? 0 : matches.length - 1) : (position + step + matches.length) % matches.length];
  if (!flameBoxes(graph.clientWidth).some((box) => box.node === flame.focus)) flame.zoom = tree.parent[flame.focus];
  refreshFlame();
  reveal(flame.focus);
  draw();
}

function moveFocus(key) {
  const node = flame.focus;
  const siblings = node > 0 ? tree.children[tree.parent[node]] : [0];
  const position = siblings.indexOf(node);
  const next = { ArrowUp: tree.parent[node], ArrowDown: tree.children[node][0], ArrowLeft: siblings[position - 1], ArrowRight: siblings[position + 1] }[key];
  if (next === undefined || next < 0 || !rectangles.some((box) => box.node === next)) return;
  flame.focus = next;
  reveal(next);
  draw();
  describe(next);
}

function wireFlame() {
  graph.addEventListener("scroll", draw);
  canvas.addEventListener("pointermove", (event) => {
    const box = boxAt(event);
    if (box) showTip(flameLines(box.node), event.clientX, event.clientY);
    else hideTip();
  });
  canvas.addEventListener("pointerleave", hideTip);
  canvas.addEventListener("click", (event) => {
    const box = boxAt(event);
    if (box) zoomTo(box.node);
  });
  graph.addEventListener("keydown", (event) => {
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      moveFocus(event.key);
    } else if (event.key === "Enter") zoomTo(flame.focus);
  });
  element("search").addEventListener("input", (event) => searchFlame(event.target.value));
  element("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") nextMatch(event.shiftKey ? -1 : 1);
    if (event.key === "Escape") graph.focus();
  });
  for (const width of WIDTHS) element("width-" + width).addEventListener("click", () => setWidth(width));
  element("reset").addEventListener("click", () => zoomTo(0));
}

sections.push({
  id: "flame",
  isShown: () => hasFlame,
  draw() {
    layOut();
    draw();
  },
  show() {
    element("flame-hint").textContent =
      `Callers above, callees below; CPU time per ${data.unit}. Red with + costs more, blue with − costs less; hatched frames are on one side only. A click zooms.`;
    chooseWidth(flame.width);
    wireFlame();
    searchFlame(flame.query);
  },
});
