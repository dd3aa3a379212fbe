// @ts-check
/** Choice of the theme: by the system until the reader chooses, then as chosen, as on the reports. */

const THEME_KEY = "loadline-theme";

/** @param {HTMLButtonElement} toggle */
export function startTheme(toggle) {
  const root = document.documentElement;
  const stored = read();
  if (stored === "light" || stored === "dark") root.dataset.theme = stored;
  const isDark = () =>
    root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
  const label = () => {
    toggle.textContent = isDark() ? "Light theme" : "Dark theme";
  };
  toggle.hidden = false;
  label();
  toggle.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    try {
      localStorage.setItem(THEME_KEY, root.dataset.theme);
    } catch { /* A browser may not store. */ }
    label();
  });
}

function read() {
  try {
    return localStorage.getItem(THEME_KEY);
  } catch {
    return null;
  }
}
