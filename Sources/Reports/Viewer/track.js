
// ---- the recording over time: a piece of it can be chosen ----

const COLUMNS = 240;
const trackSums = new Float64Array(COLUMNS);

/// Draws what the metric adds up to over the recording; only a recording that kept times has that.
function showTrack() {
  const section = element("track-part");
  section.hidden = !shown.rows.times.length;
  if (section.hidden) return;
  trackSums.fill(0);
  forEachSample(shown.rows, chosenKeys(), (_, __, value, time) => { trackSums[Math.floor((time * COLUMNS) / TIME_STEPS)] += value; }, true);
  const canvas = element("track");
  const pen = canvas.getContext("2d");
  const colours = readColours();
  const { width, height } = clearCanvas(pen, canvas, element("track-holder"), colours.panel);
  const most = trackSums.reduce((a, b) => Math.max(a, b), 0);
  const [from, to] = selection.time ?? [0, TIME_STEPS];
  trackSums.forEach((sum, column) => {
    const size = most > 0 ? (sum / most) * (height - 4) : 0;
    const isChosen = (column + 0.5) * TIME_STEPS >= from * COLUMNS && (column + 0.5) * TIME_STEPS < to * COLUMNS;
    pen.fillStyle = isChosen ? colours.ordinary : colours.scheduler;
    pen.fillRect((column * width) / COLUMNS, height - size, width / COLUMNS + 0.5, size);
  });
  const said = (step) => seconds(rounded((step / TIME_STEPS) * data.duration));
  element("track-range").textContent = selection.time
    ? `${said(from)} … ${said(to)} of ${seconds(data.duration)}`
    : `all of ${seconds(data.duration)}; drag to choose a piece`;
  for (const [id, value] of [["track-from", from], ["track-to", to]]) {
    element(id).value = Math.round((value / TIME_STEPS) * 1000) / 10;
  }
}

/// From one part of the recording to another, both 0 to 1; too short a piece is all of it.
function chooseTime(a, b) {
  const [from, to] = [Math.min(a, b), Math.max(a, b)].map((part) => Math.round(Math.min(1, Math.max(0, part)) * TIME_STEPS));
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
  canvas.addEventListener("pointerup", (event) => {
    if (start === null) return;
    chooseTime(start, part(event));
    start = null;
  });
  for (const id of ["track-from", "track-to"]) {
    element(id).addEventListener("change", () => chooseTime(Number(element("track-from").value) / 100, Number(element("track-to").value) / 100));
  }
}
