
// ---- what the graph and the tables add up ----

const METRICS = {
  cpu: { title: "CPU", meaning: "time of threads on a processor" },
  wait: { title: "Waits", meaning: "time of threads that waited; the last frame is what for" },
  queue: { title: "Task queue", meaning: "time of tasks that were queued or suspended; the last frame is what for" },
  blame: { title: "Lock blame", meaning: "time others waited for a lock, charged to the stack that held it" },
};
const metrics = [data, ...(data.more ?? [])];
const metricNames = [...new Set(metrics.map((metric) => (metric.metric === "rest" ? "wait" : metric.metric)))];
/// The metric on show: one of the above, or waits and rest together.
let shown = data;

function metricTitle(name) {
  return METRICS[name]?.title ?? name;
}

/// Time at rest is part of the waits, and shown when asked for.
function chooseMetric() {
  if (!metricNames.includes(state.metric)) state.metric = data.metric;
  const parts = metrics.filter((metric) => metric.metric === state.metric);
  const rest = metrics.find((metric) => metric.metric === "rest");
  if (state.metric === "wait" && rest && (state.rest || !parts.length)) parts.push(rest);
  shown = parts.length === 1 ? { ...parts[0], trees: [parts[0].tree] } : merged(parts);
}

function merged(parts) {
  const functions = new Map();
  for (const [name, self, total] of parts.flatMap((part) => part.functions)) {
    const row = functions.get(name);
    functions.set(name, row ? [name, row[1] + self, row[2] + total] : [name, self, total]);
  }
  const shares = (key) => {
    const sums = new Map();
    for (const [label, value] of parts.flatMap((part) => part[key])) sums.set(label, (sums.get(label) ?? 0) + value);
    return [...sums].sort((a, b) => b[1] - a[1]);
  };
  return {
    ...parts[0],
    total: parts.reduce((sum, part) => sum + part.total, 0),
    trees: parts.map((part) => part.tree),
    functions: [...functions.values()],
    functionsLeftOut: Math.max(...parts.map((part) => part.functionsLeftOut)),
    threads: shares("threads"),
    tasks: shares("tasks"),
  };
}

/// Waiting time by function, beside time on a processor.
const waitingByFunction = new Map((metrics.find((metric) => metric.metric === "wait")?.functions ?? []).map(([name, , total]) => [name, total]));

/// The buttons that choose; a page with one metric has none.
function showMetrics() {
  for (const place of document.querySelectorAll(".of-metric")) place.textContent = metricNames.length > 1 ? ` · ${metricTitle(state.metric)}` : "";
  if (metricNames.length < 2) return;
  const group = element("metrics");
  // What had the focus is made anew and has it again.
  const hadFocus = group.contains(document.activeElement);
  const focusedID = document.activeElement.id;
  group.hidden = false;
  group.replaceChildren(make("span", "", "Show"));
  for (const name of metricNames) {
    const parts = metrics.filter((metric) => metric.metric === name);
    const total = parts.length ? parts[0].total : 0;
    const button = make("button", "", `${metricTitle(name)} `, make("small", "", seconds(total)));
    button.setAttribute("aria-pressed", name === state.metric);
    button.dataset.metric = name;
    button.title = METRICS[name]?.meaning ?? "";
    button.addEventListener("click", () => selectMetric(name, state.rest));
    group.append(button);
  }
  const rest = metrics.find((metric) => metric.metric === "rest");
  if (rest && state.metric === "wait") {
    const box = make("input");
    box.type = "checkbox";
    box.id = "rest";
    box.checked = state.rest;
    box.addEventListener("change", () => selectMetric("wait", box.checked));
    group.append(make("label", "", box, ` idle and asleep too (${seconds(rest.total)})`));
  }
  group.append(make("span", "hint", METRICS[state.metric]?.meaning ?? ""));
  if (hadFocus) (focusedID ? element(focusedID) : group.querySelector("button[aria-pressed=true]"))?.focus();
}

function selectMetric(name, showsRest) {
  const path = state.inverted ? [] : pathTo(state.zoom).map((node) => tree.frame[node]);
  state.metric = name;
  state.rest = showsRest;
  rebuild(path);
}

function nextMetric() {
  if (metricNames.length < 2) return;
  selectMetric(metricNames[(metricNames.indexOf(state.metric) + 1) % metricNames.length], state.rest);
}
