
// ---- what is done to a function, and undone ----

/// Does something to all stacks with a function, in every view.
function transform(kind, frame) {
  if (!(frame >= 0) || stateOf[frame]) return;
  remember();
  trail.push({ kind, frame });
  rebuild([]);
  announce(`${TRANSFORMS[kind].title} ${closed(data.names[frame])}: ${TRANSFORMS[kind].meaning}`);
}

/// What was left out and selected before each step of a reader. A page opened at an address knows only the steps that are in the address.
const past = [];

/// - Parameter shownState: What was on show, where the step changes that too.
function remember(shownState = {}) {
  past.push({ trail: [...trail], selection: { ...selection }, shownState });
}

const canUndo = () => past.length > 0 || trail.length > 0;

function undo() {
  if (!canUndo()) return;
  const before = past.pop() ?? { trail: trail.slice(0, -1), selection };
  trail = before.trail;
  Object.assign(selection, before.selection);
  Object.assign(state, before.shownState);
  rebuild([]);
  announce("The last step was taken back.");
}

/// The steps so far, each with a button that takes it back.
function showTrail() {
  const list = element("trail");
  const parts = trail.map((step, index) => {
    const button = make("button", "", `${TRANSFORMS[step.kind].title} `, make("b", "", data.names[step.frame]), " ✕");
    button.title = `${TRANSFORMS[step.kind].meaning}; click to take it back`;
    button.setAttribute("aria-label", `Take back: ${TRANSFORMS[step.kind].title} ${data.names[step.frame]}`);
    button.addEventListener("click", () => {
      remember();
      trail.splice(index, 1);
      rebuild([]);
    });
    return make("li", "", button);
  });
  for (const [column, title] of [["thread", "Threads"], ["task", "Tasks"]]) {
    if (!selection[column]) continue;
    const names = [...selection[column]].map((index) => data[column + "s"][index]);
    const button = make("button", "", `${title}: `, make("b", "", names.length > 2 ? `${names.length} of ${data[column + "s"].length}` : names.join(", ")), " ✕");
    button.title = `only ${names.join(", ")}; click for all`;
    button.addEventListener("click", () => select(column, null));
    parts.push(make("li", "", button));
  }
  if (selection.time) {
    const [from, to] = selection.time.map((step) => (step / TIME_STEPS) * data.duration);
    const button = make("button", "", "Time: ", make("b", "", `${seconds(rounded(from))} … ${seconds(rounded(to))}`), " ✕");
    button.title = "only this piece of the recording; click for all of it";
    button.addEventListener("click", () => select("time", null));
    parts.push(make("li", "", button));
  }
  list.replaceChildren(...parts);
  list.hidden = !parts.length;
  element("undo").disabled = !canUndo();
}

/// Counts only samples of some threads, tasks or of a piece of time.
function select(column, value) {
  remember();
  selection[column] = value;
  rebuild(keptPath());
}

/// What can be done to the frame on show.
function actionsFor(frame) {
  const group = make("span", "actions");
  if (!(frame >= 0) || stateOf[frame]) return group;
  for (const [kind, { key, action, meaning }] of Object.entries(TRANSFORMS)) {
    const button = make("button", "link", action);
    button.title = `${meaning} (${key})`;
    button.addEventListener("click", () => transform(kind, frame));
    group.append(button);
  }
  const sandwich = make("button", "link", "Callers and callees");
  sandwich.title = "callers and callees of this function (3)";
  sandwich.addEventListener("click", () => showSandwich(frame));
  const copy = make("button", "link", "Copy stack");
  copy.title = "the stack as text, one frame a line (y)";
  copy.addEventListener("click", copyStack);
  group.append(sandwich, copy);
  return group;
}
