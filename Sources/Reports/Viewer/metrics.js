
// ---- what the graph and the tables add up ----

const METRICS = {
  cpu: { title: "CPU", meaning: "time of threads on a processor" },
  wait: { title: "Waits", meaning: "time of threads that waited; the last frame is what for" },
  queue: { title: "Task queue", meaning: "time of tasks that were queued or suspended; the last frame is what for" },
  blame: { title: "Lock blame", meaning: "time others waited for a lock, charged to the stack that held it" },
};
const metricNames = data.metrics.map((metric) => metric.metric);
/// What a reader can choose; a page of some states has nothing else.
const choices = data.isNarrowed ? metricNames.slice(0, 1) : metricNames;
/// The metric on show: its samples, and what they add up to under the selection.
let shown = null;

/// A value of some metric as it was recorded.
function inUnit(value, unit) {
  if (unit === "nanoseconds") return seconds(value);
  return count(value) + (unit === "count" || !unit ? "" : " " + unit);
}

/// What values are told for: what a reader chose, where it is known how much of it there was.
const unitOnShow = () => (({ request: requestsOnShow(), second: data.duration })[state.unit] ? state.unit : "total");

/// A value of the metric that is shown, in the unit a reader chose.
function amount(value) {
  const isTime = shown.unit === "nanoseconds";
  if (unitOnShow() === "request") return isTime ? `${perRequest(value)} µs` : short(value / data.requests);
  if (unitOnShow() === "second") {
    const perSecond = value / (timeOnShow() / 1e9);
    return isTime ? `${seconds(rounded(perSecond))}/s` : `${short(perSecond)}/s`;
  }
  return inUnit(value, shown.unit);
}

const amountTitle = () => ({ request: "Per request", second: "Per second" })[unitOnShow()] ?? (shown.unit === "nanoseconds" ? "Time" : "Value");

function metricTitle(name) {
  return METRICS[name]?.title ?? name;
}

function chooseMetric() {
  if (!choices.includes(state.metric)) state.metric = choices[0];
  shown = { ...data.metrics[metricNames.indexOf(state.metric)], rows: samplesOf(state.metric) };
  shown.threads = sharesBy("thread");
  shown.tasks = sharesBy("task");
}

/// Waiting time by function, beside time on a processor; without time at rest.
let waitingByFunction = new Map();

function sumWaits() {
  waitingByFunction = new Map();
  if (state.metric !== "cpu" || !choices.includes("wait")) return;
  // Time of a piece and time of the whole recording are not to be compared.
  if (isOfPiece("cpu") !== isOfPiece("wait")) return;
  for (const [frame, , total] of functionsOf(buildTree(undefined, { metric: "wait", rest: false }))) waitingByFunction.set(frame, total);
}

/// Time at rest of the whole recording, when waits are on show.
function restingTime() {
  if (state.metric !== "wait" || data.isNarrowed) return 0;
  let sum = 0;
  shown.rows.keys.forEach((key, row) => {
    if (RESTING.has(data.states[data.keys.state[key]])) sum += shown.rows.values[row];
  });
  return sum;
}

/// What is selected of a metric.
function sumOfMetric(metric) {
  let sum = 0;
  forEachSample(samplesOf(metric), chosenKeys({ metric, rest: false }), (node, _, value) => { if (tree.places[node] >= 0) sum += value; });
  return sum;
}

/// The buttons that choose; a page with one metric has none.
function showMetrics() {
  const ofAll = (metric) => (selection.time && !hasTimes(metric) ? "of the whole recording" : "");
  const words = [choices.length > 1 ? metricTitle(state.metric) : "", ofAll(state.metric)].filter(Boolean).join(", ");
  for (const place of document.querySelectorAll(".of-metric")) place.textContent = words && ` · ${words}`;
  if (choices.length < 2) return;
  const group = element("metrics");
  // What had the focus is made anew and has it again.
  const hadFocus = group.contains(document.activeElement);
  const focusedID = document.activeElement.id;
  group.hidden = false;
  group.replaceChildren(make("span", "", "Show"));
  for (const { metric, total, unit } of data.metrics) {
    const sum = isUntouched() ? total : sumOfMetric(metric);
    const said = [inUnit(sum, unit), ofAll(metric)].filter(Boolean).join(" ");
    const button = make("button", "", `${metricTitle(metric)} `, make("small", "", said));
    button.setAttribute("aria-pressed", metric === state.metric);
    button.dataset.metric = metric;
    button.title = [METRICS[metric]?.meaning, ofAll(metric) && "of the whole recording: it is not known when it was"].filter(Boolean).join("; ");
    button.addEventListener("click", () => selectMetric(metric, state.rest));
    group.append(button);
  }
  const rest = restingTime();
  if (rest) {
    const box = make("input");
    box.type = "checkbox";
    box.id = "rest";
    box.checked = state.rest;
    box.addEventListener("change", () => selectMetric("wait", box.checked));
    group.append(make("label", "", box, ` idle and asleep too (${seconds(rest)})`));
  }
  group.append(make("span", "hint", METRICS[state.metric]?.meaning ?? ""));
  if (hadFocus) (focusedID ? element(focusedID) : group.querySelector("button[aria-pressed=true]"))?.focus();
}

/// A search that a press on a state makes.
const STATE_QUERY = /^\^\\\[\w+\\\]\$$/;

function selectMetric(name, showsRest) {
  const path = keptPath();
  // A state of the metric that was on show is nothing of this one.
  if (name !== state.metric && STATE_QUERY.test(state.query)) state.query = "";
  state.metric = name;
  state.rest = showsRest;
  rebuild(path);
}

function nextMetric() {
  if (choices.length < 2) return;
  selectMetric(choices[(choices.indexOf(state.metric) + 1) % choices.length], state.rest);
}
