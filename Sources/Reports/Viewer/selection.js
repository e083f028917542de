
// ---- which samples count, and what they add up to ----

const RESTING = new Set(["idle", "sleep"]);
/// Parts into which a recording's time is told; see the columns.
const TIME_STEPS = 65536;
/// Stands for the time of a sample of which nobody knows it: after the last of the recording.
const NO_TIME = TIME_STEPS;
/// Indices of threads and tasks that a reader chose, and a piece of time; null for all.
const selection = { thread: null, task: null, time: null };

/// The metric on show, and whether all states count for it: also time at rest, and what a page of some states leaves out.
const metricOnShow = () => ({ metric: state.metric, rest: state.rest && !data.isNarrowed });
const samplesOf = (metric) => samples[metricNames.indexOf(metric)];

/// By key: whether its samples count for a metric, but for what `without` chooses.
function chosenKeys({ metric, rest } = metricOnShow(), without = "") {
  const { thread, task, state: states, isShown } = data.keys;
  const hides = (key) => (isShown ? !isShown[key] : metric === "wait" && RESTING.has(data.states[states[key]]));
  return Uint8Array.from(thread, (_, key) =>
    (rest || !hides(key)) &&
    (without === "thread" || !selection.thread || selection.thread.has(thread[key])) &&
    (without === "task" || !selection.task || selection.task.has(task[key])) ? 1 : 0);
}

/// Calls `body(node, key, value, time, row)` for every sample that counts.
function forEachSample(rows, isChosen, body, inAllTime = false) {
  const { nodes, keys, values, times } = rows;
  const [from, to] = selection.time && times.length && !inAllTime ? selection.time : [0, NO_TIME + 1];
  for (let row = 0; row < nodes.length; row++) {
    if (!isChosen[keys[row]]) continue;
    const time = times.length ? times[row] : NO_TIME;
    if (time < from || time >= to) continue;
    body(nodes[row], keys[row], values[row], time, row);
  }
}

const addTo = (sums, key, value) => sums.set(key, (sums.get(key) ?? 0) + value);

/// What every thread or task has of the metric on show: its index and its sum, the largest first.
function sharesBy(column, inAllTime = false) {
  const sums = new Map();
  forEachSample(shown.rows, chosenKeys(metricOnShow(), column), (_, key, value) => {
    const index = data.keys[column][key];
    addTo(sums, index, value);
  }, inAllTime);
  return [...sums].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

/// Whether it is known when a metric was sampled: of waits often only their sums are.
const hasTimes = (metric = state.metric) => samplesOf(metric).times.length > 0;
/// Whether a chosen piece of the recording is what counts for a metric; one without times counts as a whole.
const isOfPiece = (metric = state.metric) => selection.time !== null && hasTimes(metric);
const isSelected = () => selection.thread || selection.task || selection.time;
/// Whether nothing was selected and nothing left out.
const isUntouched = () => !isSelected() && !trail.length;

function clearSelection() {
  selection.thread = selection.task = selection.time = null;
}

// ---- what a reader did to the stacks, and can undo ----

/// What can be done to a function; each leaves stacks, or frames of them, out.
const TRANSFORMS = {
  focus: { key: "f", title: "only", action: "Only stacks with it", meaning: "only stacks with it, from it on" },
  drop: { key: "x", title: "without", action: "Without such stacks", meaning: "no stacks with it" },
  merge: { key: "c", title: "merged", action: "Merge into its callers", meaning: "its own time is its caller's" },
};
/// In the order they were made: `{ kind, frame }`.
let trail = [];

/// Kinds of functions that a switch shows or counts for their callers.
const HIDDEN_BY = [[KIND.scheduler, "scheduler"], [KIND.thunk, "thunks"], [KIND.kernel, "kernel"]];

const DROPPED = -1;
const OUTSIDE = -2;

/// Where each node of `base` went in a new tree, whose nodes are made on the way.
///
/// - Parameter focus: A function to look at alone, inside what the steps of the reader left.
function placeNodes(tree, focus) {
  const visible = new Int32Array(base.count);
  const merged = new Uint8Array(data.names.length);
  const dropped = new Uint8Array(data.names.length);
  data.kinds.forEach((kind, frame) => {
    if (HIDDEN_BY.some(([hidden, key]) => kind === hidden && !state[key])) merged[frame] = 1;
  });
  for (const step of trail) {
    if (step.kind === "merge") merged[step.frame] = 1;
    if (step.kind === "drop") dropped[step.frame] = 1;
  }
  const starts = trail.filter((step) => step.kind === "focus").map((step) => step.frame);
  if (focus !== undefined) starts.push(focus);
  // By node, how many of these are on the way to it, each inside the one before.
  const reached = new Uint16Array(starts.length ? base.count : 0);
  visible[0] = starts.length ? OUTSIDE : 0;
  for (let node = 1; node < base.count; node++) {
    const frame = base.frame[node];
    let above = visible[base.parent[node]];
    if (above === DROPPED || dropped[frame]) {
      visible[node] = DROPPED;
      continue;
    }
    if (above === OUTSIDE) {
      let inside = reached[base.parent[node]];
      while (inside < starts.length && frame === starts[inside]) inside++;
      reached[node] = inside;
      if (inside < starts.length) {
        visible[node] = OUTSIDE;
        continue;
      }
      above = 0;
    }
    const outer = state.recursion && !merged[frame] ? callerOf(tree, above, frame) : 0;
    if (outer) visible[node] = outer;
    else if (merged[frame]) visible[node] = above;
    else visible[node] = tree.child(above, frame, base.flags[node]);
  }
  return visible;
}

/// The nearest node from here to the root that is of this function; 0 where there is none.
function callerOf(tree, node, frame) {
  while (node > 0 && tree.frame[node] !== frame) node = tree.parent[node];
  return node;
}

const endsInStates = (metric) => metric === "wait" || metric === "queue";

/// The stacks that count for a metric, merged from their roots.
///
/// - Parameter focus: Only stacks with this function, from it on.
function buildTree(focus, chosen = metricOnShow()) {
  const rows = samplesOf(chosen.metric);
  const hasStates = endsInStates(chosen.metric);
  const tree = new Tree(base.count + 2 + (hasStates ? rows.nodes.length : 0));
  const visible = placeNodes(tree, focus);
  const stateFrames = data.stateFrames;
  forEachSample(rows, chosenKeys(chosen), (node, key, value) => {
    let place = visible[node];
    if (place < 0) return;
    if (place === 0) place = tree.child(0, data.hiddenFrame, 0);
    if (hasStates) place = tree.child(place, stateFrames[data.keys.state[key]], 0);
    tree.self[place] += value;
  });
  tree.places = visible;
  return tree.finish();
}

/// How much of the recording is on show, nanoseconds.
const timeOnShow = (isPiece = isOfPiece()) => (isPiece ? ((selection.time[1] - selection.time[0]) / TIME_STEPS) * data.duration : data.duration);
/// Half of the interval that holds a share of sampled time in 19 of 20 recordings, as text; "" where nothing was sampled.
function certainty(value) {
  const [samples, whole] = [tree.total[0] / data.period, tree.total[0]];
  if (state.metric !== "cpu" || !(data.period > 0) || !(samples > 1) || !(value > 0) || value >= whole) return "";
  const share = value / whole;
  const points = 196 * Math.sqrt((share * (1 - share)) / samples);
  return ` ± ${points < 0.05 ? "< 0.1" : decimal(points, 1)}`;
}

/// Requests that what is on show can be told for one of; how many there were in a piece of the recording nobody counted.
const requestsOnShow = () => (selection.time ? 0 : data.requests);

/// Whether every sample of the metric that the page was made with counts.
const isWhole = () => isUntouched() && !(state.metric === "wait" && metricOnShow().rest);

/// Function, self, total and number of every source line that samples on show ended in. A total is only known of the whole recording, else it is
/// null. What has no line, or was merged into its callers, is one row of the function it counts for.
function linesOfSamples() {
  const own = new Float64Array(sourceLines.frame.length + 1);
  const withoutLine = new Map();
  const merged = new Set(trail.filter((step) => step.kind === "merge").map((step) => step.frame));
  forEachSample(shown.rows, chosenKeys(), (node, _, value, __, row) => {
    const place = tree.places[node];
    if (place < 0) return;
    const line = shown.rows.lines[row];
    if (line && !merged.has(sourceLines.frame[line - 1])) return void (own[line] += value);
    const frame = place > 0 ? tree.frame[place] : data.hiddenFrame;
    addTo(withoutLine, frame, value);
  });
  const knowsTotals = isWhole();
  const rows = [...withoutLine].map(([frame, value]) => [frame, value, null, 0]);
  sourceLines.frame.forEach((frame, index) => {
    const total = knowsTotals ? shown.rows.lineTotals[index] : null;
    if ((own[index + 1] || total) && !merged.has(frame)) rows.push([frame, own[index + 1], total, sourceLines.number[index]]);
  });
  return rows;
}

/// What is on show in the order of time is told in so many steps, more than a screen is wide.
const ORDER_STEPS = 4096;

/// The stacks in the order of time: neighbours with the same beginning are one box. Inside a step they stand in the order of the tree, so that there
/// are neighbours; what has no time comes last.
function buildTimeTree() {
  const merged = new Tree(base.count + 2);
  const visible = placeNodes(merged);
  const { nodes, values } = shown.rows;
  const [from, to] = isOfPiece() ? selection.time : [0, TIME_STEPS];
  const places = [];
  forEachSample(shown.rows, chosenKeys(), (node, _, __, time, row) => {
    if (visible[node] >= 0) places.push(Math.floor(((time - from) * ORDER_STEPS) / (to - from)) * nodes.length + row);
  });
  const hidden = merged.child(0, data.hiddenFrame, 0);
  // Numbers sort faster than what has to be compared.
  const rows = Float64Array.from(places).sort().map((place) => place % nodes.length);
  return new TimeTree(merged, Int32Array.from(rows, (row) => visible[nodes[row]] || hidden), Float64Array.from(rows, (row) => values[row]));
}

/// Frame, self and total of every function in a tree, in the order of frames. A function that calls itself counts once in its total; what ends
/// in a state is the function's own.
function functionsOf(tree) {
  const count = data.names.length;
  const [own, total, active, isSeen] = [new Float64Array(count), new Float64Array(count), new Int32Array(count), new Uint8Array(count)];
  const pending = [[0, 0]];
  while (pending.length) {
    const top = pending[pending.length - 1];
    const [node, at] = top;
    const frame = tree.frame[node];
    if (at === 0 && node > 0) {
      isSeen[frame] = 1;
      own[frame] += tree.self[node];
      if (active[frame]++ === 0) total[frame] += tree.total[node];
    }
    const place = tree.starts[node] + at;
    if (place < tree.starts[node + 1]) {
      top[1]++;
      const child = tree.below[place];
      if (stateOf[tree.frame[child]]) {
        if (node > 0) own[frame] += tree.self[child];
      } else {
        pending.push([child, 0]);
      }
      continue;
    }
    if (node > 0) active[frame]--;
    pending.pop();
  }
  const rows = [];
  for (let frame = 0; frame < count; frame++) if (isSeen[frame]) rows.push([frame, own[frame], total[frame]]);
  return rows;
}
