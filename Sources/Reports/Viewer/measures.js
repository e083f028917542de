
// ---- numbers and words of measurements, for the pages of scale and of trends ----

/// What is not finite comes as null.
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/// Three digits of any number, more of a large one.
function short(value) {
  if (!isNumber(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 0.001)) {
    const [digits, exponent] = value.toExponential(1).split("e");
    return `${digits}·10${[...exponent.replace("+", "")].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign])).join("")}`;
  }
  if (size >= 99.95 || size === 0) return count(rounded(value));
  return decimal(value, size >= 9.995 ? 1 : size >= 0.9995 ? 2 : size >= 0.09995 ? 3 : 4);
}

function duration(nanoseconds) {
  if (!isNumber(nanoseconds)) return "–";
  const size = Math.abs(nanoseconds);
  return size > 0 && size < 1000 ? `${decimal(nanoseconds, size >= 100 ? 0 : 1)} ns` : seconds(nanoseconds);
}

/// Text in which `code` stands between backquotes.
function appendText(parent, text) {
  text.split("`").forEach((piece, index, all) => {
    if (index % 2 === 1 && index < all.length - 1) parent.append(make("code", "", piece));
    else parent.append((index % 2 === 1 ? "`" : "") + piece);
  });
  return parent;
}
