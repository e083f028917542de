// Looks for what keeps people from reading a page, and returns [rule, selector, reason] for each find.
// The rules follow the success criteria of WCAG 2.2, https://www.w3.org/TR/WCAG22/, and WAI-ARIA 1.2, https://www.w3.org/TR/wai-aria-1.2/.

const found = [];
const report = (rule, element, reason) => found.push([rule, selectorOf(element), reason]);

function selectorOf(element) {
  const parts = [];
  for (let at = element; at && at.nodeType === 1; at = at.parentElement) {
    if (at.id) return ["#" + at.id, ...parts].join(" > ");
    const same = at.parentElement ? [...at.parentElement.children].filter((other) => other.tagName === at.tagName) : [at];
    parts.unshift(at.tagName.toLowerCase() + (same.length > 1 ? `:nth-of-type(${same.indexOf(at) + 1})` : ""));
  }
  return parts.join(" > ");
}

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const texts = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();

/// Seen by the eye: drawn, larger than the pixel of what is only spoken.
function isSeen(element) {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  const box = element.getBoundingClientRect();
  return box.width > 1 && box.height > 1;
}

/// Read aloud: drawn or only spoken.
const isSpoken = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest("[aria-hidden=true]");

// ---- names ----

function nameOf(element) {
  const labelled = element.getAttribute("aria-labelledby");
  if (labelled) return texts(labelled);
  const label = element.getAttribute("aria-label")?.trim();
  if (label) return label;
  if (element.labels?.length) return [...element.labels].map((other) => other.textContent).join(" ").trim();
  const content = element.matches("a, button, summary, [role=row], [role=button], [role=link], [role=tab], [role=option]") ? spoken(element) : "";
  return content || (element.getAttribute("title") ?? element.getAttribute("alt") ?? "").trim();
}

function spoken(element) {
  let text = "";
  for (const child of element.childNodes) {
    if (child.nodeType === 3) text += child.data;
    else if (child.nodeType === 1 && child.getAttribute("aria-hidden") !== "true") text += child.getAttribute("aria-label") ?? spoken(child);
  }
  return text.trim();
}

const CONTROLS = "a[href], button, input, select, textarea, summary, [tabindex], [role=button], [role=link], [role=application]";
const controls = all(CONTROLS).filter(isSpoken);

for (const control of controls) {
  if (!nameOf(control)) report("name", control, "takes part in interaction and has no name");
  if (control.tabIndex > 0) report("tabindex", control, `tabindex ${control.tabIndex} changes the order of the page`);
  if (control.hasAttribute("tabindex") && control.tabIndex >= 0 && !control.matches("a, button, input, summary")) {
    const role = control.getAttribute("role");
    if (!["application", "row", "gridcell", "treeitem", "region", "tab", "tabpanel", "slider", "button", "link", "option", "listbox", "group"].includes(role)) {
      report("focus-role", control, `takes the focus as ${role ?? "nothing"}: a reader is not told what can be done`);
    }
  }
}
for (const hidden of all("[aria-hidden=true]")) {
  for (const control of [hidden, ...all(CONTROLS, hidden)]) {
    if (control.tabIndex >= 0 && control.checkVisibility()) report("hidden-focus", control, "takes the focus and is hidden from readers");
  }
}
for (const element of all("[role=button], [onclick], a:not([href])")) {
  if (!element.matches("button, a[href]")) report("button", element, "works as a button and is none");
}
for (const element of all("main *, header *")) {
  if (!isSeen(element) || getComputedStyle(element).cursor !== "pointer" || getComputedStyle(element.parentElement).cursor === "pointer") continue;
  if (!element.closest(`${CONTROLS}, label`)) report("clickable", element, "looks as if it could be clicked and cannot be reached by keyboard");
}

// ---- roles and their attributes ----

const ROLES = "alert application article banner button cell columnheader complementary contentinfo definition dialog document figure form grid gridcell "
  + "group heading img link list listbox listitem log main menu menubar menuitem navigation none note option presentation progressbar region row rowgroup "
  + "rowheader search searchbox separator slider status switch tab table tablist tabpanel term textbox timer toolbar tooltip tree treegrid treeitem";
const VALUES = {
  "aria-expanded": /^(true|false)$/, "aria-pressed": /^(true|false|mixed)$/, "aria-selected": /^(true|false)$/, "aria-hidden": /^(true|false)$/,
  "aria-live": /^(polite|assertive|off)$/, "aria-sort": /^(ascending|descending|none|other)$/, "aria-level": /^[1-9]\d*$/, "aria-checked": /^(true|false|mixed)$/,
  "aria-current": /^(page|step|location|date|time|true|false)$/, "aria-busy": /^(true|false)$/, "aria-atomic": /^(true|false)$/, "aria-disabled": /^(true|false)$/,
  "aria-setsize": /^(-1|[1-9]\d*)$/, "aria-posinset": /^[1-9]\d*$/, "aria-rowcount": /^(-1|\d+)$/, "aria-rowindex": /^[1-9]\d*$/, "aria-colcount": /^(-1|\d+)$/,
  "aria-colindex": /^[1-9]\d*$/, "aria-orientation": /^(horizontal|vertical)$/, "aria-multiselectable": /^(true|false)$/, "aria-invalid": /^(true|false)$/,
  "aria-valuenow": /^-?[\d.]+$/, "aria-valuemin": /^-?[\d.]+$/, "aria-valuemax": /^-?[\d.]+$/, "aria-haspopup": /^(true|false|menu|dialog|listbox|tree|grid)$/,
};
const REFERENCES = ["aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-activedescendant", "aria-details", "for"];
const FREE = ["aria-label", "aria-roledescription", "aria-description", "aria-keyshortcuts", "aria-valuetext", "aria-placeholder"];

for (const element of all("*")) {
  const role = element.getAttribute("role");
  if (role !== null && !ROLES.split(" ").includes(role)) report("role", element, `there is no role ${role}`);
  for (const { name, value } of element.attributes) {
    if (REFERENCES.includes(name)) {
      for (const id of value.split(/\s+/)) if (!document.getElementById(id)) report("reference", element, `${name} names ${id}, which is not there`);
    } else if (name.startsWith("aria-") && !FREE.includes(name)) {
      if (!VALUES[name]) report("aria", element, `there is no attribute ${name}`);
      else if (!VALUES[name].test(value)) report("aria", element, `${name} cannot be ${value}`);
    }
  }
  if (["application", "img", "group", "region", "treegrid", "tree", "slider", "dialog"].includes(role) && isSpoken(element) && !nameOf(element)) {
    report("role-name", element, `a ${role} needs a label`);
  }
  if (element.hasAttribute("aria-label") && !role && ["DIV", "SPAN", "P", "I", "B", "SMALL"].includes(element.tagName)) {
    report("aria", element, "a label on an element without a role is not read");
  }
}
for (const link of all("a[href^='#']")) {
  const id = decodeURIComponent(link.getAttribute("href").slice(1));
  if (id && !id.includes("=") && !document.getElementById(id)) report("reference", link, `leads to ${id}, which is not there`);
}

const OWNERS = { row: ["treegrid", "grid", "table", "rowgroup"], gridcell: ["row"], columnheader: ["row"], rowheader: ["row"], cell: ["row"], tab: ["tablist"], option: ["listbox"] };
for (const [role, owners] of Object.entries(OWNERS)) {
  for (const element of all(`[role=${role}]`)) {
    let owner = element.parentElement;
    while (owner && !owner.getAttribute("role") && !owner.matches("table, thead, tbody, tr")) owner = owner.parentElement;
    const native = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row" }[owner?.tagName];
    if (!owners.includes(owner?.getAttribute("role") ?? native)) report("role-owner", element, `a ${role} outside of ${owners.join(" or ")}`);
  }
}
for (const grid of all("[role=treegrid]").filter(isSpoken)) {
  const rows = all("tbody > tr", grid);
  if (rows.length && rows.filter((row) => row.tabIndex === 0).length !== 1) report("treegrid", grid, "has not exactly one row that Tab reaches");
  let level = 0;
  for (const row of rows) {
    const own = Number(row.getAttribute("aria-level"));
    if (row.getAttribute("role") !== "row" || !own) report("treegrid", row, "a row without its role or level");
    if (own > level + 1) report("treegrid", row, `level ${own} follows level ${level}`);
    level = own;
    for (const cell of row.cells) if (!["gridcell", "rowheader"].includes(cell.getAttribute("role"))) report("treegrid", cell, "is no gridcell");
    const opens = row.getAttribute("aria-expanded");
    const next = row.nextElementSibling ? Number(row.nextElementSibling.getAttribute("aria-level")) : 0;
    if (opens === "true" && next !== own + 1) report("treegrid", row, "says it is open, and no row of it follows");
    if (opens !== "true" && next > own) report("treegrid", row, "is not open, and a row of it follows");
  }
}

// ---- the document ----

const ids = new Map();
for (const element of all("[id]")) ids.set(element.id, [...(ids.get(element.id) ?? []), element]);
for (const [id, elements] of ids) if (elements.length > 1) report("id", elements[1], `${id} is the name of ${elements.length} elements`);

const root = document.documentElement;
if (!/^[a-z]{2}(-|$)/.test(root.lang)) report("document", root, "does not say its language");
if (!document.title.trim()) report("document", root, "has no title");
for (const [selector, what] of [["main, [role=main]", "main"], ["h1", "h1"]]) {
  const number = all(selector).filter(isSpoken).length;
  if (number !== 1) report("document", root, `has ${number} ${what}`);
}
let last = 0;
for (const heading of all("h1, h2, h3, h4, h5, h6").filter(isSpoken)) {
  const level = Number(heading.tagName[1]);
  if (level > last + 1) report("heading", heading, `h${level} follows ${last ? "h" + last : "nothing"}`);
  if (!spoken(heading)) report("heading", heading, "is empty");
  last = level;
}
for (const list of all("ul, ol").filter(isSpoken)) {
  for (const child of list.children) if (child.tagName !== "LI") report("list", child, "is in a list and no item of it");
}
for (const list of all("dl").filter(isSpoken)) {
  for (const child of list.children) if (!["DT", "DD", "DIV"].includes(child.tagName)) report("list", child, "is in a list of terms and is none");
}

// ---- tables and colours ----

for (const table of all("table").filter(isSpoken)) {
  if (!table.rows.length) continue;
  const heads = all("th", table);
  if (!heads.length) report("table", table, "has no heading");
  for (const head of heads) {
    if (!["col", "row", "colgroup", "rowgroup"].includes(head.scope)) report("table", head, "does not say of what it is the heading");
    if (!spoken(head) && !head.getAttribute("aria-label") && isSpoken(head)) report("table", head, "is an empty heading");
  }
  const columns = table.tHead?.rows[0]?.cells.length;
  for (const row of table.tBodies[0]?.rows ?? []) {
    const number = [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0);
    if (columns && number !== columns) report("table", row, `has ${number} cells below ${columns} headings`);
  }
}
for (const mark of all(".swatch, .key, .mark, .dot").filter(isSeen)) {
  const holder = mark.closest("li, td, tr, div, figcaption, button") ?? mark.parentElement;
  const words = [...(holder?.closest("tr, li") ?? holder ?? document.body).textContent].join("").trim();
  if (words.length < 2) report("colour-alone", mark, "a colour without a word");
}
for (const canvas of all("canvas").filter(isSeen)) {
  const holder = canvas.closest("[role=application], [role=img]");
  if (!holder || !nameOf(holder)) report("canvas", canvas, "a picture that is not said");
  else if (!/table|tree|list/i.test(nameOf(holder))) report("canvas", canvas, "does not say where the same can be read");
}
for (const picture of all("svg").filter(isSeen)) {
  const isSaid = picture.closest("[aria-hidden=true], [role=application]") || (picture.getAttribute("role") === "img" && nameOf(picture));
  if (!isSaid) report("picture", picture, "a picture without role and label");
}

// ---- sizes ----

const isInText = (control) => {
  const holder = control.parentElement;
  return control.matches("a, button.link") && [...holder.childNodes].some((node) => node.nodeType === 3 && node.data.trim().length > 3);
};
/// The part of an element that is not scrolled out of sight.
function boxInSight(element) {
  let { left, top, right, bottom } = element.getBoundingClientRect();
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (getComputedStyle(at).overflowX === "visible") continue;
    const box = at.getBoundingClientRect();
    [left, top, right, bottom] = [Math.max(left, box.left), Math.max(top, box.top), Math.min(right, box.right), Math.min(bottom, box.bottom)];
  }
  return { left, top, right, bottom };
}

const isInSight = (control) => {
  const box = boxInSight(control);
  return box.right > box.left && box.bottom > box.top;
};
const targets = all("a[href], button, input, select, summary").filter((control) => isSeen(control) && !control.disabled && isInSight(control)).map((control) => {
  // A label is part of its field.
  const boxes = [control, ...(control.labels ?? [])].map(boxInSight);
  const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))];
  return { control, left, top, right: Math.max(...boxes.map((box) => box.right)), bottom: Math.max(...boxes.map((box) => box.bottom)) };
});
for (const target of targets) {
  const [width, height] = [target.right - target.left, target.bottom - target.top];
  if ((width >= 23.5 && height >= 23.5) || isInText(target.control)) continue;
  const [x, y] = [(target.left + target.right) / 2, (target.top + target.bottom) / 2];
  const near = targets.find((other) => {
    if (other === target || other.control.contains(target.control) || target.control.contains(other.control)) return false;
    const [dx, dy] = [Math.max(other.left - x, 0, x - other.right), Math.max(other.top - y, 0, y - other.bottom)];
    const isSmall = other.right - other.left < 23.5 || other.bottom - other.top < 23.5;
    const [ox, oy] = [(other.left + other.right) / 2, (other.top + other.bottom) / 2];
    return Math.hypot(dx, dy) < 12 || (isSmall && Math.hypot(ox - x, oy - y) < 24);
  });
  if (near) report("target-size", target.control, `is ${Math.round(width)} × ${Math.round(height)} and too near to ${selectorOf(near.control)}`);
}
