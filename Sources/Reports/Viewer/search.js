
// ---- search; each page says by `searchedTree` where, by `matchedText` how much it is, by `showMatches` how it is drawn ----

let pattern = null;
/// By frame, whether its name matches.
let matchesFrame = [];
/// Nodes to go to, the widest first.
let matches = [];
/// What is said of them.
let matchesText = "";

function search(text) {
  state.query = text;
  const field = element("search");
  field.value = text;
  field.classList.remove("bad");
  [pattern, matchesFrame, matches, matchesText] = [null, [], [], ""];
  if (text) {
    try {
      pattern = new RegExp(text, "i");
    } catch {
      field.classList.add("bad");
      matchesText = "not a regular expression";
    }
  }
  if (pattern) {
    matchesFrame = Uint8Array.from(data.names, (name) => (pattern.test(name) ? 1 : 0));
    matches = outermostMatches(searchedTree());
    matchesText = matchedText(matches);
  }
  element("matched").textContent = matchesText;
  showMatches();
}

/// Every stack with a match once, however many of its frames match; the widest first.
function outermostMatches(tree) {
  const isMatched = new Uint8Array(tree.count);
  const found = [];
  for (let node = 1; node < tree.count; node++) {
    isMatched[node] = isMatched[tree.parent[node]];
    if (isMatched[node] || !matchesFrame[tree.frame[node]] || !(tree.total[node] > 0)) continue;
    isMatched[node] = 1;
    found.push(node);
  }
  return found.sort((a, b) => tree.total[b] - tree.total[a]);
}

const totalOf = (tree, nodes) => nodes.reduce((sum, node) => sum + tree.total[node], 0);

function nextMatch(step) {
  if (!matches.length) return;
  // Only the page of a profile has other views.
  if (flame.place.hidden) setView("flame");
  const position = matches.indexOf(flame.focus);
  const next = matches[position < 0 ? (step > 0 ? 0 : matches.length - 1) : (position + step + matches.length) % matches.length];
  if (!flame.boxes.some((box) => box.node === next)) flame.zoom = flame.tree.parent[next];
  flame.focus = next;
  flame.refresh();
  flame.reveal(next);
  flame.draw();
  element("matched").textContent = `${matchesText}; ${matches.indexOf(next) + 1} of ${matches.length}`;
}

function wireSearch() {
  element("search").addEventListener("input", (event) => search(event.target.value));
  element("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") nextMatch(event.shiftKey ? -1 : 1);
    if (event.key !== "Escape") return;
    // The browser would empty the field and tell nobody.
    event.preventDefault();
    search("");
    element("graph").focus({ preventScroll: true });
  });
}
