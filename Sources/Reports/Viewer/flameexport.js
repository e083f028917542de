
// ---- what leaves a page: its graph as a picture, its stacks as text ----

function download(name, type, text) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/// Stacks from a node on: `root;…;leaf value` a line, with as many values as `valuesOf(node)` gives; stacks of which all are 0 are left out.
function collapsedStacks(tree, start, valuesOf) {
  const lines = [];
  const clean = (frame) => data.names[frame].replace(/[;\n\r]/g, (sign) => (sign === ";" ? ":" : " "));
  const isInside = new Uint8Array(tree.count);
  for (let node = 0; node < tree.count; node++) {
    isInside[node] = node === start || (node > 0 && isInside[tree.parent[node]]) ? 1 : 0;
    if (!isInside[node] || node === 0) continue;
    const values = valuesOf(node).map((value) => Math.round(value));
    if (values.every((value) => value === 0)) continue;
    lines.push(`${pathTo(tree, node).map((step) => clean(tree.frame[step])).join(";")} ${values.join(" ")}`);
  }
  return lines.join("\n") + "\n";
}

const escaped = (text) => text.replace(/[&<>"\u0000-\u001f]/g, (sign) => (sign < " " ? " " : `&#${sign.charCodeAt(0)};`));
/// The name of the format, which a page that names no address has from its browser.
const SVG = new DOMParser().parseFromString("<svg></svg>", "text/html").body.firstChild.namespaceURI;

/// The boxes of a graph as a picture that any program can draw.
///
/// - Parameter said: What a box is called by who points at it.
function pictureOf(view, title, said) {
  const colours = view.painter.colours();
  const [width, height] = [view.place.clientWidth, view.rows * ROW];
  const patterns = new Map();
  const boxes = view.boxes.map((box) => boxPicture(view, box, colours, patterns, said));
  const defs = [...patterns.values()].map(({ id, hatch }) =>
    `<pattern id="${id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(${hatch.rises ? 45 : -45})">`
    + `<rect width="${hatch.width}" height="7" fill="${hatch.colour}"/></pattern>`);
  return [
    `<svg xmlns="${SVG}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`, `<defs>${defs.join("")}</defs>`, `<rect width="100%" height="100%" fill="${colours.panel}"/>`, ...boxes,
  ].join("\n") + "\n</svg>\n";
}

function boxPicture(view, box, colours, patterns, said) {
  const y = box.row * ROW;
  const whole = drawnWidth(box);
  let x = box.x;
  const shapes = [];
  for (const { share, fill, alpha = 1, hatch } of view.painter.parts(view.tree, box.node, colours)) {
    const rectangle = (colour, opacity) =>
      `<rect x="${x.toFixed(1)}" y="${y}" width="${(whole * share).toFixed(1)}" height="${ROW - 1}" fill="${colour}" fill-opacity="${opacity.toFixed(2)}"/>`;
    shapes.push(rectangle(fill, alpha));
    if (hatch) {
      const key = Object.values(hatch).join();
      if (!patterns.has(key)) patterns.set(key, { id: `hatch${patterns.size}`, hatch });
      // Of the picture itself: a page that loads nothing does not even say so.
      shapes.push(rectangle(["url", `(#${patterns.get(key).id})`].join(""), 1));
    }
    x += whole * share;
  }
  const [name, number] = view.painter.label(view.tree, box.node);
  const label = number ? `${name} ${number}` : name;
  const room = Math.floor((box.width - 6) / 6.6);
  const short = label.length > room ? label.slice(0, Math.max(0, room - 1)) + "…" : label;
  const text = room > 2 ? `<text x="${(box.x + 4).toFixed(1)}" y="${y + 14}" fill="${BOX_TEXT}">${escaped(short)}</text>` : "";
  return `<g><title>${escaped(said(box.node))}</title>${shapes.join("")}${text}</g>`;
}

/// Says something to who listens, and shows it for a while.
function announce(text) {
  const place = element("said");
  place.textContent = text;
  clearTimeout(announce.timer);
  announce.timer = setTimeout(() => { place.textContent = ""; }, 6000);
}
