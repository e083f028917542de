
// ---- elements ----

/// An element with a class and children; texts become text nodes.
function make(tag, className = "", ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function cell(row, text, className) {
  const cell = document.createElement("td");
  cell.className = className;
  cell.textContent = text;
  row.append(cell);
  return cell;
}

/// The heading of a table: a title and a class by column.
function heading(table, titles) {
  const head = table.createTHead().insertRow();
  for (const [text, className] of titles) {
    const cell = document.createElement("th");
    cell.className = className;
    cell.scope = "col";
    cell.textContent = text;
    head.append(cell);
  }
}

function place(frame, line = data.lines[frame]) {
  const file = data.files[frame];
  if (!file || file.startsWith("<")) return "";
  return file.split("/").pop() + (line ? ":" + line : "");
}
