
// ---- the page of scale: head, wiring ----

function toggleDark() {
  invertTheme();
  if (hasFlame) flame.draw();
  writeAddress();
}

function readAddress() {
  const values = new URLSearchParams(location.hash.slice(1));
  isDark = values.has("d") ? values.get("d") === "1" : null;
  state.side = values.get("t") === "culprits" ? "culprits" : "victims";
  state.mode = values.get("w") === "total" ? "total" : "change";
  state.query = values.get("q") ?? "";
}

function writeAddress() {
  const values = new URLSearchParams();
  if (isDark !== null) values.set("d", isDark ? "1" : "0");
  if (state.side !== "victims") values.set("t", state.side);
  if (state.mode !== "change") values.set("w", state.mode);
  if (state.query) values.set("q", state.query);
  keepAddress(values);
}

sections.push({ id: "trust", isShown: () => data.trust.length > 0, show: showTrust });

function showHead() {
  const isEmpty = !sections.some((section) => section.id !== "trust" && section.isShown());
  const sentence = data.sentence || (isEmpty ? "There is nothing to show: this result holds no levels, no sizes and no windows." : "headroom scale");
  appendText(element("sentence"), sentence);
  const target = data.target.split("/").pop();
  element("kicker").textContent = ["headroom scale", target].filter(Boolean).join(" · ");
  document.title = [target, "headroom scale"].filter(Boolean).join(" — ");
  element("tool").textContent = data.tool;
  element("environment").replaceChildren(...data.environment.map(({ name, text }) => {
    const value = make("dd", "", text);
    value.dir = "auto";
    return make("div", "", make("dt", "", name), value);
  }));
}

function pageKey(event) {
  if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  const other = (value, a, b) => (value === a ? b : a);
  const actions = {
    d: toggleDark,
    ...(hasFlame && {
      ...flameKeys(),
      v: () => setFlame(other(state.side, "victims", "culprits"), state.mode),
      w: () => setFlame(state.side, other(state.mode, "change", "total")),
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
    setFlame(state.side, state.mode);
  });
  document.addEventListener("keydown", pageKey);
  watchWidth();
  // Says to whoever drives the page that all of it was drawn.
  document.documentElement.dataset.ready = "true";
}

start();
