
// ---- growth with size and age; size and load together ----

const CLASS_WORDS = { "log n": "log n", "sqrt n": "√n", n: "n", "n log n": "n log n", "n^2": "n²", "n^3": "n³", constant: "constant" };
const growthWord = (name) => CLASS_WORDS[name] ?? name;
const rowName = (row) => (row.frame === undefined ? "whole request" : data.names[row.frame]);

/// A small picture of a line; `label` says what it shows.
function sparkline(places, label, size = { width: 150, height: 54 }) {
  const root = svg("svg", { viewBox: `0 0 ${size.width} ${size.height}`, width: size.width, height: size.height, role: "img", "aria-label": label, class: "spark" });
  if (!places.length) return root;
  root.append(svg("polyline", { points: places.map(([x, y]) => `${fixed(x)},${fixed(y)}`).join(" "), class: "measured" }));
  return root;
}

/// Cost against size, both as logarithms, all rows with the same decades a pixel: slopes can be compared.
function logLogPlot(row, decades) {
  const size = { width: 150, height: 64 };
  const pairs = data.growth.sizes.map((n, index) => [Math.log10(n), Math.log10(row.cost[index])]).filter(([x, y]) => isNumber(x) && isNumber(y));
  if (!pairs.length) return sparkline([], "no positive cost", size);
  const [first, last] = [pairs[0][0], pairs[pairs.length - 1][0]];
  const ys = pairs.map(([, y]) => y);
  const middle = (Math.min(...ys) + Math.max(...ys)) / 2;
  const x = (value) => 6 + ((value - first) / Math.max(1e-9, last - first)) * (size.width - 12);
  const y = (value) => size.height / 2 - ((value - middle) / decades) * (size.height - 12);
  const root = sparkline(pairs.map(([a, b]) => [x(a), y(b)]), `cost against size: from ${short(row.cost[0])} to ${short(row.cost[row.cost.length - 1])}`, size);
  // A line of exponent 1 to compare with.
  const reach = (last - first) / 2;
  root.prepend(svg("line", { x1: x(first), x2: x(last), y1: fixed(y(middle - reach)), y2: fixed(y(middle + reach)), class: "grid dashed" }));
  for (const [a, b] of pairs) root.append(svg("circle", { cx: fixed(x(a)), cy: fixed(y(b)), r: 2.2, class: "point" }));
  return root;
}

function showGrowth() {
  const { growth } = data;
  const cost = growth.unit === "nanoseconds" ? duration : short;
  const table = element("growth-table");
  const hasCalls = growth.rows.some((row) => row.calls.length);
  heading(table, [
    ["Function", "name"], ["Grows as", "class"], ["Cost against size", ""], ["Exponent", "number"], ["At 10× the size", "number"], ["Share at 10×", "number"],
    ...(hasCalls ? [["Calls", "number"]] : []),
  ]);
  const spans = growth.rows.map((row) => {
    const values = row.cost.filter((value) => value > 0).map(Math.log10);
    return values.length ? Math.max(...values) - Math.min(...values) : 0;
  });
  const sizes = growth.sizes.filter((value) => value > 0).map(Math.log10);
  const decades = Math.max(0.5, ...spans, sizes.length ? Math.max(...sizes) - Math.min(...sizes) : 0);
  const body = table.createTBody();
  for (const row of growth.rows) {
    const made = body.insertRow();
    if (row.frame === undefined) made.className = "whole";
    const name = cell(made, "", "name");
    if (row.frame === undefined) name.append("whole request");
    else name.append(functionLine(row.frame, ""));
    const model = row.model ? growthWord(row.model) : row.alternatives.length ? row.alternatives.map(growthWord).join(" or ") : "undetermined";
    const kind = cell(made, model, "class");
    for (const [name, interval] of [["c0", row.constant], ["c1", row.slope]]) {
      const ends = range(interval, cost);
      kind.append(make("small", "range", `${name} = ${cost(interval[0])}${ends ? ` (${ends})` : ""}`));
    }
    kind.append(make("small", "range", `told from the other sizes: ±${part(row.leaveOneOutError)}`));
    cell(made, "", "").append(logLogPlot(row, decades));
    measure(made, row.exponent, short);
    measure(made, row.atTenTimes, cost);
    cell(made, part(row.shareAtTenTimes), "number");
    if (hasCalls) cell(made, row.calls.length ? `${short(row.calls[0])} … ${short(row.calls[row.calls.length - 1])}` : "–", "number");
  }
}

sections.push({
  id: "growth",
  isShown: () => data.growth !== undefined,
  show() {
    const { sizes, refused } = data.growth;
    element("growth-hint").textContent =
      `One request at a time, sizes from ${short(sizes[0])} to ${short(sizes[sizes.length - 1])}; cost = c0 + c1·f(n). ` +
      "Both axes of the small pictures are logarithmic; the dashed line grows as n.";
    showGrowth();
    showRefusals("growth-refused", refused);
  },
});

/// A line over the windows, from its smallest to its largest value.
function windowPlot(values, format) {
  const finite = values.filter(isNumber);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const places = values.map((value, index) => [4 + (index / Math.max(1, values.length - 1)) * 142, 48 - ((value - low) / Math.max(1e-9, high - low)) * 42]);
  const label = finite.length ? `from ${format(finite[0])} to ${format(finite[finite.length - 1])}` : "no values";
  return sparkline(places.filter(([, y]) => isNumber(y)), label);
}

function showAgeing() {
  const { ageing } = data;
  const table = element("ageing-table");
  heading(table, [
    ["Function", "name"], ["Over the windows", ""], ["First", "number"], ["Last", "number"], ["Per window", "number"], ["Over all windows", "number"], ["Claimed", "claim"],
  ]);
  const body = table.createTBody();
  for (const row of ageing.rows) {
    const made = body.insertRow();
    made.className = row.frame === undefined ? "whole" : row.isClaimed ? "" : "unclaimed";
    const name = cell(made, "", "name");
    if (row.frame === undefined) name.append("whole request");
    else name.append(functionLine(row.frame, ""));
    cell(made, "", "").append(windowPlot(row.cost, duration));
    cell(made, duration(row.cost[0]), "number");
    cell(made, duration(row.cost[row.cost.length - 1]), "number");
    measure(made, row.slope, (value) => signed(duration(value), value));
    const drift = row.slope[0] * ageing.windows;
    cell(made, `${signed(duration(drift), drift)}${row.cost[0] > 0 ? `, ${signed(part(drift / row.cost[0]), drift)}` : ""}`, "number");
    cell(made, row.isClaimed ? "yes" : "no", "claim").title = `q = ${short(row.q)}`;
  }
  const memory = element("memory-table");
  heading(memory, [["Memory", "name"], ["Over the windows", ""], ["Per request", "number"]]);
  const rows = memory.createTBody();
  const line = (title, interval, values) => {
    const made = rows.insertRow();
    cell(made, title, "name");
    cell(made, values ? "" : "–", "").append(values ? windowPlot(values, bytes) : "");
    measure(made, interval, (value) => signed(bytes(value), value));
  };
  line("resident", ageing.residentPerRequest, ageing.resident.length ? ageing.resident : null);
  line("heap", ageing.heapPerRequest, null);
}

sections.push({
  id: "ageing",
  isShown: () => data.ageing !== undefined,
  show() {
    const { windows, requestsPerWindow, refused } = data.ageing;
    element("ageing-hint").textContent = `${windows} windows of ${short(requestsPerWindow)} requests each, in fresh processes; time per request.`;
    showAgeing();
    showRefusals("ageing-refused", refused);
  },
});

sections.push({
  id: "interaction",
  isShown: () => data.interaction !== undefined,
  show() {
    const { sizes, levels, cycles, excess } = data.interaction;
    const more = cycles[3] - cycles[2] - (cycles[1] - cycles[0]);
    element("interaction-hint").textContent =
      `Time per request. More load and more size together cost ${signed(duration(more), more)} beyond what each costs alone.`;
    const table = element("interaction-table");
    heading(table, [["Clients", ""], ...sizes.map((size) => [`size ${short(size)}`, "number"])]);
    const body = table.createTBody();
    levels.forEach((level, index) => {
      const row = body.insertRow();
      cell(row, `N = ${level}`, "class");
      for (const place of [0, 1]) cell(row, duration(cycles[index * 2 + place]), "number");
    });
    const entries = Object.entries(excess).sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
    heading(element("excess-table"), [["Only when both are high", "class"], ["Time per request", "number"]]);
    const rows = element("excess-table").createTBody();
    for (const [name, time] of entries) {
      const row = rows.insertRow();
      cell(row, classTitle(name), "class").prepend(swatch("class", name));
      cell(row, signed(duration(time), time), "number");
    }
  },
});
