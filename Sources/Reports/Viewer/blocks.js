
// ---- waits, locks, actors and the pool ----

/// Rows of the table of waits before a reader asks for more.
const MOST_WAITS = 20;
const mean = (value, waits) => (waits > 0 ? seconds(Math.trunc(value / waits)) : "");
const inRequests = (value) => (data.requests ? ` (${perRequest(value)} µs/request)` : "");
const inWaits = (value, waits) => (waits > 0 ? ` in ${count(waits)} wait${waits === 1 ? "" : "s"} of ${mean(value, waits)}` : "");

/// Everything a recording of waits has beside trees; a page without waits has none of it.
function showAccount() {
  const account = data.account;
  if (!account) return;
  if (account.wall || account.taskTotal) showStates(account);
  if (account.waits.rows.length) showWaits(account);
  if (account.locks.length) showLocks(account);
  if (account.actors.some((actor) => actor.queue || actor.pool)) showActors(account);
  if (account.pool.queue) showPool(account);
}

function showWaits(account) {
  const section = makeSection("waits", "Waits", "threads");
  const intro = `${seconds(account.waits.total)} in which threads were kept from work: without idle and sleep.`;
  section.append(make("p", "hint", intro, " The function is the first that is neither of a lock nor of a library."));
  const table = make("table");
  table.id = "waits";
  heading(table, [
    ["Share", "number"], ["Time", "number"], ...(data.requests ? [["µs/request", "number"]] : []), ["Waits", "number"], ["Each", "number"],
    ["State", "state"], ["Who waits", "name"], ["Place", "place"],
  ]);
  const body = table.createTBody();
  account.waits.rows.forEach(([name, value, waits], index) => {
    const row = body.insertRow();
    cell(row, percent(value, account.waits.total), "number");
    cell(row, seconds(value), "number");
    if (data.requests) cell(row, perRequest(value), "number");
    cell(row, waits ? count(waits) : "", "number");
    cell(row, mean(value, waits), "number");
    const what = account.waits.states[index];
    cell(row, what, "state").prepend(swatch(what));
    cell(row, data.names[name], "name").prepend(shareBar(value, account.waits.total, 6));
    cell(row, place(name), "place").title = data.files[name];
    row.hidden = index >= MOST_WAITS;
  });
  section.append(make("div", "scroll", table));
  const left = body.rows.length - MOST_WAITS;
  if (left <= 0) return;
  const more = make("button", "", `show ${left} more`);
  more.addEventListener("click", () => {
    for (const row of body.rows) row.hidden = false;
    more.remove();
  });
  section.append(more);
}

/// Functions with their share of a whole.
function functionTable(title, rows, whole) {
  const table = make("table");
  heading(table, [["Share", "number"], ["Time", "number"], ...(data.requests ? [["µs/request", "number"]] : []), [title, "name"]]);
  const body = table.createTBody();
  for (const [name, value, remark] of rows) {
    const row = body.insertRow();
    cell(row, percent(value, whole), "number");
    cell(row, seconds(value), "number");
    if (data.requests) cell(row, perRequest(value), "number");
    const text = cell(row, "", "name");
    text.append(shareBar(value, whole, 4), data.names[name]);
    text.title = `${data.names[name]} ${place(name)}`;
    if (remark) text.append(remark);
  }
  return make("div", "scroll", table);
}

/// What holders did: functions with all they call, and what of it is their own.
function workTable(title, work, whole) {
  const table = make("table");
  heading(table, [
    ["Total", "number"], ["Time", "number"], ...(data.requests ? [["µs/request", "number"]] : []), ["Self", "number"], [title, "name"],
  ]);
  const body = table.createTBody();
  for (const [name, total, own] of work) {
    const row = body.insertRow();
    cell(row, percent(total, whole), "number");
    cell(row, seconds(total), "number");
    if (data.requests) cell(row, perRequest(total), "number");
    cell(row, own ? percent(own, whole) : "", "number");
    const text = cell(row, "", "name");
    text.append(shareBar(total, whole, 4), data.names[name]);
    text.title = `${data.names[name]} ${place(name)}`;
  }
  return make("div", "scroll", table);
}

/// One lock or actor: its name, its numbers, and two tables.
function block(name, facts, share, tables) {
  const title = make("h3", "", shareBar(share, 1, 8), name);
  return make("article", "block", title, make("p", "facts", facts), make("div", "pair", ...tables));
}

function leftOut(section, number, what) {
  if (number > 0) section.append(make("p", "hint", `${number} more ${what} are not in this page`));
}

function showLocks(account) {
  const section = makeSection("locks", "Locks", "threads");
  for (const lock of account.locks) {
    const facts = [`${seconds(lock.wait)} waited for it${inWaits(lock.wait, lock.waits)}${inRequests(lock.wait)}`];
    if (lock.wait !== account.lockTotal) facts.push(`, ${percent(lock.wait, account.lockTotal)} of all waits for locks`);
    if (lock.runqueue) facts.push(`; then ${seconds(lock.runqueue)} ready without a processor${inRequests(lock.runqueue)}`);
    const tables = [];
    if (lock.victims.length) tables.push(functionTable("Who waited", lock.victims.map(([name, value]) => [name, value]), lock.wait));
    const holders = lock.holders.map((holder) => [holder.name, holder.value, holderRemark(holder)]);
    if (holders.length) tables.push(functionTable("Who held it meanwhile", holders, lock.blame));
    if (lock.worked) tables.push(workTable(`What was done while holding it, ${seconds(lock.worked)} on a processor`, lock.work, lock.worked));
    section.append(block(lock.name, facts.join(""), lock.wait / Math.max(1, account.lockTotal), tables));
  }
  leftOut(section, account.locksLeftOut, "locks");
}

/// On which threads a lock was held, and who waited most for it there.
function holderRemark(holder) {
  const threads = holder.threadCount > 1 ? `in ${holder.threadCount} threads` : holder.threads.length ? `in ${holder.threads[0]}` : "";
  const remark = make("div", "remark", threads);
  remark.title = holder.threads.join(", ");
  const victims = holder.victims.map((victim) => `${victim.name} (${percent(victim.nanoseconds, holder.value)})`);
  if (victims.length) remark.append((threads ? "; " : "") + "kept waiting: " + victims.join(", "));
  return remark;
}

function showActors(account) {
  const section = makeSection("actors", "Actors", "threads");
  // One that nobody waited for keeps nobody from work.
  const waitedFor = account.actors.filter((actor) => actor.queue || actor.pool);
  for (const actor of waitedFor) {
    const facts = [`${seconds(actor.queue)} queued for it${inWaits(actor.queue, actor.waits)}${inRequests(actor.queue)}`];
    if (actor.queue !== account.actorTotal) facts.push(`, ${percent(actor.queue, account.actorTotal)} of all`);
    if (actor.pool) facts.push(`; ${seconds(actor.pool)} for a thread of the pool`);
    facts.push(`; busy ${seconds(actor.busy)}`);
    if (account.duration > 0) facts.push(`, ${percent(actor.busy, account.duration)} of the recording`);
    const tables = [];
    if (actor.victims.length) tables.push(functionTable("Who queued", actor.victims.map(([name, value]) => [name, value]), actor.queue));
    if (actor.worked) tables.push(workTable("What it ran", actor.work, actor.worked));
    section.append(block(actor.name, facts.join(""), actor.queue / Math.max(1, account.actorTotal), tables));
  }
  leftOut(section, account.actorsLeftOut, "actors");
}

function showPool(account) {
  const section = makeSection("pool", "Pool", "threads");
  const { queue, waits, victims } = account.pool;
  section.append(
    make("p", "facts", `${seconds(queue)} tasks were ready and no thread was free${inWaits(queue, waits)}${inRequests(queue)}`),
    functionTable("Who queued", victims.map(([name, value]) => [name, value]), queue),
  );
}
