/** Script of a page: sortable tables and the choice of theme. A page is complete without it. */
import { createHash } from "node:crypto";

/** Text of the script; it reads only the page and the stored theme. */
export const SCRIPT = `(() => {
  "use strict";
  const root = document.documentElement;
  const remember = (theme) => {
    try { localStorage.setItem("loadline-theme", theme); } catch { /* a file may not store */ }
  };
  try {
    const theme = localStorage.getItem("loadline-theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch { /* a file may not store */ }

  const toggle = document.querySelector("#theme");
  if (toggle) {
    const isDark = () => root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    const label = () => { toggle.textContent = isDark() ? "Light theme" : "Dark theme"; };
    toggle.hidden = false;
    label();
    toggle.addEventListener("click", () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      remember(root.dataset.theme);
      label();
    });
  }

  const contents = document.querySelector("#contents details");
  if (contents && matchMedia("(max-width: 64rem)").matches) contents.open = false;

  const keyOf = (cell) => {
    if (cell.hasAttribute("data-none")) return null;
    const text = cell.dataset.sort ?? cell.textContent.trim();
    const number = Number(text);
    return text === "" || Number.isNaN(number) ? text : number;
  };
  const compare = (a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return typeof a === typeof b
      ? String(a).localeCompare(String(b), "en", { numeric: true })
      : typeof a === "number" ? -1 : 1;
  };
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const body = table.tBodies[0];
    const original = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, at) => {
      if (original.every((row) => keyOf(row.cells[at]) === null)) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        const next = now === "ascending" ? "descending" : now === "descending" ? null : "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        const rows = [...original];
        if (next) {
          head.setAttribute("aria-sort", next);
          const sign = next === "ascending" ? 1 : -1;
          rows.sort((one, two) => {
            const a = keyOf(one.cells[at]);
            const b = keyOf(two.cells[at]);
            if (a === null || b === null) return (a === null) - (b === null);
            return sign * compare(a, b);
          });
        }
        body.append(...rows);
      });
    });
  }
})();`;

/** Returns the source expression of the script for a Content-Security-Policy. */
export function scriptHash(): string {
  return `'sha256-${createHash("sha256").update(SCRIPT).digest("base64")}'`;
}
