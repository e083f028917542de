
// ---- time per request by state ----

/// From the bottom of a column: running, ready, waiting, then what is not in the process.
const STATE_ORDER = [
  "user", "kernel", "spinning", "runqueue", "pool", "lock", "actor", "condition", "io", "sleep", "fault", "suspended", "idle", "unknown", "outside",
  "unattributed",
];
const shownStates = STATE_ORDER.filter((name) => data.levels.some((level) => level.states[name]));
const stateTime = (level, name) => level.states[name] ?? 0;

/// Of a round number, without the zeros that say nothing.
const roundDuration = (value) => (value ? duration(value).replace(/\.0+ |(\.\d*?)0+ /, "$1 ") : "0");

function drawTime() {
  const { root, width, height } = picture(
    element("time-plot"), Math.max(330, Math.min(430, element("time-plot").clientWidth * 0.38)),
    "Time per request by state, a column for each N. The table below has the numbers.");
  const frame = { left: 62, right: width - 12, top: 34, bottom: height - 44 };
  const heightOf = (level) => shownStates.reduce((sum, name) => sum + Math.max(0, stateTime(level, name)), 0);
  const most = Math.max(...data.levels.map((level) => Math.max(heightOf(level), level.cycle[2] ?? 0))) * 1.06 || 1;
  const y = (value) => frame.bottom - (value / most) * (frame.bottom - frame.top);
  const step = (frame.right - frame.left) / data.levels.length;
  const size = Math.min(84, step * 0.66);
  verticalAxis(root, frame, y, most, roundDuration, "time per request, c(N)");
  const places = data.levels.map((level, index) => frame.left + (index + 0.5) * step);
  data.levels.forEach((level, index) => {
    let sum = 0;
    for (const name of shownStates) {
      const time = Math.max(0, stateTime(level, name));
      const [top, bottom] = [y(sum + time), y(sum)];
      sum += time;
      if (bottom - top < 0.2) continue;
      root.append(svg("rect", {
        x: fixed(places[index] - size / 2), y: fixed(top), width: fixed(size), height: fixed(Math.max(0.5, bottom - top - 0.6)), class: `fill state-${name}`,
      }));
    }
    const [value, low, high] = level.cycle;
    const at = fixed(places[index]);
    if (isNumber(low) && isNumber(high) && high > low) {
      root.append(svg("path", { d: `M${at} ${fixed(y(high))}V${fixed(y(low))}M${at - 4} ${fixed(y(high))}h8M${at - 4} ${fixed(y(low))}h8`, class: "whisker" }));
    }
    root.append(
      svg("text", { x: at, y: fixed(Math.min(y(sum), y(high ?? value))) - 6, class: "label middle" }, clipped(duration(value), step + 8)),
      svg("text", { x: at, y: frame.bottom + 18, class: "tick middle" }, String(level.level)));
  });
  const base = data.account?.baseCycle ?? data.levels.find((level) => level.level === 1)?.cycle[0];
  if (isNumber(base)) {
    root.append(
      svg("line", { x1: frame.left, x2: frame.right, y1: fixed(y(base)), y2: fixed(y(base)), class: "ideal" }));
  }
  root.append(svg("text", { x: (frame.left + frame.right) / 2, y: frame.bottom + 36, class: "title middle" }, "N, requests in flight"));
  pointCursor(root, frame, places, (index) => {
    const level = data.levels[index];
    const rows = [...shownStates].reverse().filter((name) => stateTime(level, name));
    return [
      `N = ${level.level}: ${duration(level.cycle[0])} per request`,
      ...rows.map((name) => {
        const time = stateTime(level, name);
        return [swatch("state", name), stateOf.get(name).title, `${duration(time)}, ${part(time / level.cycle[0])}`];
      }),
    ];
  });
}

function showTimeTable() {
  const table = element("time-table");
  heading(table, [["State", "state"], ...data.levels.map((level) => [`N = ${level.level}`, "number"])]);
  const body = table.createTBody();
  const line = (title, text, mark) => {
    const row = body.insertRow();
    const first = cell(row, title, "state");
    if (mark) first.prepend(mark);
    for (const level of data.levels) cell(row, text(level), "number");
  };
  for (const name of shownStates) line(stateOf.get(name).title, (level) => duration(stateTime(level, name)), swatch("state", name));
  line("all: c(N)", (level) => duration(level.cycle[0]));
  line("response time the load generator tells", (level) => (level.response === undefined ? "–" : duration(level.response)));
}

sections.push({
  id: "time",
  isShown: () => shownStates.length > 0,
  draw: drawTime,
  show() {
    const base = make("li", "", make("i", "key ideal"), "c(1), the cost of a request that is alone");
    element("time-legend").replaceChildren(...shownStates.map((name) => make("li", "", swatch("state", name), stateOf.get(name).title)), base);
    showTimeTable();
  },
});
