
// ---- search ----

let matchesFrame = [];

function search(text) {
  state.query = text;
  element("search").value = text;
  element("search").classList.remove("bad");
  pattern = null;
  matches = [];
  element("matched").textContent = "";
  if (text) {
    try {
      pattern = new RegExp(text, "i");
    } catch {
      element("search").classList.add("bad");
      element("matched").textContent = "not a regular expression";
    }
  }
  matchesFrame = pattern ? data.names.map((name) => pattern.test(name)) : [];
  if (pattern) showMatched();
  draw();
  writeAddress();
}

/// Sums every stack with a match once, however many of its frames match.
function showMatched() {
  let sum = 0;
  const pending = [0];
  while (pending.length) {
    const node = pending.pop();
    if (node > 0 && matchesFrame[tree.frame[node]]) {
      sum += tree.total[node];
      matches.push(node);
      continue;
    }
    pending.push(...tree.children[node]);
  }
  matches.sort((a, b) => tree.total[b] - tree.total[a]);
  element("matched").textContent = `${percent(sum, tree.total[0])} matched`;
}

function nextMatch(step) {
  if (!matches.length) return;
  const position = matches.indexOf(state.focus);
  state.focus = matches[(position + step + matches.length) % matches.length];
  if (!rectangles.some((box) => box.node === state.focus)) state.zoom = tree.parent[state.focus];
  refreshGraph();
  reveal(state.focus);
  draw();
}
