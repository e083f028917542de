
// ---- what the boxes of a profile look like ----

/// States of threads and of tasks; each has a colour.
const STATES = [
  "user", "kernel", "runqueue", "lock", "condition", "io", "sleep", "idle", "fault", "unknown", "running", "pool", "actor", "child", "continuation",
];

/// By frame, the state it stands for at the end of a stack; such a frame is a marker, and no function is.
const stateOf = data.names.map((name, frame) => {
  const text = data.kinds[frame] === KIND.marker ? /^\[(\w+)\]$/.exec(name)?.[1] : undefined;
  return STATES.includes(text) ? text : undefined;
});

/// The colours of the theme, read once for a picture.
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const colours = {};
  for (const key of ["ordinary", "async", "kernel", "scheduler", "match", "panel", "text"]) colours[key] = style.getPropertyValue("--" + key).trim();
  for (const key of STATES) colours[key] = style.getPropertyValue("--state-" + key).trim();
  return colours;
}

function colourOf(tree, node, colours) {
  const frame = tree.frame[node];
  if (frame < 0) return colours.scheduler;
  if (matchesFrame[frame]) return colours.match;
  if (stateOf[frame]) return colours[stateOf[frame]];
  if (tree.flags[node] & ASYNC) return colours.async;
  const kind = data.kinds[frame];
  if (kind === KIND.kernel) return colours.kernel;
  return kind === KIND.ordinary ? colours.ordinary : colours.scheduler;
}

const labelOf = (tree, node) => (tree.flags[node] & ASYNC ? "~ " : "") + (node === 0 ? tree.title ?? "all" : data.names[tree.frame[node]]);
/// One for all boxes: there are many of them.
const wholeBox = { share: 1, fill: "", alpha: 1 };

const profilePainter = {
  colours: readColours,
  parts(tree, node, colours) {
    wholeBox.fill = colourOf(tree, node, colours);
    // Neighbours of one colour differ a little in shade, by name.
    wholeBox.alpha = node === 0 ? 1 : 0.82 + ((tree.frame[node] * 7919) % 19) / 100;
    return [wholeBox];
  },
  label: (tree, node) => [labelOf(tree, node)],
};
