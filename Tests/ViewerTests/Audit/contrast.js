// Contrast of every text that is seen, of the edges of fields, and of what shows the focus; follows audit.js.

/// Red, green, blue (0…255) and alpha (0…1) of a computed colour.
function parsed(colour) {
  const numbers = colour.match(/[\d.]+(e-?\d+)?%?/g)?.map(Number) ?? [0, 0, 0, 0];
  if (colour.startsWith("color(srgb")) return [numbers[0] * 255, numbers[1] * 255, numbers[2] * 255, numbers[3] ?? 1];
  return colour.startsWith("rgb") ? [numbers[0], numbers[1], numbers[2], numbers[3] ?? 1] : [0, 0, 0, 0];
}

const over = (top, below) => [0, 1, 2].map((index) => top[index] * top[3] + below[index] * (1 - top[3])).concat(1);

function luminance(colour) {
  const [r, g, b] = colour.slice(0, 3).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const canvasColour = (() => {
  const probe = document.createElement("i");
  probe.style.cssText = "background: Canvas; position: absolute";
  document.body.append(probe);
  const colour = parsed(getComputedStyle(probe).backgroundColor);
  probe.remove();
  return colour;
})();

/// The colours that may be behind an element: more than one where a gradient is.
function grounds(element) {
  let layers = [[canvasColour]];
  const path = [];
  for (let at = element; at; at = at.parentElement) path.unshift(at);
  for (const at of path) {
    const style = getComputedStyle(at);
    if (at instanceof SVGElement && at.tagName !== "svg") continue;
    const colour = parsed(style.backgroundColor);
    const images = style.backgroundImage === "none" ? [] : (style.backgroundImage.match(/(rgba?|color)\([^)]*\)/g) ?? []).map(parsed);
    const tops = images.length ? [colour, ...images] : [colour];
    layers.push(tops);
  }
  let results = [canvasColour];
  for (const tops of layers.slice(1)) {
    const base = results.map((below) => over(tops[0], below));
    results = tops.length > 1 ? [...base, ...base.flatMap((below) => tops.slice(1).map((top) => over(top, below)))] : base;
    results = results.filter((one, index) => results.findIndex((other) => other.every((value, place) => Math.abs(value - one[place]) < 1)) === index);
  }
  return results;
}

function opacityOf(element) {
  let opacity = 1;
  for (let at = element; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
  return opacity;
}

/// The shapes of a picture that are drawn below a text.
function shapesBelow(text) {
  const box = text.getBoundingClientRect();
  const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  return all("rect, circle, path, polygon", text.ownerSVGElement).filter((shape) => {
    if (shape.closest("defs") || !(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) return false;
    const area = shape.getBoundingClientRect();
    return area.left <= x && x <= area.right && area.top <= y && y <= area.bottom;
  });
}

function groundsOfPicture(text) {
  // A text with a seam of its own stands on that.
  const { paintOrder, stroke, strokeWidth } = getComputedStyle(text);
  if (paintOrder.startsWith("stroke") && parseFloat(strokeWidth) >= 3 && parsed(stroke)[3] === 1) return [parsed(stroke)];
  let results = grounds(text.ownerSVGElement);
  for (const shape of shapesBelow(text)) {
    const style = getComputedStyle(shape);
    if (style.fill === "none" || style.visibility === "hidden") continue;
    const named = /url\("?#([^")]+)/.exec(style.fill);
    const fills = named ? all("*", document.getElementById(named[1])).map((part) => getComputedStyle(part).fill) : [style.fill];
    const strength = Number(style.fillOpacity) * Number(style.opacity);
    results = results.flatMap((below) => fills.map((fill) => over(weakened(parsed(fill), strength), below)));
  }
  return results;
}

const weakened = (colour, strength) => [colour[0], colour[1], colour[2], colour[3] * strength];

function check(element, colour, behind, what) {
  const style = getComputedStyle(element);
  const size = parseFloat(style.fontSize);
  const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
  const strength = opacityOf(element);
  const worst = Math.min(...behind.map((ground) => ratio(over(weakened(colour, strength), ground), ground)));
  if (worst < needed - 0.005) report("contrast", element, `${what} has a contrast of ${worst.toFixed(2)}, needs ${needed}`);
}

const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const checked = new Set();
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || checked.has(element) || element.closest("script, style, noscript, :disabled, .spoken") || !isSeen(element)) continue;
  checked.add(element);
  const style = getComputedStyle(element);
  const words = `“${walker.currentNode.data.trim().slice(0, 30)}”`;
  if (element instanceof SVGElement) check(element, parsed(style.fill), groundsOfPicture(element), words);
  else check(element, parsed(style.color), grounds(element), words);
}
for (const field of all("input:not([type=checkbox]), select").filter(isSeen)) {
  if (field.placeholder) check(field, parsed(getComputedStyle(field, "::placeholder").color), grounds(field), "the hint");
  const edge = parsed(getComputedStyle(field).borderTopColor);
  const worst = Math.min(...grounds(field.parentElement).map((ground) => ratio(over(edge, ground), ground)));
  if (worst < 3) report("field-edge", field, `its edge has a contrast of ${worst.toFixed(2)}, needs 3`);
}
return found;
