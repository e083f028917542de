
// ---- elements ----

/// An element with a class and children; texts become text nodes.
function make(tag, className = "", ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/// Makes a canvas as large as the part of a place that is seen, in the screen's own pixels, and fills it with a colour.
function clearCanvas(pen, canvas, place, colour) {
  const width = place.clientWidth;
  const height = Math.max(place.clientHeight, 1);
  const ratio = window.devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  canvas.style.height = height + "px";
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, width, height);
  pen.font = "12px system-ui, sans-serif";
  pen.textBaseline = "middle";
  return { width, height };
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

/// A name for a text that goes on after it: where it turns the order of letters, it is isolated from that.
const closed = (name) => (/[\u202a-\u202e\u2066-\u2068]/.test(name) ? `\u2068${name}\u2069` : name);

function place(frame, line = data.lines[frame]) {
  const file = data.files[frame];
  if (!file || file.startsWith("<")) return "";
  return closed(file.split("/").pop()) + (line ? ":" + line : "");
}
