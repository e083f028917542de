
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
  matchesFrame = pattern ? Uint8Array.from(data.names, (name) => (pattern.test(name) ? 1 : 0)) : [];
  if (pattern) showMatched();
  drawViews();
  writeAddress();
}

/// Sums every stack with a match once, however many of its frames match.
function showMatched() {
  let sum = 0;
  const isMatched = new Uint8Array(tree.count);
  const outermost = [];
  for (let node = 1; node < tree.count; node++) {
    isMatched[node] = isMatched[tree.parent[node]];
    if (isMatched[node] || !matchesFrame[tree.frame[node]]) continue;
    isMatched[node] = 1;
    sum += tree.total[node];
    outermost.push(node);
  }
  // Of a tree that is opened as it is read, what is on show is what there is to go to.
  matches = drawn === tree ? outermost : flame.boxes.map((box) => box.node).filter((node) => node > 0 && matchesFrame[drawn.frame[node]]);
  matches.sort((a, b) => drawn.total[b] - drawn.total[a]);
  element("matched").textContent = `${percent(sum, tree.total[0])} matched`;
}

function nextMatch(step) {
  if (!matches.length) return;
  const position = matches.indexOf(flame.focus);
  const next = matches[(position + step + matches.length) % matches.length];
  if (!flame.boxes.some((box) => box.node === next)) flame.zoom = drawn.parent[next];
  flame.focus = next;
  flame.refresh();
  flame.reveal(next);
  flame.draw();
}
