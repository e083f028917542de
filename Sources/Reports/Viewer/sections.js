
// ---- what pages with sections share: trust panel, table of contents, width ----

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
