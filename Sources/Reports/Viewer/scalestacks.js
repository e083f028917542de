
// ---- the table of stacks ----

const stacks = data.account?.stacks ?? [];
const hiddenClasses = new Set();
const openStacks = new Set();
let stackSorting = { column: 3, ascending: false };
let shownStacks = 25;

const actor = (row) => row.victim[row.acting] ?? row.victim[0];
const culprit = (row) => row.culprit?.[row.actingCulprit] ?? row.culprit?.[0];
const nameOf = (frame) => (frame === undefined ? "" : data.names[frame]);
const ceilingOf = (row) => data.ceilings[row.ceiling]?.maximum?.[0];
/// The interval of a share is that of its Δ.
const shareInterval = (row) => (row.delta[0] ? row.delta.map((end) => (end * row.share) / row.delta[0]) : [row.share, row.share, row.share]);

const stackColumns = [
  { title: "Class", className: "class", key: (row) => classTitle(row.class), isText: true },
  { title: "Function → who holds it", className: "name", key: (row) => nameOf(actor(row)), isText: true },
  { title: "Base µs", className: "number", key: (row) => row.base, hint: "microseconds per request at N = 1" },
  { title: "Δ µs", className: "number", key: (row) => Math.abs(row.delta[0]), hint: "how many more at this N" },
  { title: "Share", className: "number", key: (row) => row.share, hint: "of the whole loss" },
  { title: "Ceiling/s", className: "number", key: (row) => ceilingOf(row) ?? Infinity, hint: "throughput at which the resource behind it is always busy" },
  { title: "α", className: "number", key: (row) => row.alpha ?? -Infinity, hint: "its part of the linear term of c(N)", needs: "alpha" },
  { title: "β", className: "number", key: (row) => row.beta ?? -Infinity, hint: "its part of the quadratic term of c(N)", needs: "beta" },
  { title: "Claimed", className: "claim", key: (row) => (row.isClaimed ? 1 : 0) - row.q },
].filter((column) => !column.needs || stacks.some((row) => row[column.needs] !== undefined));

function showStackHead(table) {
  const head = table.createTHead().insertRow();
  stackColumns.forEach((column, index) => {
    const title = make("th", column.className);
    title.scope = "col";
    title.title = column.hint ?? "";
    const isSorted = stackSorting.column === index;
    title.setAttribute("aria-sort", !isSorted ? "none" : stackSorting.ascending ? "ascending" : "descending");
    const button = make("button", "", column.title + (isSorted ? (stackSorting.ascending ? " ↑" : " ↓") : ""));
    button.addEventListener("click", () => {
      stackSorting = { column: index, ascending: isSorted ? !stackSorting.ascending : column.isText ?? false };
      showStacks();
      element("stacks-table").tHead.rows[0].cells[index].firstChild.focus();
    });
    title.append(button);
    head.append(title);
  });
}

function matchesStack(row, wanted) {
  if (hiddenClasses.has(row.class)) return false;
  if (!wanted) return true;
  const frames = [...row.victim, ...(row.culprit ?? [])];
  return [row.resource ?? "", ...frames.map((frame) => `${data.names[frame]} ${data.files[frame]}`)].some((text) => text.toLowerCase().includes(wanted));
}

function showStacks() {
  const table = element("stacks-table");
  table.replaceChildren();
  showStackHead(table);
  const wanted = element("stacks-filter").value.toLowerCase();
  const rows = stacks.map((row, index) => ({ row, index })).filter(({ row }) => matchesStack(row, wanted));
  const { key } = stackColumns[stackSorting.column];
  const order = stackSorting.ascending ? 1 : -1;
  rows.sort((a, b) => {
    const [x, y] = [key(a.row), key(b.row)];
    return x < y ? -order : x > y ? order : a.index - b.index;
  });
  const body = table.createTBody();
  for (const { row, index } of rows.slice(0, shownStacks)) {
    body.append(stackRow(row, index));
    if (openStacks.has(index)) body.append(stackDetail(row));
  }
  const share = rows.reduce((sum, { row }) => sum + (row.share ?? 0), 0);
  element("stacks-count").textContent = `${rows.length} of ${stacks.length} rows, ${part(share)} of the loss`;
  const left = rows.length - shownStacks;
  element("stacks-more").hidden = left <= 0;
  element("stacks-more").textContent = `show ${left} more`;
}

function functionLine(frame, className, before = "") {
  const line = make("div", className, before, data.names[frame]);
  const where = place(frame);
  if (where) {
    const small = make("small", "place", where);
    small.title = data.files[frame];
    line.append(" ", small);
  }
  return line;
}

function stackRow(row, index) {
  const made = make("tr", row.isClaimed ? "" : "unclaimed");
  cell(made, classTitle(row.class), "class").prepend(swatch("class", row.class));
  const isOpen = openStacks.has(index);
  const toggle = make("button", "toggle", isOpen ? "▾" : "▸");
  toggle.setAttribute("aria-expanded", isOpen);
  toggle.setAttribute("aria-label", "whole stack of " + nameOf(actor(row)));
  toggle.dataset.row = index;
  toggle.addEventListener("click", () => {
    if (isOpen) openStacks.delete(index);
    else openStacks.add(index);
    showStacks();
    element("stacks-table").querySelector(`[data-row="${index}"]`)?.focus();
  });
  const names = make("div", "names");
  if (actor(row) !== undefined) names.append(functionLine(actor(row), ""));
  if (culprit(row) !== undefined) names.append(functionLine(culprit(row), "culprit", "→ "));
  names.append(make("div", "behind", [stateOf.get(row.state)?.title ?? row.state, row.resource].filter(Boolean).join(" · ")));
  cell(made, "", "name").append(make("div", "opening", toggle, names));
  for (const column of stackColumns.slice(2)) {
    if (column.title === "Base µs") cell(made, micros(row.base), "number");
    else if (column.title === "Δ µs") cell(made, signed(micros(row.delta[0]), row.delta[0]), "number").append(make("small", "range", range(row.delta, micros)));
    else if (column.title === "Share") measure(made, shareInterval(row), part);
    else if (column.title === "Ceiling/s") cell(made, isNumber(ceilingOf(row)) ? short(ceilingOf(row)) : "", "number");
    else if (column.needs) cell(made, row[column.needs] === undefined ? "" : short(row[column.needs]), "number");
    else cell(made, row.isClaimed ? "yes" : "no", "claim").title = `q = ${short(row.q)}, ${short(row.evidence)} samples or waits behind it`;
  }
  return made;
}

/// From leaf to root, beside the stack of who holds what is waited for.
function stackDetail(row) {
  const made = make("tr", "detail-row");
  const wide = cell(made, "", "detail");
  wide.colSpan = stackColumns.length;
  const list = (title, frames, acting) => {
    const items = frames.map((frame, index) => make("li", index === acting ? "acting" : "", functionText(frame)));
    return make("div", "", make("h3", "", title), make("ol", "frames", ...items));
  };
  const pair = make("div", "pair", list("Loses the time, from leaf to root", row.victim, row.acting));
  if (row.culprit) pair.append(list("Holds what it waits for", row.culprit, row.actingCulprit));
  wide.append(pair);
  return made;
}

/// One button a class that has rows: shows or hides them.
function showClassChips() {
  const present = data.classes.filter((entry) => stacks.some((row) => row.class === entry.name));
  element("stacks-classes").replaceChildren(...present.map((entry) => {
    const rows = stacks.filter((row) => row.class === entry.name);
    const chip = make("button", "", swatch("class", entry.name), `${entry.title} `, make("small", "", String(rows.length)));
    chip.title = entry.meaning;
    chip.dataset.class = entry.name;
    chip.setAttribute("aria-pressed", !hiddenClasses.has(entry.name));
    chip.addEventListener("click", () => {
      if (hiddenClasses.has(entry.name)) hiddenClasses.delete(entry.name);
      else hiddenClasses.add(entry.name);
      chip.setAttribute("aria-pressed", !hiddenClasses.has(entry.name));
      showStacks();
    });
    return chip;
  }));
}

sections.push({
  id: "stacks",
  isShown: () => stacks.length > 0,
  show() {
    showClassChips();
    showStacks();
    element("stacks-filter").addEventListener("input", showStacks);
    element("stacks-more").addEventListener("click", () => {
      shownStacks *= 4;
      showStacks();
    });
  },
});
