
// ---- tables ----

const dash = (text, value) => (value ? text : "–");

/// The columns of the table of functions: what to sort by and what to show.
function functionColumns() {
  const columns = [
    { title: "Self", key: (row) => row[1], text: (row) => percent(row[1], shown.total) },
    { title: "Total", isExtra: true, key: (row) => row[2] ?? 0, text: (row) => (row[2] === null ? "–" : percent(row[2], shown.total)) },
    { title: amountTitle(), key: (row) => row[1], text: (row) => amount(row[1]), hint: "of the function itself" },
  ];
  const counts = requestsOnShow() && shown.unit === "nanoseconds" && state.unit !== "request";
  if (counts) columns.push({ title: "µs/request", key: (row) => row[1], text: (row) => perRequest(row[1]), hint: "of the function itself" });
  if (shown.metric === "cpu" && waitingByFunction.size && !element("by-line").checked) {
    const waiting = (row) => waitingByFunction.get(row[0]) ?? 0;
    const hint = "with all it calls, without idle and sleep";
    columns.push({ title: "Waiting", isExtra: true, key: waiting, text: (row) => dash(amount(waiting(row)), waiting(row)), hint });
    if (counts) columns.push({ title: "Waiting µs/request", isExtra: true, key: waiting, text: (row) => dash(perRequest(waiting(row)), waiting(row)) });
  }
  // What has no room on a phone is left out there.
  for (const column of columns) column.className = column.isExtra ? "number extra" : "number";
  columns.push({ title: "Function", key: (row) => data.names[row[0]], text: (row) => data.names[row[0]], className: "name", isText: true });
  columns.push({ title: "Place", key: (row) => place(row[0], row[3]), text: (row) => placeOfRow(row), className: "place", isText: true });
  return columns;
}

/// Of a source line without a number it is said that it has none.
function placeOfRow([frame, , , line]) {
  const text = place(frame, line);
  return text && line === 0 ? `${text}, no line` : text;
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
      keepingFocus(showFunctions);
    });
    title.append(button);
    head.append(title);
  });
  const wanted = element("filter").value.toLowerCase();
  const isByLine = element("by-line").checked;
  const rows = (isByLine ? linesOfSamples() : shown.functions).filter((row) => !wanted || data.names[row[0]].toLowerCase().includes(wanted));
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
      if (column.className !== "name" || isByLine) continue;
      const button = make("button", "link plain", text.textContent);
      button.title = `${closed(data.names[entry[0]])}: callers and callees`;
      button.addEventListener("click", () => {
        goToSandwich(entry[0]);
      });
      text.replaceChildren(button);
    }
  }
  if (!rows.length && (wanted || !isUntouched())) {
    const row = body.insertRow();
    cell(row, wanted ? `no function has “${wanted}” in its name` : "no function: nothing is left of what was selected", "").colSpan = columns.length;
  }
  const left = rows.length - shownRows;
  element("more").hidden = left <= 0;
  element("more").textContent = `show ${left} more`;
  element("line-hint").hidden = !isByLine;
  const total = isWhole() ? "total what ran while the line was on the stack" : "the total is only known of the whole recording";
  element("line-hint").textContent = `Self is where samples ended, ${total}. What the debug information has no line for, and lines with less than a`
    + " ten thousandth of the recording, are one row of their function.";
}

function shareBar(value, whole, width = 12) {
  const bar = make("span", "share");
  bar.style.width = Math.max(0, value / Math.max(1, whole)) * width + "rem";
  return bar;
}

/// Threads or tasks with their share; a press chooses one, and with Shift or Control several.
function showShares(id, column, title, shares) {
  const table = element(id);
  const focusedIndex = table.contains(document.activeElement) ? document.activeElement.dataset.index : undefined;
  table.replaceChildren();
  const names = data[column + "s"];
  // One row that says there is nothing to tell apart says nothing.
  const isShown = shares.length > 1 || selection[column] || (shares.length === 1 && names[shares[0][0]] !== "[no task]");
  element(id + "-section").hidden = !isShown;
  element(id + "-link").hidden = !isShown;
  if (!isShown) return;
  const counts = requestsOnShow() && shown.unit === "nanoseconds" && state.unit !== "request";
  heading(table, [["Share", "number"], [amountTitle(), "number"], ...(counts ? [["µs/request", "number"]] : []), [title, "name"]]);
  const whole = shares.reduce((sum, [, value]) => sum + value, 0);
  const body = table.createTBody();
  const add = (label, value, index) => {
    const row = body.insertRow();
    cell(row, percent(value, whole), "number");
    cell(row, amount(value), "number");
    if (counts) cell(row, perRequest(value), "number");
    const text = cell(row, "", "name");
    text.append(shareBar(value, whole));
    if (index === undefined) return text.append(label);
    const button = make("button", "link plain", label);
    button.dataset.index = index;
    button.setAttribute("aria-pressed", selection[column]?.has(index) ?? false);
    button.title = "count only this one; with Shift or Control also others";
    button.addEventListener("click", (event) => choose(column, index, event.shiftKey || event.ctrlKey || event.metaKey));
    text.append(button);
    if (String(index) === focusedIndex) button.focus();
  };
  for (const [index, value] of shares.slice(0, MOST_SHARES)) add(names[index], value, index);
  const rest = shares.slice(MOST_SHARES);
  if (rest.length) add(`(${rest.length} more)`, rest.reduce((sum, [, value]) => sum + value, 0));
}

const MOST_SHARES = 500;

function choose(column, index, isMore) {
  const chosen = new Set(isMore ? selection[column] ?? [] : []);
  if (selection[column]?.has(index)) chosen.delete(index);
  else chosen.add(index);
  select(column, chosen.size ? chosen : null);
}
