
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
  const hint = make("p", "hint of-all", "Of the whole recording, whatever piece of it is selected: waits have no times.");
  hint.hidden = true;
  section.append(hint);
  return section;
}

/// Says of what a piece of time does not change that it does not.
function showWhatIsOfAll() {
  for (const hint of document.querySelectorAll(".of-all")) hint.hidden = !selection.time || statesHaveTimes();
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
  if (!account.wall) return;
  const table = make("table");
  table.id = "states-by-thread";
  const details = make("details", "", make("summary"), make("div", "scroll", table));
  details.id = "each-thread";
  section.append(details);
}

/// Whether it is known when threads waited, and not only when they ran.
const statesHaveTimes = () => ["cpu", "wait"].every((metric) => !metricNames.includes(metric) || samplesOf(metric).times.length > 0);

/// Time in every state of what is selected.
function sumStates(metric, isTask) {
  const sums = new Map();
  forEachSelected(metric, (_, key, value) => {
    // A task that has a thread runs, also while that thread waits.
    const isRunning = isTask && metric !== "queue";
    if (isRunning && data.tasks[data.keys.task[key]] === "[no task]") return;
    const name = isRunning ? "running" : stateOfKey(key) || "[no state]";
    addTo(sums, name, value);
  });
  return sums;
}

/// The rows of a table of states under what is selected.
function statesOfSelection(rows, metrics, isTask) {
  if (!selection.thread && !selection.task && !trail.length && !(selection.time && statesHaveTimes())) return rows;
  const sums = metrics.map((metric) => sumStates(metric, isTask));
  return rows.map((row) => ({ ...row, value: sums.reduce((all, sum) => all + (sum.get(row.name) ?? 0), 0) }));
}

function drawStates() {
  const account = data.account;
  if (!account?.wall && !account?.taskTotal) return;
  const sum = (rows) => rows.reduce((all, row) => all + row.value, 0);
  const parts = [];
  const threads = sumStatesByThread();
  if (account.wall) {
    const rows = statesOfSelection(account.states, ["cpu", "wait"], false);
    const wall = sum(rows);
    const awake = sum(rows.filter((row) => !row.rests));
    const number = rows === account.states ? account.threadCount : threads.length;
    const whose = selection.task ? "for the selected tasks" : `of ${number} thread${number === 1 ? "" : "s"}`;
    const pieces = selection.time && statesHaveTimes() ? "; waits are told in pieces of a tenth of a second or so, and the wall time is as exact" : "";
    const intro = `${seconds(wall)} wall time ${whose}, ${percent(awake, wall)} awake: neither idle nor asleep${pieces}`;
    parts.push(statesOf("Threads", intro, rows, wall, awake, "thread-states"));
  }
  if (account.taskTotal) {
    const rows = statesOfSelection(account.taskStates, ["cpu", "wait", "queue"], true);
    const where = selection.time && statesHaveTimes() ? "; what a task waited lies where the wait ended" : "";
    const intro = `${seconds(sum(rows))} of tasks; what runs is in the states of threads too${where}`;
    if (sum(rows)) parts.push(statesOf("Tasks", intro, rows, sum(rows), null, "task-states"));
  }
  element("states-pair").replaceChildren(...parts);
  if (account.wall) drawThreadStates(threads);
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
    cell(row, state.meaning, "meaning").append(...linkToDetails(state, awake === null));
  }
  part.append(make("div", "scroll", table));
  return part;
}

/// Sections that tell more of a state; of the other waits of threads that of all waits does.
const DETAILS = { lock: "locks", actor: "actors", pool: "pool" };

function linkToDetails(state, isTask) {
  const isWait = !isTask && !state.rests && !isOnProcessor(state.name);
  const details = element(`${DETAILS[state.name] ?? (isWait ? "waits" : "")}-section`);
  if (!details) return [];
  const link = make("a", "", details.querySelector("h2").textContent);
  link.setAttribute("href", `#${details.id}`);
  return [" — ", link];
}

const isOnProcessor = (name) => name === "user" || name === "kernel";

/// Every thread as a bar of its states, the busiest first: what a reader looks for is rarely a thread that sleeps.
function drawThreadStates(threads) {
  const { states } = data.account;
  const shownThreads = threads.slice(0, MOST_SHARES);
  const table = element("states-by-thread");
  table.replaceChildren();
  heading(table, [["Wall", "number"], ["CPU", "number"], ["Waiting", "number"], ["At rest", "number"], ["States", "bar-cell"], ["Thread", "name"]]);
  const body = table.createTBody();
  for (const { label, sums } of shownThreads) {
    const parts = states.map((state) => [state.name, sums.get(state.name) ?? 0, state]);
    const sum = (test) => parts.filter(([, , state]) => test(state)).reduce((all, part) => all + part[1], 0);
    const wall = sum(() => true);
    const row = body.insertRow();
    cell(row, seconds(wall), "number");
    cell(row, seconds(sum((state) => isOnProcessor(state.name))), "number");
    const waiting = sum((state) => !state.rests && !isOnProcessor(state.name));
    const resting = sum((state) => state.rests);
    cell(row, dash(seconds(waiting), waiting), "number");
    cell(row, dash(seconds(resting), resting), "number");
    cell(row, "", "bar-cell").append(stackedBar(parts, wall, label));
    cell(row, label, "name");
  }
  const isCut = threads.length > shownThreads.length;
  const all = threads.length === 1 ? "The thread" : `Each of the ${threads.length} threads`;
  element("each-thread").querySelector("summary").textContent = isCut ? `The ${shownThreads.length} busiest of ${threads.length} threads` : all;
}

/// Time of the selected threads in every state.
function sumStatesByThread() {
  const threads = new Map();
  for (const metric of ["cpu", "wait"]) {
    forEachSelected(metric, (_, key, value) => {
      const thread = data.keys.thread[key];
      const { sums } = entry(threads, thread, () => ({ label: data.threads[thread], sums: new Map() }));
      addTo(sums, stateOfKey(key), value);
    });
  }
  const awake = ({ sums }) => [...sums].reduce((sum, [name, value]) => (RESTING.has(name) ? sum : sum + value), 0);
  return [...threads.values()].sort((a, b) => awake(b) - awake(a) || (a.label < b.label ? -1 : 1));
}

/// The stacks that end in a state: the metric that has them, and a search for the state.
function showStacks(row, isTask) {
  state.view = "flame";
  if (isTask ? row.name === "running" : isOnProcessor(row.name)) {
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
