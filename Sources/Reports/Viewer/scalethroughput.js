
// ---- throughput against N ----

/// The measured points: those of the levels, or of a curve that came alone.
const points = data.levels.length
  ? data.levels.map((level) => ({ n: level.level, x: level.throughput, level }))
  : (data.curve?.levels ?? []).map((n, index) => ({ n, x: data.curve.throughput[index] ?? [null, null, null] }));
const measured = points.filter((point) => isNumber(point.n) && isNumber(point.x[0]));
/// X(1), to which the ideal line leads; nothing without a run at N = 1.
const single = data.account?.baseThroughput ?? measured.find((point) => point.n === 1)?.x[0];
/// The models of the curve that are drawn.
const drawn = new Set(data.curve?.selected ? [data.curve.selected] : []);
const MODEL_DASHES = ["none", "9 4", "3 3", "12 3 3 3", "6 2", "2 5"];

function throughputScales(width, height) {
  const mostN = Math.max(...measured.map((point) => point.n)) * 1.05 || 1;
  const highest = Math.max(...measured.map((point) => point.x[2] ?? point.x[0]));
  const lines = data.ceilings.filter((ceiling) => isNumber(ceiling.maximum?.[0]));
  const shown = lines.filter((ceiling) => ceiling.maximum[0] <= highest * 2.2);
  const right = !shown.length ? 16 : width >= 900 ? 240 : width >= 560 ? 176 : 110;
  const frame = { left: 62, right: width - right, top: 30, bottom: height - 44 };
  const mostX = Math.max(highest, ...shown.map((ceiling) => ceiling.maximum[0])) * 1.1 || 1;
  const x = (n) => frame.left + (n / mostN) * (frame.right - frame.left);
  const y = (value) => frame.bottom - (value / mostX) * (frame.bottom - frame.top);
  return { frame, x, y, mostN, mostX, shown: shown.slice(0, 8), above: lines.filter((ceiling) => !shown.slice(0, 8).includes(ceiling)) };
}

/// Where there are more clients than the processors have cores or threads.
function drawZones(root, scales) {
  const words = { oversubscribed: "more clients than processors", smt: "more clients than cores (SMT)" };
  measured.forEach((point, index) => {
    const zone = point.level?.zone;
    if (!words[zone] || measured[index - 1]?.level?.zone === zone) return;
    const next = measured.findIndex((other, place) => place > index && other.level.zone !== zone);
    const middle = (a, b) => (a === undefined ? b.n * 0.9 : (a.n + b.n) / 2);
    const from = scales.x(middle(measured[index - 1], point));
    const to = next < 0 ? scales.frame.right : scales.x(middle(measured[next - 1], measured[next]));
    root.append(
      svg("rect", { x: fixed(from), y: scales.frame.top, width: fixed(to - from), height: scales.frame.bottom - scales.frame.top, class: "zone " + zone }),
      svg("text", { x: fixed(from) + 6, y: scales.frame.bottom - 8, class: "zone-name" }, clipped(words[zone], to - from - 8)));
  });
}

function drawCeilings(root, scales, width) {
  const { frame, y } = scales;
  const labels = scales.shown.map((ceiling) => ({ ceiling, y: y(ceiling.maximum[0]) }));
  for (const label of spread(labels, 33, frame.top + 4, frame.bottom - 20)) {
    const { ceiling } = label;
    const [value, low, high] = ceiling.maximum;
    const kind = `ceiling ${ceiling.kind}`;
    if (isNumber(low) && isNumber(high)) {
      const top = Math.max(frame.top, y(high));
      root.append(svg("rect", { x: frame.left, y: fixed(top), width: frame.right - frame.left, height: fixed(Math.max(0, y(low) - top)), class: kind + " band" }));
    }
    const text = ceilingTitle(ceiling);
    root.append(
      svg("line", { x1: frame.left, x2: frame.right, y1: fixed(label.y), y2: fixed(label.y), class: kind }),
      svg("path", { d: `M${frame.right} ${fixed(label.y)}L${frame.right + 12} ${fixed(label.at)}`, class: kind + " leader" }),
      svg("text", { x: frame.right + 16, y: fixed(label.at) + 2, class: "label" }, clipped(text, width - frame.right - 20), svg("title", {}, text)),
      svg("text", { x: frame.right + 16, y: fixed(label.at) + 17, class: "label faint" }, clipped(`${short(value)}/s`, width - frame.right - 16)));
  }
}

function drawIdeal(root, scales) {
  if (!isNumber(single) || single <= 0) return;
  const { frame, x, y } = scales;
  const end = Math.min(scales.mostN, scales.mostX / single);
  root.append(
    svg("line", { x1: frame.left, y1: frame.bottom, x2: fixed(x(end)), y2: fixed(y(end * single)), class: "ideal" }),
    svg("text", { x: fixed(Math.min(x(end) + 6, frame.right - 90)), y: frame.top + 12, class: "label faint" }, "ideal N·X(1)"));
}

function drawModels(root, scales) {
  (data.curve?.models ?? []).forEach((model, index) => {
    if (!drawn.has(model.name)) return;
    const { frame } = scales;
    const line = data.curve.levels.map((n, place) => [scales.x(n), scales.y(model.fitted[place])]).filter(([x, y]) => isNumber(x) && isNumber(y));
    root.append(
      svg("polyline", {
        points: line.map(([x, y]) => `${fixed(x)},${fixed(Math.max(frame.top, y))}`).join(" "), class: "model",
        "stroke-dasharray": MODEL_DASHES[index % MODEL_DASHES.length], "data-model": model.name,
      }));
  });
}

function drawThroughput() {
  const { root, width, height } = picture(
    element("throughput-plot"), Math.max(340, Math.min(470, element("throughput-plot").clientWidth * 0.42)),
    "Throughput against the number of clients, with ceilings. The table below has the numbers.");
  const scales = throughputScales(width, height);
  const { frame, x, y } = scales;
  drawZones(root, scales);
  verticalAxis(root, frame, y, scales.mostX, short, "requests/s");
  let last = -Infinity;
  for (const point of measured) {
    if (x(point.n) - last < 18) continue;
    last = x(point.n);
    root.append(svg("text", { x: fixed(last), y: frame.bottom + 18, class: "tick middle" }, String(point.n)));
  }
  root.append(svg("text", { x: (frame.left + frame.right) / 2, y: frame.bottom + 36, class: "title middle" }, "N, requests in flight"));
  drawCeilings(root, scales, width);
  drawIdeal(root, scales);
  drawModels(root, scales);
  root.append(svg("polyline", { points: measured.map((point) => `${fixed(x(point.n))},${fixed(y(point.x[0]))}`).join(" "), class: "measured" }));
  for (const point of measured) {
    const [value, low, high] = point.x;
    const at = fixed(x(point.n));
    if (isNumber(low) && isNumber(high)) {
      const [top, bottom] = [fixed(y(high)), fixed(Math.min(frame.bottom, y(low)))];
      root.append(svg("path", { d: `M${at} ${top}V${bottom}M${at - 5} ${top}h10M${at - 5} ${bottom}h10`, class: "whisker" }));
    }
    root.append(svg("circle", { cx: at, cy: fixed(y(value)), r: 4, class: "point" }));
  }
  pointCursor(root, frame, measured.map((point) => x(point.n)), (index) => throughputTip(measured[index]));
  showThroughputLegend(scales);
}

function throughputTip({ n, x, level }) {
  const lines = [`N = ${n}`, [null, "requests/s", short(x[0])]];
  const ends = range(x, short);
  if (ends) lines.push([null, "95 % interval", ends]);
  if (single > 0) lines.push([null, "of ideal", part(x[0] / (n * single))]);
  if (level) lines.push([null, "time per request", duration(level.cycle[0])], [null, "CPU per request", duration(level.processor[0])]);
  return lines;
}

function showThroughputLegend(scales) {
  const key = (kind, text) => make("li", "", make("i", "key " + kind), text);
  const items = [key("measured", "measured, 95 % interval")];
  if (isNumber(single)) items.push(key("ideal", "ideal: N times the throughput at N = 1"));
  for (const [kind, text] of [["cores", "ceiling of the cores"], ["lock", "ceiling of a lock or an actor"], ["thread", "ceiling of a thread"]]) {
    if (scales.shown.some((ceiling) => ceiling.kind === kind || (kind === "lock" && ceiling.kind === "actor"))) items.push(key("ceiling " + kind, text));
  }
  for (const model of data.curve?.models ?? []) if (drawn.has(model.name)) items.push(key("model", "curve: " + model.title));
  if (scales.above.length) {
    const [first, ...rest] = scales.above;
    items.push(make("li", "", `not in the picture: ${ceilingTitle(first)} at ${short(first.maximum[0])}/s${rest.length ? `, ${rest.length} more` : ""}`));
  }
  element("throughput-legend").replaceChildren(...items);
}

function showThroughputTable() {
  const table = element("throughput-table");
  table.replaceChildren();
  const hasLevels = data.levels.length > 0;
  heading(table, [
    ["N", "number"], ["Requests/s", "number"], ["Of ideal", "number"],
    ...(hasLevels ? [["Time per request", "number"], ["CPU per request", "number"], ["Cores used", "number"], ["Zone", ""]] : []),
  ]);
  const body = table.createTBody();
  for (const { n, x, level } of points) {
    const row = body.insertRow();
    cell(row, String(n), "number");
    measure(row, x, short);
    cell(row, single > 0 && isNumber(x[0]) ? part(x[0] / (n * single)) : "–", "number");
    if (!level) continue;
    measure(row, level.cycle, duration);
    measure(row, level.processor, duration);
    cell(row, `${part(level.utilisation)} of ${short(level.usable)}`, "number");
    cell(row, level.zone, "");
  }
}

sections.push({
  id: "throughput",
  isShown: () => measured.length > 0,
  draw: drawThroughput,
  show() {
    const last = measured[measured.length - 1];
    const share = single > 0 ? `: ${part(last.x[0] / (last.n * single))} of ideal` : "";
    element("throughput-hint").textContent = `At N = ${last.n}, ${short(last.x[0])} requests/s${share}.`;
    showThroughputTable();
  },
});
