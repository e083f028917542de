
// ---- the recording over time, the whole and by thread: a piece of it can be chosen ----

const TRACK_COLUMNS = 240;
const MOST_THREAD_TRACKS = 12;
/// Rows of the tracks: a canvas, what it is called, and sums by state and column. The first is of everything on show, the others are of a thread each.
let tracks = [];
/// The piece that a pointer is drawing.
let draggedTime = null;
/// What the tracks cannot show of the metric: nobody knows when it was.
let withoutTime = 0;

/// By time, the columns it is of, as the begin and the end of a span. Waits are told in pieces of the recording, by the middle of each; where
/// these are wider than a column, the span is the piece.
function columnSpans(times) {
  const isUsed = new Uint8Array(TIME_STEPS);
  for (const time of times) if (time !== NO_TIME) isUsed[time] = 1;
  const used = [];
  isUsed.forEach((mark, step) => { if (mark) used.push(step); });
  const gaps = used.slice(1).map((step, index) => step - used[index]).sort((a, b) => a - b);
  const arePieces = (gaps[gaps.length >> 1] ?? TIME_STEPS) > TIME_STEPS / TRACK_COLUMNS;
  const edge = (index) => (index === 0 ? 0 : index === used.length ? TIME_STEPS : (used[index - 1] + used[index]) / 2);
  const scale = TRACK_COLUMNS / TIME_STEPS;
  return new Map(used.map((step, index) => {
    const column = Math.floor(step * scale);
    return [step, arePieces ? [edge(index) * scale, edge(index + 1) * scale] : [column, column + 1]];
  }));
}

/// Adds up what the tracks show, and makes them; only a recording that kept times has any.
function sumTracks() {
  const { times } = shown.rows;
  element("track-part").hidden = !times.length;
  tracks = [];
  withoutTime = 0;
  if (!times.length) return;
  // They are the metric's, whatever is selected of it.
  const spans = (samplesOf(state.metric).spans ??= columnSpans(times));
  const track = (thread, label) => ({ thread, label, sums: new Map(), heights: new Float64Array(TRACK_COLUMNS) });
  const whole = track(null, "all on show");
  const names = data.threads;
  const shares = sharesBy("thread", true).slice(0, MOST_THREAD_TRACKS);
  // In an order that does not change with what is added up: a reader looks for a thread where it was.
  const byThread = new Map(shares.map(([thread]) => thread).sort((a, b) => a - b).map((thread) => [thread, track(thread, names[thread])]));
  const add = (row, key, value, [from, to]) => {
    const name = data.states[data.keys.state[key]];
    if (!row.sums.has(name)) row.sums.set(name, new Float64Array(TRACK_COLUMNS));
    const sums = row.sums.get(name);
    for (let column = Math.floor(from); column < to; column++) {
      const part = value * ((Math.min(column + 1, to) - Math.max(column, from)) / (to - from));
      sums[column] += part;
      row.heights[column] += part;
    }
  };
  forEachSample(shown.rows, chosenKeys(metricOnShow(), "thread"), (_, key, value, time) => {
    const thread = data.keys.thread[key];
    const isChosen = !selection.thread || selection.thread.has(thread);
    if (time === NO_TIME) {
      if (isChosen) withoutTime += value;
      return;
    }
    const span = spans.get(time);
    if (isChosen) add(whole, key, value, span);
    if (byThread.has(thread)) add(byThread.get(thread), key, value, span);
  }, true);
  tracks = [whole, ...(byThread.size > 1 ? byThread.values() : [])];
  element("tracks").replaceChildren(...tracks.map(trackElement));
  showTimeAxis();
}

/// Times under the tracks, at most eight, at a round distance.
function showTimeAxis() {
  const exponent = 10 ** Math.floor(Math.log10(data.duration / 8));
  const distance = [1, 2, 5, 10].map((factor) => factor * exponent).find((candidate) => data.duration / candidate <= 8);
  const marks = [];
  for (let time = 0; time < data.duration * 0.97; time += distance) {
    const mark = make("i", "", time ? seconds(rounded(time)) : "0");
    mark.style.left = `${(time / data.duration) * 100}%`;
    marks.push(mark);
  }
  element("track-axis").lastElementChild.replaceChildren(...marks);
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
  for (const track of tracks) {
    const isChosen = track.thread === null || !selection.thread || selection.thread.has(track.thread);
    drawTrack(track, track.thread === null ? highest([track]) : mostOfThreads, isChosen ? [from, to] : [0, 0], colours);
  }
  const said = (step) => seconds(rounded((step / TIME_STEPS) * data.duration));
  const range = draggedTime ?? selection.time
    ? `${said(from)} … ${said(to)} of ${seconds(data.duration)}`
    : `all of ${seconds(data.duration)}; drag to choose a piece${tracks.length > 1 ? ", click the name of a thread to count only it" : ""}`;
  element("track-range").textContent = range + (withoutTime ? `; ${inUnit(withoutTime, shown.unit)} have no time and are in no piece` : "");
  for (const [id, value] of [["track-from", from], ["track-to", to]]) element(id).value = Math.round((value / TIME_STEPS) * 1000) / 10;
}

function drawTrack({ canvas, holder, sums }, most, [from, to], colours) {
  const pen = canvas.getContext("2d");
  const { width, height } = clearCanvas(pen, canvas, holder, colours.panel);
  const floors = new Float64Array(TRACK_COLUMNS).fill(height);
  for (const name of [...STATES.filter((state) => sums.has(state)), ...[...sums.keys()].filter((state) => !STATES.includes(state))]) {
    pen.fillStyle = colours[name] ?? colours.ordinary;
    sums.get(name).forEach((sum, column) => {
      const size = most > 0 ? (sum / most) * (height - 2) : 0;
      const middle = (column + 0.5) * TIME_STEPS;
      pen.globalAlpha = middle >= from * TRACK_COLUMNS && middle < to * TRACK_COLUMNS ? 1 : 0.3;
      pen.fillRect((column * width) / TRACK_COLUMNS, floors[column] - size, width / TRACK_COLUMNS + 0.5, size);
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
