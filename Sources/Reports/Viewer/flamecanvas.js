
// ---- a flame graph's canvas: boxes in rows, of which only the visible ones are drawn ----

const graph = element("graph");
const canvas = element("canvas");
const pen = canvas.getContext("2d");
/// Boxes as they were laid out: `node`, `x`, `width`, `row`.
let rectangles = [];

/// Clears the canvas and calls `drawBox(box, y)` for every box in view.
function paint(panel, drawBox) {
  const { height } = clearCanvas(pen, canvas, graph, panel);
  const top = graph.scrollTop;
  for (const box of rectangles) {
    const y = box.row * ROW - top;
    if (y + ROW >= 0 && y <= height) drawBox(box, y);
  }
}

function boxAt(event) {
  const bounds = canvas.getBoundingClientRect();
  const x = event.clientX - bounds.left;
  const row = Math.floor((event.clientY - bounds.top + graph.scrollTop) / ROW);
  return rectangles.find((box) => box.row === row && x >= box.x && x < box.x + box.width);
}

/// Brings the row of a node into view.
function reveal(node) {
  const box = rectangles.find((candidate) => candidate.node === node);
  if (!box) return;
  const y = box.row * ROW;
  if (y < graph.scrollTop) graph.scrollTop = y;
  if (y + ROW > graph.scrollTop + graph.clientHeight) graph.scrollTop = y + ROW - graph.clientHeight;
}
