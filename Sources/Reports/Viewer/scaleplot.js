
// ---- pictures ----

/// An element of a picture; texts become text nodes.
function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const fixed = (value) => Math.round(value * 100) / 100;

/// A picture that fills its place, one unit a pixel; drawn anew when the width changes.
function picture(holder, height, label) {
  const width = Math.max(320, holder.clientWidth);
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label, class: "picture" });
  holder.replaceChildren(root);
  return { root, width, height };
}

/// Round numbers from 0 to `most`, about `wanted` of them.
function ticks(most, wanted) {
  if (!(most > 0) || !isNumber(most)) return [0];
  const raw = most / wanted;
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((factor) => factor * size >= raw) * size;
  const result = [];
  for (let index = 0; index * step <= most * 1.0001 && index < 100; index++) result.push(index * step);
  return result;
}

/// Horizontal lines with their numbers, and what is counted.
function verticalAxis(root, frame, y, most, format, title) {
  for (const value of ticks(most, 6)) {
    root.append(
      svg("line", { x1: frame.left, x2: frame.right, y1: fixed(y(value)), y2: fixed(y(value)), class: value ? "grid" : "axis" }),
      svg("text", { x: frame.left - 8, y: fixed(y(value)) + 4, class: "tick end" }, format(value)));
  }
  root.append(svg("text", { x: 4, y: 14, class: "title" }, title));
}

function clipped(text, pixels) {
  const most = Math.max(3, Math.floor(pixels / 6.6));
  const letters = [...text];
  return letters.length > most ? letters.slice(0, most - 1).join("") + "…" : text;
}

/// Moves labels apart that want the same height; keeps their order.
function spread(labels, size, top, bottom) {
  labels.sort((a, b) => a.y - b.y);
  labels.forEach((label, index) => { label.at = Math.max(label.y, index ? labels[index - 1].at + size : top); });
  let limit = bottom;
  for (const label of [...labels].reverse()) {
    label.at = Math.min(label.at, limit);
    limit = label.at - size;
  }
  return labels;
}

/// Lets pointer and arrow keys go from point to point: a guide stands at the point, a tip tells its numbers.
function pointCursor(root, frame, places, describe) {
  if (!places.length) return;
  const guide = svg("line", { y1: frame.top, y2: frame.bottom, class: "guide", visibility: "hidden" });
  root.append(guide);
  // It takes arrow keys for itself, which a picture does not: a screen reader hands them on to an application only.
  root.setAttribute("tabindex", "0");
  root.setAttribute("role", "application");
  root.setAttribute("aria-roledescription", "chart");
  const spoken = make("p", "spoken");
  spoken.setAttribute("aria-live", "polite");
  root.after(spoken);
  let current = places.length - 1;
  const show = (index, event) => {
    current = index;
    guide.setAttribute("x1", fixed(places[index]));
    guide.setAttribute("x2", fixed(places[index]));
    guide.setAttribute("visibility", "visible");
    const lines = describe(index);
    const box = root.getBoundingClientRect();
    if (event) showTip(lines, event.clientX, event.clientY);
    else {
      showTip(lines, box.left + places[index], box.top + frame.top + 20);
      spoken.textContent = lines.map((line) => (Array.isArray(line) ? `${line[1]} ${line[2]}` : line)).join(", ");
    }
  };
  const hide = () => {
    guide.setAttribute("visibility", "hidden");
    hideTip();
  };
  root.addEventListener("pointermove", (event) => {
    const x = event.clientX - root.getBoundingClientRect().left;
    const distances = places.map((place) => Math.abs(place - x));
    show(distances.indexOf(Math.min(...distances)), event);
  });
  root.addEventListener("pointerleave", hide);
  root.addEventListener("blur", hide);
  root.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const isHidden = guide.getAttribute("visibility") === "hidden";
    show(isHidden ? current : Math.min(places.length - 1, Math.max(0, current + step)));
  });
}
