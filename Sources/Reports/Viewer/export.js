
// ---- what leaves the page: text of a stack, the view as a picture or as collapsed stacks ----

/// Frames of a node's stack, the leaf first.
function stackText() {
  const view = described ?? flame;
  const frames = view.path(view.focus).map((node) => labelOf(view.tree, node));
  if (!(view.tree instanceof InvertedTree)) frames.reverse();
  return frames.join("\n");
}

async function copyStack() {
  try {
    await navigator.clipboard.writeText(stackText());
    announce("The stack was copied.");
  } catch {
    announce("The browser does not let this page use the clipboard.");
  }
}

function download(name, type, text) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/// The stacks on show, under the zoom: `root;…;leaf value` a line, values in the unit they were recorded in.
function collapsedText() {
  const lines = [];
  const clean = (frame) => data.names[frame].replace(/[;\n\r]/g, (sign) => (sign === ";" ? ":" : " "));
  const isInside = new Uint8Array(tree.count);
  const start = drawn === tree ? flame.zoom : 0;
  for (let node = 0; node < tree.count; node++) {
    isInside[node] = node === start || (node > 0 && isInside[tree.parent[node]]) ? 1 : 0;
    if (!isInside[node] || tree.self[node] === 0 || node === 0) continue;
    const names = pathTo(tree, node).map((step) => clean(tree.frame[step]));
    lines.push(`${names.join(";")} ${Math.round(tree.self[node])}`);
  }
  return lines.join("\n") + "\n";
}

/// The boxes on show as a picture that any program can draw.
function pictureText() {
  const view = state.view === "sandwich" ? callees : flame;
  const colours = readColours();
  const escaped = (text) => text.replace(/[&<>"\u0000-\u001f]/g, (sign) => (sign < " " ? " " : `&#${sign.charCodeAt(0)};`));
  const [width, height] = [view.place.clientWidth, view.rows * ROW];
  const parts = [
    `<svg xmlns="${SVG}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(data.heading)}</title>`, `<rect width="100%" height="100%" fill="${colours.panel}"/>`,
  ];
  for (const box of view.boxes) {
    const label = labelOf(view.tree, box.node);
    const total = view.tree.total[box.node];
    const fill = `fill="${colourOf(view.tree, box.node, colours)}" fill-opacity="${shadeOf(view.tree, box.node).toFixed(2)}"`;
    const room = Math.floor((box.width - 6) / 6.6);
    const short = label.length > room ? label.slice(0, Math.max(0, room - 1)) + "…" : label;
    parts.push(
      `<g><title>${escaped(label)} — ${percent(total, tree.total[0])} (${escaped(amount(total))})</title>`,
      `<rect x="${box.x.toFixed(1)}" y="${box.row * ROW}" width="${Math.max(box.width - 0.7, 0.5).toFixed(1)}" height="${ROW - 1}" ${fill}/>`,
      room > 2 ? `<text x="${(box.x + 4).toFixed(1)}" y="${box.row * ROW + 13}" fill="#14181d">${escaped(short)}</text></g>` : "</g>",
    );
  }
  return parts.join("\n") + "\n</svg>\n";
}

/// The name of the format, which a page that names no address has from its browser.
const SVG = new DOMParser().parseFromString("<svg></svg>", "text/html").body.firstChild.namespaceURI;

/// Says something to who listens, and shows it for a while.
function announce(text) {
  const place = element("said");
  place.textContent = text;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => { place.textContent = ""; }, 6000);
}
