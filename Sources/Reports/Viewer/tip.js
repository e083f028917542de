
// ---- what is under the pointer ----

function showTip(lines, x, y) {
  const tip = element("tip");
  tip.replaceChildren(...lines.map((line, index) => {
    const [swatch, text, value] = Array.isArray(line) ? line : [null, line, null];
    const row = make("div", index ? "" : "first");
    if (swatch) row.append(swatch);
    row.append(make("span", "", text));
    if (value !== null) row.append(make("b", "", value));
    return row;
  }));
  tip.hidden = false;
  const room = document.documentElement.clientWidth - tip.offsetWidth - 12;
  tip.style.left = Math.max(4, Math.min(x + 16, room)) + "px";
  const below = y + 18;
  tip.style.top = (below + tip.offsetHeight > innerHeight ? Math.max(4, y - tip.offsetHeight - 12) : below) + "px";
}

const hideTip = () => { element("tip").hidden = true; };
