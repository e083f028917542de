
// ---- totals and functions ----

function showTotals() {
  const table = element("totals-table");
  const per = `per ${data.unit}`;
  element("totals-hint").textContent =
    `Δ of the head against the base, ${per}. The line shows the 95 % interval; within the shaded zone (±${part(data.threshold)}) nothing fails.`;
  heading(table, [["Δ", "number"], ["95 % interval", "forest-cell"], ["Its ends", "number"], ["q", "number"], ["MDE", "number"], ["Base", "number"], ["Head", "number"],
    ["Statement", "statement"], ["What", "name"]]);
  table.tHead.rows[0].cells[4].title = "the least change that would have been found with a probability of 90 %";
  const body = table.createTBody();
  const reach = reachOf(data.metrics.map((metric) => metric.change));
  for (const metric of data.metrics) {
    const row = body.insertRow();
    row.className = metric.statement;
    cell(row, change(metric.change[0]), "number delta");
    forest(row, metric.change, reach, metric.statement);
    cell(row, metric.isExact ? "exact" : range(metric.change, change) || "–", "number ends");
    cell(row, chance(metric.q), "number");
    cell(row, isNumber(metric.mde) ? part(metric.mde) : "–", "number");
    cell(row, metricValue(metric.base[0], metric.unit), "number");
    cell(row, metricValue(metric.head[0], metric.unit), "number");
    statementCell(row, metric.statement);
    const what = cell(row, metric.title, "what");
    if (metric.aspect === "scalability") what.append(make("small", "behind", "scalability"));
    if (metric.note) what.append(make("small", "behind", metric.note));
  }
}

sections.push({ id: "totals", isShown: () => data.metrics.length > 0, show: showTotals });

const hiddenStatements = new Set();
// The order of the comparison: what decides stands first.
let changeSorting = { column: -1, ascending: false };
let shownChanges = 30;
const worth = (value) => (isNumber(value) ? value : -Infinity);
const isPaired = (row) => row.change !== undefined;
const changeReach = reachOf(data.functions.map((row) => row.change));

const changeColumns = [
  { title: "Δ", className: "number", key: (row) => (isPaired(row) ? worth(row.change[0]) : row.match === "new" ? Infinity : -Infinity) },
  { title: "95 % interval", className: "forest-cell", key: (row) => worth(row.change?.[1]) },
  { title: "q", className: "number", key: (row) => -worth(row.q), hint: "false discovery rate over all functions" },
  { title: "MDE", className: "number", key: (row) => -worth(row.mde), hint: "the least change that would have been found with a probability of 90 %" },
  { title: "Share", className: "number", key: (row) => worth(row.share), hint: "of the whole program" },
  { title: "Base → head µs", className: "number", key: (row) => Math.abs(worth(row.difference)), hint: "sorted by the difference" },
  { title: "Statement", className: "statement", key: (row) => statementTitle(row.statement), isText: true },
  { title: "Function", className: "name", key: (row) => data.names[row.frame], isText: true },
];

function showChangeHead(table) {
  const head = table.createTHead().insertRow();
  changeColumns.forEach((column, index) => {
    const title = make("th", column.className);
    title.scope = "col";
    title.title = column.hint ?? "";
    const isSorted = changeSorting.column === index;
    title.setAttribute("aria-sort", !isSorted ? "none" : changeSorting.ascending ? "ascending" : "descending");
    const button = make("button", "", column.title + (isSorted ? (changeSorting.ascending ? " ↑" : " ↓") : ""));
    button.addEventListener("click", () => {
      changeSorting = { column: index, ascending: isSorted ? !changeSorting.ascending : column.isText ?? false };
      showChanges();
      element("changes-table").tHead.rows[0].cells[index].firstChild.focus();
    });
    title.append(button);
    head.append(title);
  });
}

function changeRow(row) {
  const made = make("tr", row.statement);
  cell(made, isPaired(row) ? change(row.change[0]) : row.match, "number delta");
  const picture = forest(made, row.change, changeReach, row.statement);
  picture.append(make("small", "range", isPaired(row) ? range(row.change, change) : ""));
  cell(made, chance(row.q), "number");
  cell(made, isNumber(row.mde) ? part(row.mde) : "–", "number");
  cell(made, part(row.share), "number");
  const sides = [row.match === "new" ? "–" : micros(row.base[0]), row.match === "gone" ? "–" : micros(row.head[0])];
  cell(made, sides.join(" → "), "number");
  statementCell(made, row.statement);
  const name = cell(made, "", "name");
  if (hasFlame) {
    const button = make("button", "link", data.names[row.frame]);
    button.title = "show it in the flame graph";
    button.addEventListener("click", () => findFunction(row.frame));
    name.append(button);
  } else name.append(data.names[row.frame]);
  if (row.match !== "name") name.append(" ", make("small", "tag " + row.match, row.match === "symbol" ? "other number" : row.match));
  const where = [place(row.frame), row.origin].filter(Boolean).join(" · ");
  if (where) name.append(make("small", "behind", where));
  return made;
}

function matchesChange(row, wanted) {
  if (hiddenStatements.has(row.statement)) return false;
  return !wanted || [data.names[row.frame], data.files[row.frame], row.origin ?? "", row.module].some((text) => text.toLowerCase().includes(wanted));
}

function showChanges() {
  const table = element("changes-table");
  table.replaceChildren();
  showChangeHead(table);
  const wanted = element("changes-filter").value.toLowerCase();
  const rows = data.functions.filter((row) => matchesChange(row, wanted));
  if (changeSorting.column >= 0) {
    const { key } = changeColumns[changeSorting.column];
    rows.sort((a, b) => {
      const [x, y] = changeSorting.ascending ? [key(a), key(b)] : [key(b), key(a)];
      return x < y ? -1 : x > y ? 1 : 0;
    });
  }
  const body = table.createTBody();
  body.append(...rows.slice(0, shownChanges).map(changeRow));
  element("changes-count").textContent = `${rows.length} of ${data.functions.length} functions`;
  const left = rows.length - shownChanges;
  element("changes-more").hidden = left <= 0;
  element("changes-more").textContent = `show ${Math.min(left, shownChanges * 3)} more of ${left}`;
}

/// One button a statement that has rows: shows or hides them.
function showStatementChips() {
  const present = data.statements.filter((entry) => data.functions.some((row) => row.statement === entry.name));
  element("changes-statements").replaceChildren(...present.map((entry) => {
    const count = data.functions.filter((row) => row.statement === entry.name).length;
    const chip = make("button", "statement " + entry.name, make("span", "sign", SIGNS[entry.name] ?? ""), `${entry.title} `, make("small", "", String(count)));
    chip.title = entry.meaning;
    chip.setAttribute("aria-pressed", !hiddenStatements.has(entry.name));
    chip.addEventListener("click", () => {
      if (!hiddenStatements.delete(entry.name)) hiddenStatements.add(entry.name);
      chip.setAttribute("aria-pressed", !hiddenStatements.has(entry.name));
      showChanges();
    });
    return chip;
  }));
}

sections.push({
  id: "changes",
  isShown: () => data.functions.length > 0,
  show() {
    showStatementChips();
    showChanges();
    element("changes-filter").addEventListener("input", showChanges);
    element("changes-more").addEventListener("click", () => {
      shownChanges *= 4;
      showChanges();
    });
  },
});
