
// ---- call tree; each page says by `gridTree` what is in it, by `treeColumns` what stands before the names, and by `name` what it is called ----

let openRows = new Set();
/// Rows of a wide tree take longer to make than to look at: the rest comes when asked for.
const FIRST_TREE_ROWS = 200;
let shownTreeRows = FIRST_TREE_ROWS;

/// Opens the path of the largest children, as far as one of them has most of its parent.
function openHottest() {
  openRows = new Set();
  const tree = gridTree();
  let node = 0;
  for (let step = 0; step < 200; step++) {
    const next = tree.children(node)[0];
    // What has nothing below it is not open: an arrow key would have to close it first.
    if (next === undefined) return;
    openRows.add(node);
    if (tree.total[next] * 2 < tree.total[node]) return;
    node = next;
  }
}

function showTree() {
  const table = element("tree");
  table.replaceChildren();
  heading(table, [...treeColumns().map(([title]) => [title, "number"]), ["Function", "name"]]);
  table.createTBody();
  const tree = gridTree();
  // One more than there is room for: then there are more rows to ask for.
  const childrenOf = (node) => [...tree.children(node).slice(0, shownTreeRows + 1)].reverse();
  const pending = childrenOf(0);
  let count = 0;
  while (pending.length && count < shownTreeRows) {
    const node = pending.pop();
    table.tBodies[0].append(treeRow(node, count++ === 0));
    if (openRows.has(node)) for (const child of childrenOf(node)) pending.push(child);
  }
  const more = element("tree-more");
  more.hidden = !pending.length;
  more.onclick = () => {
    const first = shownTreeRows;
    shownTreeRows *= 10;
    showTree();
    if (more.hidden) focusRow(Number(table.tBodies[0].rows[first].dataset.node));
  };
}

function treeRow(node, isFirst) {
  const tree = gridTree();
  const row = document.createElement("tr");
  row.setAttribute("role", "row");
  row.setAttribute("aria-level", tree.depth[node]);
  row.tabIndex = isFirst ? 0 : -1;
  row.dataset.node = node;
  const hasChildren = tree.hasChildren(node);
  if (hasChildren) row.setAttribute("aria-expanded", openRows.has(node));
  for (const [, text] of treeColumns()) cell(row, text(node), "number");
  const isAsync = tree.flags[node] & ASYNC;
  const title = cell(row, (isAsync ? "~ " : "") + name(node), "name" + (isAsync ? " async" : ""));
  for (const part of row.cells) part.setAttribute("role", "gridcell");
  const toggle = document.createElement("span");
  toggle.className = "toggle";
  toggle.textContent = hasChildren ? (openRows.has(node) ? "▾" : "▸") : "";
  toggle.setAttribute("aria-hidden", "true");
  title.prepend(toggle);
  title.style.paddingLeft = Math.min(tree.depth[node], 40) * 0.8 + "rem";
  return row;
}

function setOpen(node, isOpen) {
  if (isOpen) openRows.add(node);
  else openRows.delete(node);
  showTree();
  focusRow(node);
}

function focusRow(node, preventScroll = false) {
  const rows = [...element("tree").tBodies[0].rows];
  const row = rows.find((candidate) => Number(candidate.dataset.node) === node);
  if (!row) return;
  for (const other of rows) other.tabIndex = -1;
  row.tabIndex = 0;
  row.focus({ preventScroll });
}

function treeKey(event) {
  const row = event.target.closest("tr[data-node]");
  if (!row) return;
  const node = Number(row.dataset.node);
  const neighbour = (step) => {
    const other = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    if (other) focusRow(Number(other.dataset.node));
  };
  const actions = {
    ArrowDown: () => neighbour(1),
    ArrowUp: () => neighbour(-1),
    ArrowRight: () => (openRows.has(node) || !gridTree().hasChildren(node) ? neighbour(1) : setOpen(node, true)),
    ArrowLeft: () => (openRows.has(node) ? setOpen(node, false) : gridTree().parent[node] > 0 && focusRow(gridTree().parent[node])),
    Enter: () => zoomTo(node),
    Home: () => focusRow(Number(element("tree").tBodies[0].rows[0].dataset.node)),
  };
  if (!actions[event.key]) return;
  event.preventDefault();
  event.stopPropagation();
  actions[event.key]();
}

/// A press of a row's mark opens and closes it, one beside it moves to the row.
function wireTree() {
  element("tree").addEventListener("keydown", treeKey);
  element("tree").addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-node]");
    if (!row) return;
    const node = Number(row.dataset.node);
    if (event.target.classList.contains("toggle")) setOpen(node, !openRows.has(node));
    else focusRow(node);
  });
}
