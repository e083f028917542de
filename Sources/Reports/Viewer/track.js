
// ---- the recording over time: a piece of it can be chosen ----

const MOST_COLUMNS = 240;
/// The piece that is being drawn by a pointer.
let draggedTime = null;

/// So many that each has a sample: waits are told in pieces of the recording, and between two there is nothing.
function trackColumns(times) {
  const isUsed = new Uint8Array(TIME_STEPS);
  for (const time of times) isUsed[time] = 1;
  const gaps = [];
  let last = -1;
  isUsed.forEach((used, step) => {
    if (!used) return;
    if (last >= 0) gaps.push(step - last);
    last = step;
  });
  const usual = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 1;
  return Math.max(1, Math.min(MOST_COLUMNS, Math.floor(TIME_STEPS / (usual * 1.3))));
}

/// Draws what the metric adds up to over the recording, by state; only a recording that kept times has that.
function showTrack() {
  const section = element("track-part");
  const { times } = shown.rows;
  section.hidden = !times.length;
  if (section.hidden) return;
  const columns = trackColumns(times);
  const sums = new Map();
  const heights = new Float64Array(columns);
  forEachSample(shown.rows, chosenKeys(), (_, key, value, time) => {
    const name = data.states[data.keys.state[key]];
    if (!sums.has(name)) sums.set(name, new Float64Array(columns));
    const column = Math.floor((time * columns) / TIME_STEPS);
    sums.get(name)[column] += value;
    heights[column] += value;
  }, true);
  const canvas = element("track");
  const pen = canvas.getContext("2d");
  const colours = readColours();
  const { width, height } = clearCanvas(pen, canvas, element("track-holder"), colours.panel);
  const most = heights.reduce((a, b) => Math.max(a, b), 0);
  const [from, to] = draggedTime ?? selection.time ?? [0, TIME_STEPS];
  const floors = new Float64Array(columns).fill(height);
  for (const name of [...STATES.filter((state) => sums.has(state)), ...[...sums.keys()].filter((state) => !STATES.includes(state))]) {
    pen.fillStyle = colours[name] ?? colours.ordinary;
    sums.get(name).forEach((sum, column) => {
      const size = most > 0 ? (sum / most) * (height - 4) : 0;
      const middle = (column + 0.5) * TIME_STEPS;
      pen.globalAlpha = middle >= from * columns && middle < to * columns ? 1 : 0.3;
      pen.fillRect((column * width) / columns, floors[column] - size, width / columns + 0.5, size);
      floors[column] -= size;
    });
  }
  pen.globalAlpha = 1;
  const said = (step) => seconds(rounded((step / TIME_STEPS) * data.duration));
  element("track-range").textContent = draggedTime ?? selection.time
    ? `${said(from)} … ${said(to)} of ${seconds(data.duration)}`
    : `all of ${seconds(data.duration)}; drag to choose a piece`;
  for (const [id, value] of [["track-from", from], ["track-to", to]]) {
    element(id).value = Math.round((value / TIME_STEPS) * 1000) / 10;
  }
}

/// Steps of the recording between two parts of it, each 0 to 1.
const stepsBetween = (a, b) => [Math.min(a, b), Math.max(a, b)].map((part) => Math.round(Math.min(1, Math.max(0, part)) * TIME_STEPS));

/// From one part of the recording to another; too short a piece is all of it.
function chooseTime(a, b) {
  const [from, to] = stepsBetween(a, b);
  select("time", to - from < TIME_STEPS / 500 || (from === 0 && to === TIME_STEPS) ? null : [from, to]);
}

function wireTrack() {
  const canvas = element("track");
  const part = (event) => (event.clientX - canvas.getBoundingClientRect().left) / canvas.clientWidth;
  let start = null;
  canvas.addEventListener("pointerdown", (event) => {
    start = part(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (start === null) return;
    draggedTime = stepsBetween(start, part(event));
    showTrack();
  });
  const end = (choose) => (event) => {
    if (start === null) return;
    const begin = start;
    start = draggedTime = null;
    if (choose) chooseTime(begin, part(event));
    else showTrack();
  };
  canvas.addEventListener("pointerup", end(true));
  canvas.addEventListener("pointercancel", end(false));
  for (const id of ["track-from", "track-to"]) {
    element(id).addEventListener("change", () => chooseTime(Number(element("track-from").value) / 100, Number(element("track-to").value) / 100));
  }
}
