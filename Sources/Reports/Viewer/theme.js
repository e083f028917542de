
// ---- dark or light ----

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

/// Calls `draw` whenever what is drawn has to take other colours: the reader's scheme changed, or paper, which is white, comes or goes.
function watchTheme(draw = () => {}) {
  const repaint = (theme) => () => {
    theme();
    draw();
  };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint(applyTheme));
  addEventListener("beforeprint", repaint(() => document.documentElement.classList.remove("dark")));
  addEventListener("afterprint", repaint(applyTheme));
}
