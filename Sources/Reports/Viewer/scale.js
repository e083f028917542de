
// ---- the page of scale: head, wiring ----

let isDark = null;

function applyTheme() {
  const dark = isDark ?? matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark", dark);
  element("dark").setAttribute("aria-pressed", dark);
  return dark;
}

function toggleDark() {
  isDark = !applyTheme();
  applyTheme();
  writeAddress();
}

function readAddress() {
  const values = new URLSearchParams(location.hash.slice(1));
  if (values.has("d")) isDark = values.get("d") === "1";
  if (values.get("t") === "culprits") flame.side = "culprits";
  if (values.get("w") === "total") flame.mode = "total";
  flame.query = values.get("q") ?? "";
}

function writeAddress() {
  const values = new URLSearchParams();
  if (isDark !== null) values.set("d", isDark ? "1" : "0");
  if (flame.side !== "victims") values.set("t", flame.side);
  if (flame.mode !== "change") values.set("w", flame.mode);
  if (flame.query) values.set("q", flame.query);
  const text = values.toString();
  if (!text && !location.hash.includes("=")) return;
  try { history.replaceState(null, "", "#" + text); } catch { /* a page opened from disk may not change its address */ }
}

const TRUST_WORDS = { good: ["✓", "good"], warning: ["!", "warning"], refused: ["✕", "refused"] };

function showTrust() {
  const order = ["refused", "warning", "good"];
  const items = [...data.trust].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  element("trust-items").replaceChildren(...items.map((item) => {
    const [mark, word] = TRUST_WORDS[item.status];
    const sign = make("span", "mark", mark);
    sign.setAttribute("aria-hidden", "true");
    const text = appendText(make("span", "text", make("b", "", `${item.name}: ${word}`), " "), item.text);
    return make("li", item.status, sign, text);
  }));
  const refused = items.filter((item) => item.status === "refused");
  element("banner").hidden = !refused.length;
  if (!refused.length) return;
  const list = make("ul", "", ...refused.map((item) => appendText(make("li", ""), item.text)));
  element("banner").replaceChildren(make("strong", "", "Not to be trusted, because"), list, "No verdict may be built on this result.");
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

/// Sections in the order of the page; those with nothing to show are left out.
function showSections() {
  const links = [];
  for (const place of [...document.querySelectorAll("main > section")]) {
    const section = sections.find((candidate) => candidate.id === place.id);
    if (!section.isShown()) {
      place.remove();
      continue;
    }
    const link = make("a", "", place.querySelector("h2").dataset.short);
    link.href = "#" + place.id;
    links.push(link);
    section.show?.();
    section.draw?.();
  }
  document.querySelector("nav").replaceChildren(...links);
}

/// Pictures are as wide as the page: a new width is a new picture.
function watchWidth() {
  let width = document.body.clientWidth;
  new ResizeObserver(() => {
    if (document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    hideTip();
    for (const section of sections) if (section.isShown()) section.draw?.();
  }).observe(document.body);
}

function pageKey(event) {
  if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  const other = (value, a, b) => (value === a ? b : a);
  const actions = {
    d: toggleDark,
    ...(hasFlame && {
      "/": () => element("search").focus(),
      n: () => nextFlameMatch(1),
      N: () => nextFlameMatch(-1),
      0: () => zoomFlame(0),
      Escape: () => zoomFlame(0),
      v: () => setFlame(other(flame.side, "victims", "culprits"), flame.mode),
      w: () => setFlame(flame.side, other(flame.mode, "change", "total")),
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
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", applyTheme);
  document.addEventListener("keydown", pageKey);
  watchWidth();
  // Paper is white.
  addEventListener("beforeprint", () => document.documentElement.classList.remove("dark"));
  addEventListener("afterprint", applyTheme);
  // Says to whoever drives the page that all of it was drawn.
  document.documentElement.dataset.ready = "true";
}

start();
