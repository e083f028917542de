
// ---- dark or light, and what the address keeps of it: for pages with sections ----

let isDark = null;

function applyTheme() {
  const dark = isDark ?? matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark", dark);
  element("dark").setAttribute("aria-pressed", dark);
  return dark;
}

function invertTheme() {
  isDark = !applyTheme();
  applyTheme();
}

/// Keeps the state of the page in its address; a page that nobody changed keeps the address it was opened with.
function keepAddress(values) {
  const text = values.toString();
  if (!text && !location.hash.includes("=")) return;
  try { history.replaceState(null, "", "#" + text); } catch { /* a page opened from disk may not change its address */ }
}
