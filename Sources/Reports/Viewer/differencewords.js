
// ---- words and numbers of a comparison ----

const statementOf = new Map(data.statements.map((entry) => [entry.name, entry]));
const statementTitle = (name) => statementOf.get(name)?.title ?? name;
const SIGNS = { worse: "▲", unconfirmed: "△", better: "▼", moved: "⇄", noDifference: "=", cannotTell: "?" };
const VERDICTS = { pass: ["✓", "PASS"], regression: ["▲", "REGRESSION"], inconclusive: ["?", "INCONCLUSIVE"] };

/// `+10.2 %`, with a sign that is no hyphen.
function change(value) {
  if (!isNumber(value)) return "–";
  const text = decimal(Math.abs(value) * 100, Math.abs(value) >= 9.995 ? 0 : 1);
  const sign = Number(text) === 0 ? "" : value > 0 ? "+" : "−";
  return `${sign}${text} %`;
}

const chance = (q) => (!isNumber(q) ? "–" : q < 0.001 ? "< 0.001" : q.toFixed(3));
const perUnit = (text) => `${text} per ${data.unit}`;

function metricValue(value, unit) {
  if (!isNumber(value)) return "–";
  return unit === "nanoseconds" ? duration(value) : unit === "bytes" ? bytes(value) : short(value);
}

/// Time with a sign that is no hyphen.
function delta(nanoseconds) {
  const text = duration(Math.abs(nanoseconds));
  return nanoseconds > 0 ? "+" + text : nanoseconds < 0 ? "−" + text : "0";
}

function statementCell(row, name) {
  const made = cell(row, "", "statement " + name);
  const sign = make("span", "sign", SIGNS[name] ?? "");
  sign.setAttribute("aria-hidden", "true");
  made.append(sign, statementTitle(name));
  made.title = statementOf.get(name)?.meaning ?? "";
  return made;
}

/// An interval on a line with 0 in its middle; the zone within the threshold is shaded. The numbers stand beside it.
function forest(row, interval, reach, statement) {
  const made = cell(row, "", "forest-cell");
  const [value, low, high] = interval ?? [];
  const line = make("div", "forest");
  line.setAttribute("aria-hidden", "true");
  const place = (end) => Math.max(0, Math.min(100, 50 + (end / reach) * 50));
  const zone = make("i", "zone-within");
  zone.style.left = place(-data.threshold) + "%";
  zone.style.width = place(data.threshold) - place(-data.threshold) + "%";
  line.append(zone, make("i", "zero"));
  if (isNumber(value)) {
    const [from, to] = [isNumber(low) ? low : -reach, isNumber(high) ? high : reach];
    const whisker = make("i", "whisker-line " + statement);
    whisker.style.left = place(from) + "%";
    whisker.style.width = Math.max(0.5, place(to) - place(from)) + "%";
    const dot = make("i", "dot " + statement + (Math.abs(value) > reach ? " beyond" : ""));
    dot.style.left = place(value) + "%";
    line.append(whisker, dot);
  }
  made.append(line);
  return made;
}

/// How far a picture of intervals reaches: what most rows need, three thresholds at least and ten at most; what lies beyond is a diamond at the end.
function reachOf(intervals) {
  const ends = intervals.flatMap((interval) => (interval ?? []).filter(isNumber).map(Math.abs)).sort((a, b) => a - b);
  return Math.max(data.threshold * 3, Math.min(data.threshold * 10, ends[Math.floor(ends.length * 0.8)] ?? 0)) || 1;
}
