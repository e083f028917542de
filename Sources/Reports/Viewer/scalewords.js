
// ---- words and numbers of scale ----

const classOf = new Map(data.classes.map((entry) => [entry.name, entry]));
const stateOf = new Map(data.states.map((entry) => [entry.name, entry]));
const micros = (nanoseconds) => (isNumber(nanoseconds) ? microseconds(nanoseconds) : "–");
const part = (value) => (isNumber(value) ? `${decimal(value * 100, Math.abs(value) >= 0.0995 ? 0 : 1)} %` : "–");
const signed = (text, value) => (value > 0 ? "+" + text : text);

function bytes(value) {
  if (!isNumber(value)) return "–";
  for (const [size, name] of [[2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"]]) if (Math.abs(value) >= size) return `${short(value / size)} ${name}`;
  return `${short(value)} B`;
}

/// The ends of an interval; nothing where nobody could tell them.
function range(interval, format) {
  const [value, low, high] = interval;
  if (!isNumber(low) || !isNumber(high) || (low === value && high === value)) return "";
  return `${format(low)} … ${format(high)}`;
}

/// A cell with a value and, smaller, its interval.
function measure(row, interval, format) {
  if (!interval) return cell(row, "–", "number");
  const made = cell(row, format(interval[0]), "number");
  const ends = range(interval, format);
  if (ends) made.append(make("small", "range", ends));
  return made;
}

function swatch(kind, name) {
  const made = make("i", `swatch ${kind}-${name}`);
  made.setAttribute("aria-hidden", "true");
  return made;
}

const classTitle = (name) => classOf.get(name)?.title ?? name;
const ceilingTitle = (ceiling) => {
  if (ceiling.kind === "cores") return ceiling.title;
  return ceiling.holder === undefined ? `${ceiling.title} ${ceiling.name}` : `${ceiling.title} in ${data.names[ceiling.holder]}`;
};

/// A function with its place, as text.
function functionText(frame) {
  const where = place(frame);
  return data.names[frame] + (where ? ` (${where})` : "");
}

function showRefusals(id, refused) {
  element(id).replaceChildren(...refused.map((refusal) => appendText(make("li", ""), refusal.reason)));
  element(id).hidden = !refused.length;
}

/// What every section gives: whether it has anything to show, and how it is drawn.
const sections = [];
