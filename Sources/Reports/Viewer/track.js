
// ---- the recording over time, the whole and by thread: a piece of it can be chosen ----

const MOST_COLUMNS = 240;
const MOST_THREAD_TRACKS = 12;
/// Rows of the tracks: a canvas, what it is called, and sums by state and column. The first is of everything on show, the others are of a thread each.
let tracks = [];
let trackColumns = 0;
/// The piece that a pointer is drawing.
let draggedTime = null;

/// So many that each has a sample: waits are told in pieces of the recording, and between two there is nothing.
function columnsFor(times) {
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

/// Adds up what the tracks show, and makes them; only a recording that kept times has any.
function sumTracks() {
  const { times } = shown.rows;
  element("track-part").hidden = !times.length;
  tracks = [];
  if (!times.length) return;
  trackColumns = columnsFor(times);
  const track = (thread, label) => ({ thread, label, sums: new Map(), heights: new Float64Array(trackColumns) });
  const whole = track(null, "all on show");
  const names = data.threads;
  const byThread = new Map(sharesBy("thread", true).slice(0, MOST_THREAD_TRACKS).map(([thread]) => [thread, track(thread, names[thread])]));
  const add = (row, key, value, column) => {
    const name = data.states[data.keys.state[key]];
    if (!row.sums.has(name)) row.sums.set(name, new Float64Array(trackColumns));
    row.sums.get(name)[column] += value;
    row.heights[column] += value;
  };
  forEachSample(shown.rows, chosenKeys(metricOnShow(), "thread"), (_, key, value, time) => {
    const thread = data.keys.thread[key];
    const column = Math.floor((time * trackColumns) / TIME_STEPS);
    if (!selection.thread || selection.thread.has(thread)) add(whole, key, value, column);
    if (byThread.has(thread)) add(byThread.get(thread), key, value, column);
  }, true);
  tracks = [whole, ...(byThread.size > 1 ? byThread.values() : [])];
  element("tracks").replaceChildren(...tracks.map(trackElement));
}

function trackElement(track) {
  const isWhole = track.thread === null;
  track.canvas = make("canvas");
  track.canvas.setAttribute("role", "img");
  track.canvas.setAttribute("aria-label", isWhole
    ? "The recording over time; the fields below choose a piece of it, and every table then says what is in it"
    : `${track.label} over time; the table of threads says its sum`);
  track.holder = make("div", "track-holder", track.canvas);
  let label = make("span", "", track.label);
  if (!isWhole) {
    label = make("button", "link plain", track.label);
    label.title = "count only this thread; with Shift or Control also others";
    label.setAttribute("aria-pressed", selection.thread?.has(track.thread) ?? false);
    label.addEventListener("click", (event) => {
      choose("thread", track.thread, event.shiftKey || event.ctrlKey || event.metaKey);
      tracks.find((other) => other.thread === track.thread)?.row.querySelector("button")?.focus();
    });
  }
  wireTrack(track.canvas);
  track.row = make("div", isWhole ? "track whole" : "track", label, track.holder);
  return track.row;
}

/// Draws the tracks: states on top of one another, what was not chosen pale.
function showTrack() {
  if (!tracks.length) return;
  const colours = readColours();
  // Threads are as high as the busiest of them.
  const highest = (rows) => rows.reduce((most, row) => row.heights.reduce((a, b) => Math.max(a, b), most), 0);
  const mostOfThreads = highest(tracks.slice(1));
  const [from, to] = draggedTime ?? selection.time ?? [0, TIME_STEPS];
  for (const track of tracks) drawTrack(track, track.thread === null ? highest([track]) : mostOfThreads, from, to, colours);
  const said = (step) => seconds(rounded((step / TIME_STEPS) * data.duration));
  element("track-range").textContent = draggedTime ?? selection.time
    ? `${said(from)} … ${said(to)} of ${seconds(data.duration)}`
    : `all of ${seconds(data.duration)}; drag to choose a piece`;
  for (const [id, value] of [["track-from", from], ["track-to", to]]) element(id).value = Math.round((value / TIME_STEPS) * 1000) / 10;
}

function drawTrack({ canvas, holder, sums }, most, from, to, colours) {
  const pen = canvas.getContext("2d");
  const { width, height } = clearCanvas(pen, canvas, holder, colours.panel);
  const floors = new Float64Array(trackColumns).fill(height);
  for (const name of [...STATES.filter((state) => sums.has(state)), ...[...sums.keys()].filter((state) => !STATES.includes(state))]) {
    pen.fillStyle = colours[name] ?? colours.ordinary;
    sums.get(name).forEach((sum, column) => {
      const size = most > 0 ? (sum / most) * (height - 2) : 0;
      const middle = (column + 0.5) * TIME_STEPS;
      pen.globalAlpha = middle >= from * trackColumns && middle < to * trackColumns ? 1 : 0.3;
      pen.fillRect((column * width) / trackColumns, floors[column] - size, width / trackColumns + 0.5, size);
      floors[column] -= size;
    });
  }
  pen.globalAlpha = 1;
}

/// Steps of the recording between two parts of it, each 0 to 1.
const stepsBetween = (a, b) => [Math.min(a, b), Math.max(a, b)].map((part) => Math.round(Math.min(1, Math.max(0, part)) * TIME_STEPS));

/// From one part of the recording to another; too short a piece is all of it.
function chooseTime(a, b) {
  const [from, to] = stepsBetween(a, b);
  select("time", to - from < TIME_STEPS / 500 || (from === 0 && to === TIME_STEPS) ? null : [from, to]);
}

function wireTrack(canvas) {
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
}

function wireTrackFields() {
  for (const id of ["track-from", "track-to"]) {
    element(id).addEventListener("change", () => chooseTime(Number(element("track-from").value) / 100, Number(element("track-to").value) / 100));
  }
}
