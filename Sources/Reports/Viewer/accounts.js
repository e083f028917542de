
// ---- waits, locks, actors and the pool of what is selected, added up from the samples ----

/// Functions that a person would name: they are of no library.
const isNamed = new Set(data.named);
/// The function by which a reader would name the stacks that end in a node.
function actingFunction(node) {
  for (let steps = base.acting[node]; steps > 0; steps--) node = base.parent[node];
  return node > 0 ? base.frame[node] : data.hiddenFrame;
}

const stateOfKey = (key) => data.states[data.keys.state[key]];
/// The index of a sample's lock, actor or victim; -1 where it has none.
const ofKey = (column, key) => data.keys[column]?.[key] ?? -1;

/// Calls `body(node, key, value, waits)` for every sample of a metric that is selected and not left out, in whatever state.
function forEachSelected(metric, body) {
  if (!metricNames.includes(metric)) return;
  const rows = samplesOf(metric);
  forEachSample(rows, chosenKeys({ metric, rest: true }), (node, key, value, _, row) => {
    if (tree.places[node] >= 0) body(node, key, value, rows.waits.length ? rows.waits[row] : 0);
  }, !statesHaveTimes());
}

/// Time and waits by key.
class Sums {
  constructor() {
    this.of = new Map();
    this.value = this.waits = 0;
  }

  add(key, value, waits = 0) {
    const sum = this.of.get(key) ?? { key, value: 0, waits: 0 };
    this.of.set(key, sum);
    for (const place of [sum, this]) {
      place.value += value;
      place.waits += waits;
    }
  }

  /// The largest first, equal ones by name.
  sorted(name = (key) => data.names[key]) {
    return [...this.of.values()].sort((a, b) => b.value - a.value || (name(a.key) < name(b.key) ? -1 : 1));
  }
}

/// The value of a map at a key, made when it is new.
function entry(map, key, makeNew) {
  if (!map.has(key)) map.set(key, makeNew());
  return map.get(key);
}

/// Waits of threads that were kept from work: rows of function, state, value and waits, the largest first.
function sumOfWaits() {
  const sums = new Sums();
  forEachSelected("wait", (node, key, value, waits) => {
    if (!RESTING.has(stateOfKey(key))) sums.add(`${actingFunction(node)} ${data.keys.state[key]}`, value, waits);
  });
  const parts = (key) => key.split(" ").map(Number);
  const rows = sums.sorted((key) => data.names[parts(key)[0]]).map(({ key, value, waits }) => {
    const [frame, index] = parts(key);
    return { frame, state: data.states[index] || "[no state]", value, waits };
  });
  return { rows, value: sums.value };
}

/// By function what was done in stacks: with all it calls, and its own; from the function that holds inwards. The largest total first.
///
/// - Parameter outside: Functions that took the lock or wait for the actor: neither they nor their callers are the work.
function workOf(stacks, outside) {
  const sums = new Map();
  for (const [node, value] of stacks) {
    const own = actingFunction(node);
    entry(sums, own, () => ({ frame: own, own: 0, total: 0 })).own += value;
    for (const frame of new Set([...workPath(node, outside), own])) entry(sums, frame, () => ({ frame, own: 0, total: 0 })).total += value;
  }
  const byName = (a, b) => (data.names[a.frame] < data.names[b.frame] ? -1 : 1);
  return [...sums.values()].sort((a, b) => b.total - a.total || a.own - b.own || byName(a, b));
}

function workPath(node, outside) {
  const path = [];
  let ownPart = null;
  for (; node > 0; node = base.parent[node]) {
    // Where nobody is outside, the work ends where the async callers begin.
    if (ownPart === null && base.flags[node] & ASYNC) ownPart = path.length;
    if (isNamed.has(base.frame[node])) path.push(base.frame[node]);
  }
  const end = path.findLastIndex((frame) => outside.has(frame));
  return path.slice(0, end >= 0 ? end : ownPart ?? path.length);
}

const sumOfStacks = (stacks) => [...stacks.values()].reduce((sum, value) => sum + value, 0);

/// Every lock that was waited for, the longest first.
function sumOfLocks() {
  const locks = new Map();
  const of = (lock) => entry(locks, lock, () => ({
    name: data.lockNames[lock] ?? "[unknown lock]", runqueue: 0, victims: new Sums(), holders: new Map(), work: new Map(),
  }));
  forEachSelected("wait", (node, key, value, waits) => {
    const [what, lock] = [stateOfKey(key), ofKey("lock", key)];
    if (what === "lock") of(lock).victims.add(actingFunction(node), value, waits);
    if (what === "runqueue" && lock >= 0) of(lock).runqueue += value;
  });
  forEachSelected("cpu", (node, key, value) => {
    const lock = ofKey("lock", key);
    if (lock >= 0) addTo(of(lock).work, node, value);
  });
  forEachSelected("blame", (node, key, value) => {
    const frame = actingFunction(node);
    const holder = entry(of(ofKey("lock", key)).holders, frame, () => ({ frame, threads: new Sums(), victims: new Sums() }));
    holder.threads.add(data.keys.thread[key], value);
    holder.victims.add(ofKey("victim", key), value);
  });
  const byName = (a, b) => (a.name < b.name ? -1 : 1);
  return [...locks.values()].sort((a, b) => b.victims.value - a.victims.value || b.runqueue - a.runqueue || byName(a, b));
}

/// Every actor that tasks queued for, the longest first.
function sumOfActors() {
  const actors = new Map();
  const of = (actor) => entry(actors, actor, () => ({
    name: data.actorNames[actor] ?? "[unknown actor]", pool: 0, busy: 0, victims: new Sums(), work: new Map(),
  }));
  for (const metric of ["cpu", "wait"]) {
    forEachSelected(metric, (node, key, value) => {
      if (ofKey("actor", key) < 0) return;
      const actor = of(ofKey("actor", key));
      actor.busy += value;
      addTo(actor.work, node, value);
    });
  }
  forEachSelected("queue", (node, key, value, waits) => {
    const [what, actor] = [stateOfKey(key), ofKey("actor", key)];
    if (what === "pool" && actor >= 0) of(actor).pool += value;
    if (what === "actor") of(actor).victims.add(actingFunction(node), value, waits);
  });
  const byName = (a, b) => (a.name < b.name ? -1 : 1);
  return [...actors.values()].sort((a, b) => b.victims.value - a.victims.value || b.busy - a.busy || byName(a, b));
}

/// Waits of tasks for a thread of the pool, and what threads did with a task on them.
function sumOfPool() {
  const pool = { victims: new Sums(), work: new Map() };
  forEachSelected("queue", (node, key, value, waits) => {
    if (stateOfKey(key) === "pool") pool.victims.add(actingFunction(node), value, waits);
  });
  for (const metric of ["cpu", "wait"]) {
    forEachSelected(metric, (node, key, value) => {
      if (data.tasks[data.keys.task[key]] !== "[no task]") addTo(pool.work, node, value);
    });
  }
  return pool;
}
