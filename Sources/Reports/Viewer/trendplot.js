
// ---- the picture of a series ----

const TREND_UNITS = {
  nanoseconds: duration,
  bytes: (value) => {
    for (const [size, name] of [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]]) if (Math.abs(value) >= size) return `${short(value / size)} ${name}`;
    return `${short(value)} B`;
  },
  perSecond: (value) => `${short(value)}/s`,
  plain: short,
};

/// Round numbers between two ends, about `wanted` of them.
function ticksBetween(low, high, wanted) {
  if (!(high > low)) return [low];
  const raw = (high - low) / wanted;
  const size = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((factor) => factor * size >= raw) * size;
  const result = [];
  for (let value = Math.ceil(low / step) * step; value <= high && result.length < 50; value += step) result.push(value);
  return result;
}

/// The level of each stretch between changes: where it begins and ends, and its interval.
function levels(series) {
  const stretches = [];
  series.changes.forEach((change, index) => {
    const from = index ? series.changes[index - 1].index : 0;
    stretches.push({ from, to: change.index - 1, interval: change.before });
    if (index === series.changes.length - 1) stretches.push({ from: change.index, to: series.values.length - 1, interval: change.after });
  });
  return stretches.filter((stretch) => stretch.to >= stretch.from && isNumber(stretch.interval[0]));
}

function trendScales(series, width, height) {
  const known = series.values.filter(isNumber);
  const least = known.reduce((a, b) => Math.min(a, b), Infinity);
  const most = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const margin = most > least ? (most - least) * 0.08 : Math.abs(most) * 0.1 || 1;
  const [low, high] = [least >= 0 ? Math.max(0, least - margin) : least - margin, most + margin];
  const rows = Math.min(3, series.changes.length);
  const frame = { left: 78, right: width - 16, top: 14 + rows * 16, bottom: height - 30 };
  const last = Math.max(1, series.values.length - 1);
  const x = (index) => (series.values.length === 1 ? (frame.left + frame.right) / 2 : frame.left + 8 + (index / last) * (frame.right - frame.left - 16));
  const y = (value) => frame.bottom - ((Math.min(high, Math.max(low, value)) - low) / (high - low)) * (frame.bottom - frame.top);
  return { frame, x, y, low, high, rows };
}

function drawTrendAxes(root, series, scales) {
  const { frame, x, y } = scales;
  const format = TREND_UNITS[series.unit] ?? short;
  for (const value of ticksBetween(scales.low, scales.high, 5)) {
    root.append(
      svg("line", { x1: frame.left, x2: frame.right, y1: fixed(y(value)), y2: fixed(y(value)), class: "grid" }),
      svg("text", { x: frame.left - 8, y: fixed(y(value)) + 4, class: "tick end" }, format(value)));
  }
  root.append(svg("line", { x1: frame.left, x2: frame.right, y1: frame.bottom, y2: frame.bottom, class: "axis" }));
  const wanted = Math.max(2, Math.floor((frame.right - frame.left) / 130));
  const step = Math.max(1, Math.ceil(series.values.length / wanted));
  for (let index = 0; index < series.values.length; index += step) {
    const commit = data.commits[series.commits[index]];
    const text = commit.day || clipped(commit.short || String(index), 120);
    root.append(svg("text", { x: fixed(x(index)), y: frame.bottom + 18, class: index ? "tick middle" : "tick" }, text));
  }
}

function drawLevels(root, series, { frame, x, y }) {
  for (const { from, to, interval: [value, low, high] } of levels(series)) {
    // A stretch of one point has a width too.
    const [left, right] = [Math.max(frame.left, x(from - 0.4)), Math.min(frame.right, x(to + 0.4))];
    if (isNumber(low) && isNumber(high)) {
      root.append(svg("rect", { x: fixed(left), y: fixed(y(high)), width: fixed(right - left), height: fixed(Math.max(1, y(low) - y(high))), class: "level-band" }));
    }
    root.append(svg("line", { x1: fixed(left), x2: fixed(right), y1: fixed(y(value)), y2: fixed(y(value)), class: "level" }));
  }
}

function drawChanges(root, series, { frame, x, rows }) {
  // Labels go to the first row in which they do not reach over the one before.
  const ends = new Array(rows).fill(-Infinity);
  for (const change of series.changes) {
    const kind = `${change.direction} ${change.state}`;
    const at = x(change.index - 0.5);
    const [left, right] = [Math.max(frame.left, x(change.range[0] - 0.5)), Math.min(frame.right, x(change.range[1] + 0.5))];
    root.append(
      svg("rect", { x: fixed(left), y: frame.top, width: fixed(Math.max(1, right - left)), height: frame.bottom - frame.top, class: "change-range " + kind }),
      svg("line", { x1: fixed(at), x2: fixed(at), y1: frame.top - 4, y2: frame.bottom, class: "change-line " + kind }));
    const text = clipped(`${change.commitShort} ${change.relative} ${change.stateText}`, 260);
    const width = [...text].length * 6.7;
    const start = Math.max(frame.left, Math.min(at - width / 2, frame.right - width));
    const row = ends.findIndex((end) => end < start - 6);
    if (row < 0) continue;
    ends[row] = start + width;
    root.append(svg("text", { x: fixed(start), y: frame.top - 10 - row * 16, class: "label" }, text));
  }
}

function drawTrend(holder, series) {
  const { root, width, height } = picture(
    holder, 290, `${series.title}: ${series.values.length} points, ${series.changes.length} changes. The tables below have the numbers.`);
  const scales = trendScales(series, width, height);
  const { frame, x, y } = scales;
  drawTrendAxes(root, series, scales);
  const known = series.values.map((value, index) => [value, index]).filter(([value]) => isNumber(value));
  root.append(svg("polyline", { points: known.map(([value, index]) => `${fixed(x(index))},${fixed(y(value))}`).join(" "), class: "series-line" }));
  drawLevels(root, series, scales);
  drawChanges(root, series, scales);
  const isDense = known.length > 400;
  for (const [value, index] of known) {
    root.append(svg("circle", { cx: fixed(x(index)), cy: fixed(y(value)), r: isDense ? 1.6 : 3, class: isDense ? "point dense" : "point" }));
  }
  holder.querySelectorAll(".spoken").forEach((old) => old.remove());
  pointCursor(root, frame, known.map(([, index]) => x(index)), (place) => trendTip(series, known[place][1]));
}

function trendTip(series, index) {
  const commit = data.commits[series.commits[index]];
  const format = TREND_UNITS[series.unit] ?? short;
  const lines = [commit.short || `#${index}`, [null, series.title, format(series.values[index])]];
  if (commit.title) lines.push(clipped(commit.title, 420));
  if (commit.date) lines.push(commit.date);
  const change = series.changes.find((candidate) => candidate.index === index);
  if (change) lines.push([null, `${change.stateText} change`, change.relative]);
  return lines;
}
