
// ---- the page of a comparison: head, wiring ----

function toggleDark() {
  invertTheme();
  if (hasFlame) flame.draw();
  writeAddress();
}

function readAddress() {
  const values = new URLSearchParams(location.hash.slice(1));
  isDark = values.has("d") ? values.get("d") === "1" : null;
  state.width = WIDTHS.includes(values.get("w")) ? values.get("w") : "both";
  state.query = values.get("q") ?? "";
}

function writeAddress() {
  const values = new URLSearchParams();
  if (isDark !== null) values.set("d", isDark ? "1" : "0");
  if (state.width !== "both") values.set("w", state.width);
  if (state.query) values.set("q", state.query);
  keepAddress(values);
}

function badge(verdict) {
  const [mark, word] = VERDICTS[verdict];
  const sign = make("span", "sign", mark);
  sign.setAttribute("aria-hidden", "true");
  return make("span", "badge " + verdict, sign, word);
}

function showHead() {
  element("kicker").textContent = `headroom · ${data.base.name} → ${data.head.name}`;
  element("verdict").replaceChildren(badge(data.verdict));
  // A number and its sign stay on one line.
  appendText(element("sentence"), data.sentence.replaceAll(" %", "\u00a0%"));
  appendText(element("reason"), data.reason);
  element("reason").hidden = !data.reason;
  element("aspects").replaceChildren(...data.aspects.map((aspect) =>
    appendText(make("li", "", badge(aspect.verdict), make("b", "", ` ${aspect.name} `)), aspect.sentence)));
  document.title = `${VERDICTS[data.verdict][1]} ${data.base.name} → ${data.head.name} — headroom`;
  element("tool").textContent = data.tool;
}

sections.push({
  id: "trust",
  isShown: () => data.trust.length + data.notes.length > 0,
  show() {
    showTrust();
    element("notes-list").replaceChildren(...data.notes.map((note) => appendText(make("li", ""), note)));
  },
});

sections.push({
  id: "calls",
  isShown: () => hasFlame,
  show() {
    openHottest();
    showTree();
    wireTree();
  },
});

sections.push({
  id: "sides",
  isShown: () => true,
  show() {
    element("method").textContent = data.method;
    const names = [...new Set([...data.base.facts, ...data.head.facts].map((fact) => fact.name))];
    const table = element("sides-table");
    if (!names.length) return;
    heading(table, [["Fact", "class"], [data.base.name, "name"], [data.head.name, "name"]]);
    const body = table.createTBody();
    for (const fact of names) {
      const row = body.insertRow();
      cell(row, fact, "class");
      const texts = [data.base, data.head].map((side) => side.facts.find((candidate) => candidate.name === fact)?.text ?? "–");
      for (const text of texts) cell(row, text, "what").dir = "auto";
    }
  },
});

function pageKey(event) {
  if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  const actions = {
    d: toggleDark,
    ...(hasFlame && {
      ...flameKeys(),
      w: () => setWidth(WIDTHS[(WIDTHS.indexOf(state.width) + 1) % WIDTHS.length]),
    }),
  };
  if (!actions[event.key]) return;
  event.preventDefault();
  actions[event.key]();
}

function start() {
  readAddress();
  applyTheme();
  showHead();
  showSections();
  element("flame-keys").hidden = !hasFlame;
  element("dark").addEventListener("click", toggleDark);
  watchTheme(() => { if (hasFlame) flame.draw(); });
  watchAddress(() => {
    readAddress();
    applyTheme();
    if (!hasFlame) return;
    flame.zoom = flame.focus = 0;
    setWidth(state.width);
  });
  document.addEventListener("keydown", pageKey);
  watchWidth();
  // Says to whoever drives the page that all of it was drawn.
  document.documentElement.dataset.ready = "true";
}

start();
