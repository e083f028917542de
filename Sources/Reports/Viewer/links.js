
// ---- the address, which keeps the state of a page, and links within the page, which leave it there ----

/// Keeps the state of the page in its address; a page that nobody changed keeps the address it was opened with.
function keepAddress(values) {
  const text = values.toString();
  if (!text && !location.hash.includes("=")) return;
  try { history.replaceState(null, "", "#" + text); } catch { /* a page opened from disk may not change its address */ }
}

/// Leads to sections by itself, as a link would put their names into the address.
function followLink(event) {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const section = element(link.hash.slice(1));
  if (!section) return;
  event.preventDefault();
  section.scrollIntoView();
  const heading = section.querySelector("h2") ?? section;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/// - Parameter open: Draws the page anew as its address says, once a reader wrote another one there.
function watchAddress(open = () => {}) {
  document.addEventListener("click", followLink);
  addEventListener("hashchange", () => { if (location.hash.includes("=")) open(); });
}
