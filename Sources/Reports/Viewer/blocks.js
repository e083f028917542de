
// ---- sections of waits, locks, actors and the pool ----

/// Rows of the table of waits before a reader asks for more.
const MOST_WAITS = 20;
/// Rows of a table of a lock or an actor, and how many of these there are at most.
const MOST_ROWS = 20;
const MOST_BLOCKS = 100;
const mean = (value, waits) => (waits > 0 ? seconds(Math.trunc(value / waits)) : "");
const inRequests = (value) => (requestsOnShow() ? ` (${perRequest(value)} µs/request)` : "");
const inWaits = (value, waits) => (waits > 0 ? ` in ${count(waits)} wait${waits === 1 ? "" : "s"} of ${mean(value, waits)}` : "");
const ofRequests = () => (requestsOnShow() ? [["µs/request", "number"]] : []);

const ACCOUNTS = [["waits", "Waits", drawWaits], ["locks", "Locks", drawLocks], ["actors", "Actors", drawActors], ["pool", "Pool", drawPool]];

/// Everything a recording of waits has beside trees; a page without waits has none of it.
function showAccount() {
  const account = data.account;
  if (!account) return;
  if (account.wall || account.taskTotal) showStates(account);
  for (const [id, title] of ACCOUNTS) {
    if (account.sections[id]) makeSection(id, title, "threads").append(make("div", "account"));
  }
}

/// Fills the sections with what is selected.
function drawAccount() {
  for (const [id, , draw] of ACCOUNTS) {
    const place = element(`${id}-section`)?.querySelector(".account");
    if (!place) continue;
    const parts = draw();
    place.replaceChildren(...(parts.length ? parts : [make("p", "hint", "What is selected has none of it.")]));
  }
}

/// A name that leads to the callers and callees of a function, in the metric that has its stacks.
function functionLink(frame, metric) {
  const button = make("button", "link plain", data.names[frame]);
  button.title = `${closed(data.names[frame])} ${place(frame)}: callers and callees`;
  button.addEventListener("click", () => {
    if (choices.includes(metric)) selectMetric(metric, state.rest);
    goToSandwich(frame);
  });
  return button;
}

let showsAllWaits = false;

function drawWaits() {
  const { rows, value: whole } = sumOfWaits();
  if (!rows.length) return [];
  const intro = `${seconds(whole)} in which threads were kept from work: without idle and sleep.`;
  const table = make("table");
  table.id = "waits";
  heading(table, [
    ["Share", "number"], ["Time", "number"], ...ofRequests(), ["Waits", "number"], ["Each", "number"], ["State", "state"], ["Who waits", "name"],
    ["Place", "place"],
  ]);
  const body = table.createTBody();
  rows.slice(0, MOST_SHARES).forEach(({ frame, state: what, value, waits }, index) => {
    const row = body.insertRow();
    cell(row, percent(value, whole), "number");
    cell(row, seconds(value), "number");
    if (requestsOnShow()) cell(row, perRequest(value), "number");
    cell(row, waits ? count(waits) : "", "number");
    cell(row, mean(value, waits), "number");
    cell(row, what, "state").prepend(swatch(what));
    cell(row, "", "name").append(shareBar(value, whole, 6), functionLink(frame, "wait"));
    cell(row, place(frame), "place").title = data.files[frame];
    row.hidden = index >= MOST_WAITS && !showsAllWaits;
  });
  const parts = [make("p", "hint", intro, " The function is the first that is neither of a lock nor of a library."), make("div", "scroll", table)];
  const left = body.rows.length - MOST_WAITS;
  if (left <= 0 || showsAllWaits) return parts;
  const more = make("button", "", `show ${left} more`);
  more.addEventListener("click", () => {
    showsAllWaits = true;
    for (const row of body.rows) row.hidden = false;
    more.remove();
    body.rows[MOST_WAITS].querySelector("button").focus({ preventScroll: true });
  });
  return [...parts, more];
}

/// Functions with their share of a whole, in the order given: `{ key, value, waits, remark }`, the key a function's.
function functionTable(title, rows, whole, metric) {
  const table = make("table");
  const isCounted = rows.some((row) => row.waits);
  heading(table, [["Share", "number"], ["Time", "number"], ...ofRequests(), ...(isCounted ? [["Waits", "number"]] : []), [title, "name"]]);
  const body = table.createTBody();
  for (const { key, value, waits, remark } of rows.slice(0, MOST_ROWS)) {
    const row = body.insertRow();
    cell(row, percent(value, whole), "number");
    cell(row, seconds(value), "number");
    if (requestsOnShow()) cell(row, perRequest(value), "number");
    if (isCounted) cell(row, waits ? count(waits) : "", "number");
    const text = cell(row, "", "name");
    text.append(shareBar(value, whole, 4), functionLink(key, metric));
    if (remark) text.append(remark);
  }
  return make("div", "scroll", table);
}

/// What holders did: functions with all they call, and what of it is their own.
function workTable(title, work, whole) {
  const table = make("table");
  heading(table, [["Total", "number"], ["Time", "number"], ...ofRequests(), ["Self", "number"], [title, "name"]]);
  const body = table.createTBody();
  for (const { frame, total, own } of work.slice(0, MOST_ROWS)) {
    const row = body.insertRow();
    cell(row, percent(total, whole), "number");
    cell(row, seconds(total), "number");
    if (requestsOnShow()) cell(row, perRequest(total), "number");
    cell(row, own ? percent(own, whole) : "", "number");
    cell(row, "", "name").append(shareBar(total, whole, 4), functionLink(frame, "cpu"));
  }
  return make("div", "scroll", table);
}

/// One lock or actor: its name, its numbers, and tables.
function block(name, facts, share, tables) {
  const title = make("h3", "", shareBar(share, 1, 8), name);
  return make("article", "block", title, make("p", "facts", facts), make("div", "pair", ...tables));
}

function blocks(rows, what, draw) {
  const shown = rows.slice(0, MOST_BLOCKS).map(draw);
  return rows.length > MOST_BLOCKS ? [...shown, make("p", "hint", `${rows.length - MOST_BLOCKS} more ${what} are not shown`)] : shown;
}

function drawLocks() {
  const locks = sumOfLocks();
  const all = locks.reduce((sum, lock) => sum + lock.victims.value, 0);
  return blocks(locks, "locks", ({ name, victims, runqueue, holders, work }) => {
    const facts = [`${seconds(victims.value)} waited for it${inWaits(victims.value, victims.waits)}${inRequests(victims.value)}`];
    if (victims.value !== all) facts.push(`, ${percent(victims.value, all)} of all waits for locks`);
    if (runqueue) facts.push(`; then ${seconds(runqueue)} ready without a processor${inRequests(runqueue)}`);
    const tables = [];
    if (victims.value) tables.push(functionTable("Who waited", victims.sorted(), victims.value, "wait"));
    const rows = [...holders.values()].map((holder) => ({ key: holder.frame, value: holder.threads.value, remark: holderRemark(holder) }));
    rows.sort((a, b) => b.value - a.value || (data.names[a.key] < data.names[b.key] ? -1 : 1));
    // Of what is selected it is known whom it kept waiting, not by whom its own waits were kept.
    const heldTitle = selection.thread || selection.task ? "Where the selected held it, and whom that kept waiting" : "Who held it meanwhile";
    if (rows.length) tables.push(functionTable(heldTitle, rows, rows.reduce((sum, { value }) => sum + value, 0), "blame"));
    const worked = sumOfStacks(work);
    if (worked) {
      const title = `What was done while holding it, ${seconds(worked)} on a processor`;
      tables.push(workTable(title, workOf(work, new Set([...victims.of.keys(), ...holders.keys()])), worked));
    }
    return block(name, facts.join(""), victims.value / Math.max(1, all), tables);
  });
}

/// On which threads a lock was held, and who waited most for it there.
function holderRemark({ threads: byThread, victims: byVictim }) {
  const threads = byThread.sorted((key) => data.threads[key]).map(({ key }) => data.threads[key]).filter((name) => name !== "[no thread]");
  const isolated = (text) => make("bdi", "", text);
  const remark = make("div", "remark");
  if (threads.length) remark.append("in ", threads.length > 1 ? `${threads.length} threads` : isolated(threads[0]));
  remark.title = threads.join(", ");
  const name = (key) => data.victimNames[key];
  const victims = byVictim.sorted(name).filter(({ key }) => key >= 0).slice(0, 3);
  victims.forEach(({ key, value }, index) => {
    const before = index ? ", " : `${threads.length ? "; " : ""}kept waiting: `;
    remark.append(before, isolated(name(key)), ` (${percent(value, byThread.value)})`);
  });
  return remark;
}

function drawActors() {
  const actors = sumOfActors();
  const all = actors.reduce((sum, actor) => sum + actor.victims.value, 0);
  const isPiece = selection.time !== null && statesHaveTimes();
  const span = timeOnShow(isPiece);
  // One that nobody waited for keeps nobody from work.
  return blocks(actors.filter((actor) => actor.victims.value || actor.pool), "actors", ({ name, victims, pool, busy, work }) => {
    const facts = [`${seconds(victims.value)} queued for it${inWaits(victims.value, victims.waits)}${inRequests(victims.value)}`];
    if (victims.value !== all) facts.push(`, ${percent(victims.value, all)} of all`);
    if (pool) facts.push(`; ${seconds(pool)} for a thread of the pool`);
    facts.push(`; busy ${seconds(busy)}`);
    if (span > 0) facts.push(`, ${percent(busy, span)} of ${isPiece ? "that time" : "the recording"}`);
    const tables = [];
    if (victims.value) tables.push(functionTable("Who queued", victims.sorted(), victims.value, "queue"));
    if (busy) tables.push(workTable("What it ran", workOf(work, new Set(victims.of.keys())), busy));
    return block(name, facts.join(""), victims.value / Math.max(1, all), tables);
  });
}

function drawPool() {
  const { victims, work } = sumOfPool();
  if (!victims.value) return [];
  const facts = `${seconds(victims.value)} tasks were ready and no thread was free${inWaits(victims.value, victims.waits)}${inRequests(victims.value)}`;
  const worked = sumOfStacks(work);
  const title = `What its threads ran or waited in, ${seconds(worked)} with a task`;
  const tables = [functionTable("Who queued", victims.sorted(), victims.value, "queue")];
  if (worked) tables.push(workTable(title, workOf(work, new Set()), worked));
  return [make("p", "facts", facts), make("div", "pair", ...tables)];
}
