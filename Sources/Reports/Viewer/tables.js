
// ---- tables ----

const dash = (text, value) => (value ? text : "–");

/// The columns of the table of functions: what to sort by and what to show.
function functionColumns() {
  const columns = [
    { title: "Self", key: (row) => row[1], text: (row) => percent(row[1], shown.total) },
    { title: "Total", key: (row) => row[2], text: (row) => percent(row[2], shown.total) },
    { title: "Time", key: (row) => row[1], text: (row) => amount(row[1]) },
  ];
  const counts = data.requests && shown.unit === "nanoseconds";
  if (counts) columns.push({ title: "µs/request", key: (row) => row[1], text: (row) => perRequest(row[1]) });
  if (shown.metric === "cpu" && waitingByFunction.size) {
    const waiting = (row) => waitingByFunction.get(row[0]) ?? 0;
    const hint = "with all it calls, without idle and sleep";
    columns.push({ title: "Waiting", key: waiting, text: (row) => dash(seconds(waiting(row)), waiting(row)), hint });
    if (counts) columns.push({ title: "µs/request", key: waiting, text: (row) => dash(perRequest(waiting(row)), waiting(row)) });
  }
  for (const column of columns) column.className = "number";
  columns.push({ title: "Function", key: (row) => data.names[row[0]], text: (row) => data.names[row[0]], className: "name", isText: true });
  columns.push({ title: "Place", key: (row) => place(row[0]), text: (row) => place(row[0]), className: "place", isText: true });
  return columns;
}

let sorting = { column: 0, ascending: false };
let shownRows = 40;

function showFunctions() {
  const table = element("functions");
  const columns = functionColumns();
  if (sorting.column >= columns.length) sorting = { column: 0, ascending: false };
  table.replaceChildren();
  const head = table.createTHead().insertRow();
  columns.forEach((column, index) => {
    const title = document.createElement("th");
    title.className = column.className;
    title.scope = "col";
    title.title = column.hint ?? "";
    title.setAttribute("aria-sort", sorting.column !== index ? "none" : sorting.ascending ? "ascending" : "descending");
    const button = document.createElement("button");
    button.textContent = column.title + (sorting.column === index ? (sorting.ascending ? " ↑" : " ↓") : "");
    button.addEventListener("click", () => {
      sorting = { column: index, ascending: sorting.column === index ? !sorting.ascending : column.isText ?? false };
      showFunctions();
    });
    title.append(button);
    head.append(title);
  });
  const wanted = element("filter").value.toLowerCase();
  const rows = shown.functions.filter((row) => !wanted || data.names[row[0]].toLowerCase().includes(wanted));
  const key = columns[sorting.column].key;
  rows.sort((a, b) => {
    const [x, y] = sorting.ascending ? [key(a), key(b)] : [key(b), key(a)];
    return x < y ? -1 : x > y ? 1 : 0;
  });
  const body = table.createTBody();
  for (const entry of rows.slice(0, shownRows)) {
    const row = body.insertRow();
    for (const column of columns) {
      const text = cell(row, column.text(entry), column.className);
      if (column.className === "name") text.title = data.names[entry[0]];
      if (column.className === "place") text.title = data.files[entry[0]];
    }
  }
  const left = rows.length - shownRows;
  element("more").hidden = left <= 0 && !shown.functionsLeftOut;
  element("more").disabled = left <= 0;
  element("more").textContent = left > 0 ? `show ${left} more` : `${shown.functionsLeftOut} functions below 0.01 % are not in this page`;
}

function shareBar(value, whole, width = 12) {
  const bar = make("span", "share");
  bar.style.width = Math.max(0, value / Math.max(1, whole)) * width + "rem";
  return bar;
}

function showShares(id, title, rows) {
  const table = element(id);
  table.replaceChildren();
  element(id + "-section").hidden = !rows.length;
  element(id + "-link").hidden = !rows.length;
  if (!rows.length) return;
  const counts = data.requests && shown.unit === "nanoseconds";
  heading(table, [["Share", "number"], ["Time", "number"], ...(counts ? [["µs/request", "number"]] : []), [title, "name"]]);
  const body = table.createTBody();
  for (const [label, value] of rows) {
    const row = body.insertRow();
    cell(row, percent(value, shown.total), "number");
    cell(row, amount(value), "number");
    if (counts) cell(row, perRequest(value), "number");
    cell(row, label, "name").prepend(shareBar(value, shown.total));
  }
}
