
// ---- what leaves the page of a profile ----

/// Frames of a node's stack, the leaf first.
function stackText() {
  const { view, node: last } = described;
  const frames = view.path(last).map((node) => labelOf(view.tree, node));
  if (!(view.tree instanceof InvertedTree)) frames.reverse();
  return frames.join("\n");
}

async function copyStack() {
  try {
    await navigator.clipboard.writeText(stackText());
    announce("The stack was copied.");
  } catch {
    announce("The browser does not let this page use the clipboard.");
  }
}

/// The stacks on show, under the zoom, in the unit they were recorded in.
function collapsedText() {
  if (showsSandwich()) return collapsedStacks(callees.tree, callees.zoom, (node) => [callees.tree.self[node]]);
  return collapsedStacks(tree, drawn === tree ? flame.zoom : 0, (node) => [tree.self[node]]);
}

/// The boxes on show; of callers and callees those that were looked at last.
function pictureText() {
  const view = !showsSandwich() ? flame : described.view === callers ? callers : callees;
  const { total } = view.tree;
  return pictureOf(view, data.heading, (node) => `${labelOf(view.tree, node)} — ${percent(total[node], tree.total[0])} (${amount(total[node])})`);
}
