/** Choice of the theme: by the system until the reader chooses, then as chosen on every page. */

const THEME_KEY = "loadline-theme";

export function startTheme() {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem(THEME_KEY);
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch { /* A file may not store. */ }
  const toggle = document.querySelector("#theme");
  if (!toggle) return;
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
    } catch { /* A file may not store. */ }
    label();
  });
}
