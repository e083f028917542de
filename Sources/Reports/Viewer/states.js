
// ---- states of threads and of tasks ----

/// A section before another one, with its link among the links.
function makeSection(id, title, before) {
  const heading = make("h2", "", title);
  heading.id = `${id}-title`;
  const section = make("section", "", heading);
  section.id = `${id}-section`;
  section.setAttribute("aria-labelledby", heading.id);
  element(`${before}-section`).before(section);
  const link = make("a", "", title);
  link.setAttribute("href", `#${section.id}`);
  [...document.querySelectorAll("nav a")].find((other) => other.hash === `#${before}-section`).before(link);
  const hint = make("p", "hint of-all", "Of the whole recording, whatever is selected.");
  hint.hidden = true;
  section.append(hint);
  return section;
}

/// Says of what a selection does not change that it does not.
function showWhatIsOfAll() {
  for (const hint of document.querySelectorAll(".of-all")) hint.hidden = !isSelected();
  const ofStates = element("states-section")?.querySelector(".of-all");
  if (!ofStates) return;
  ofStates.hidden = !selection.time || statesHaveTimes();
  ofStates.textContent = "Of the whole recording, whatever piece of it is selected: waits have no times.";
}

function swatch(name) {
  const mark = make("i", "swatch");
  mark.style.background = STATES.includes(name) ? `var(--state-${name})` : "var(--scheduler)";
  return mark;
}

/// Parts of a whole beside each other, said in words to who cannot see them.
function stackedBar(parts, whole, label) {
  const bar = make("div", "stacked");
  const words = [];
  for (const [name, value] of parts) {
    if (!(value > 0)) continue;
    const part = make("span");
    part.style.width = (value / Math.max(1, whole)) * 100 + "%";
    part.style.background = STATES.includes(name) ? `var(--state-${name})` : "var(--scheduler)";
    part.title = `${name} ${percent(value, whole)} (${seconds(value)})`;
    // A name that has no room would be cut: the table has it.
    if ((value / whole) * 420 > name.length * 7 + 10) part.textContent = name;
    words.push(`${name} ${percent(value, whole)}`);
    bar.append(part);
  }
  bar.setAttribute("role", "img");
  bar.setAttribute("aria-label", `${label}: ${words.join(", ")}`);
  return bar;
}

function showStates(account) {
  const section = makeSection("states", "States", "graph");
  const pair = make("div", "pair of-states");
  pair.id = "states-pair";
  section.append(pair);
  if (account.wall) section.append(threadStates(account));
}

/// Whether it is known when threads waited, and not only when they ran.
const statesHaveTimes = () => ["cpu", "wait"].every((metric) => !metricNames.includes(metric) || samplesOf(metric).times.length > 0);

/// Time of the selected threads and tasks in every state.
function sumStates(metric, isTask) {
  const sums = new Map();
  if (!metricNames.includes(metric)) return sums;
  forEachSample(samplesOf(metric), chosenKeys({ metric, rest: true }), (_, key, value) => {
    // A task that has a thread runs, also while that thread waits.
    const isRunning = isTask && metric !== "queue";
    if (isRunning && data.tasks[data.keys.task[key]] === "[no task]") return;
    const name = isRunning ? "running" : data.states[data.keys.state[key]] || "[no state]";
    sums.set(name, (sums.get(name) ?? 0) + value);
  }, !statesHaveTimes());
  return sums;
}

/// The rows of a table of states under what is selected.
function statesOfSelection(rows, metrics, isTask) {
  if (!selection.thread && !selection.task && !(selection.time && statesHaveTimes())) return rows;
  const sums = metrics.map((metric) => sumStates(metric, isTask));
  return rows.map((row) => ({ ...row, value: sums.reduce((all, sum) => all + (sum.get(row.name) ?? 0), 0) }));
}

function drawStates() {
  const account = data.account;
  if (!account?.wall && !account?.taskTotal) return;
  const sum = (rows) => rows.reduce((all, row) => all + row.value, 0);
  const parts = [];
  if (account.wall) {
    const rows = statesOfSelection(account.states, ["cpu", "wait"], false);
    const wall = sum(rows);
    const awake = sum(rows.filter((row) => !row.rests));
    const number = selection.thread?.size ?? account.threadCount;
    const whose = selection.task ? "for the selected tasks" : `of ${number} thread${number === 1 ? "" : "s"}`;
    const pieces = selection.time && statesHaveTimes() ? "; waits are told in pieces of a tenth of a second or so" : "";
    const intro = `${seconds(wall)} wall time ${whose}, ${percent(awake, wall)} awake: neither idle nor asleep${pieces}`;
    parts.push(statesOf("Threads", intro, rows, wall, awake, "thread-states"));
  }
  if (account.taskTotal) {
    const rows = statesOfSelection(account.taskStates, ["cpu", "wait", "queue"], true);
    const where = selection.time ? "; what a task waited lies where the wait ended" : "";
    const intro = `${seconds(sum(rows))} of tasks; what runs is in the states of threads too${where}`;
    parts.push(statesOf("Tasks", intro, rows, sum(rows), null, "task-states"));
  }
  element("states-pair").replaceChildren(...parts);
}

function statesOf(title, intro, rows, whole, awake, id) {
  const part = make("div", "", make("h3", "", title), make("p", "hint", intro));
  part.append(stackedBar(rows.map((row) => [row.name, row.value]), whole, title));
  const table = make("table");
  table.id = id;
  heading(table, [
    ["State", "state"], ["Share", "number"], ...(awake === null ? [] : [["Awake", "number"]]), ["Time", "number"],
    ...(requestsOnShow() ? [["µs/request", "number"]] : []), ["Meaning", "meaning"],
  ]);
  const body = table.createTBody();
  for (const state of rows.filter((row) => row.value)) {
    const row = body.insertRow();
    const button = make("button", "link", state.name);
    button.title = "show the stacks";
    button.addEventListener("click", () => showStacks(state, awake === null));
    cell(row, "", "state").append(swatch(state.name), button);
    cell(row, percent(state.value, whole), "number");
    if (awake !== null) cell(row, state.rests ? "–" : percent(state.value, awake), "number");
    cell(row, seconds(state.value), "number");
    if (requestsOnShow()) cell(row, perRequest(state.value), "number");
    cell(row, state.meaning, "meaning");
  }
  part.append(make("div", "scroll", table));
  return part;
}

/// Every thread as a bar of its states.
function threadStates(account) {
  const table = make("table");
  table.id = "states-by-thread";
  heading(table, [["Wall", "number"], ["CPU", "number"], ["Waiting", "number"], ["At rest", "number"], ["States", "bar-cell"], ["Thread", "name"]]);
  const body = table.createTBody();
  const running = (name) => name === "user" || name === "kernel";
  for (const [label, values] of account.threads) {
    const parts = account.states.map((state, index) => [state.name, values[index], state]);
    const sum = (test) => parts.filter(([, , state]) => test(state)).reduce((all, part) => all + part[1], 0);
    const wall = sum(() => true);
    const row = body.insertRow();
    cell(row, seconds(wall), "number");
    cell(row, seconds(sum((state) => running(state.name))), "number");
    const waiting = sum((state) => !state.rests && !running(state.name));
    const resting = sum((state) => state.rests);
    cell(row, dash(seconds(waiting), waiting), "number");
    cell(row, dash(seconds(resting), resting), "number");
    cell(row, "", "bar-cell").append(stackedBar(parts, wall, label));
    cell(row, label, "name");
  }
  const left = account.threadCount - account.threads.length;
  const title = left > 0 ? `The ${account.threads.length} busiest of ${account.threadCount} threads` : `Each of the ${account.threadCount} threads`;
  const hint = make("p", "hint of-all", "Of the whole recording, whatever is selected.");
  hint.hidden = true;
  const details = make("details", "", make("summary", "", title), hint, make("div", "scroll", table));
  details.id = "each-thread";
  return details;
}

/// The stacks that end in a state: the metric that has them, and a search for the state.
function showStacks(row, isTask) {
  if (isTask ? row.name === "running" : row.name === "user" || row.name === "kernel") {
    selectMetric("cpu", state.rest);
    search("");
  } else {
    selectMetric(isTask ? "queue" : "wait", row.rests ? true : state.rest);
    search(`^\\[${row.name.replace(/[^\w]/g, "\\$&")}\\]$`);
  }
  element("graph-section").scrollIntoView();
  element("graph").focus({ preventScroll: true });
}

/// The colours of the graph, in words.
function showLegend() {
  const list = element("legend");
  for (const old of list.querySelectorAll(".of-state")) old.remove();
  const isChosen = chosenKeys();
  const names = new Set();
  if (endsInStates(state.metric)) for (const key of shown.rows.keys) if (isChosen[key]) names.add(data.states[data.keys.state[key]]);
  for (const name of STATES.filter((known) => names.has(known))) {
    const item = make("li", "of-state", swatch(name), name);
    list.append(item);
  }
}
