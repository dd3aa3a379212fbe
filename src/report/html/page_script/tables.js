/** Sorting of tables by a click on the head of a column. */

/** Value by which a cell is sorted; null for none. */
export function sortKey(cell) {
  if (cell.hasAttribute("data-none")) return null;
  const text = cell.dataset.sort ?? cell.textContent.trim();
  const number = Number(text);
  return text === "" || Number.isNaN(number) ? text : number;
}

/** Orders two sort keys: numbers before texts. */
export function compareKeys(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

/** Makes the heads of a table buttons that sort it: ascending, descending, and as it was. */
export function makeSortable(table) {
  const body = table.tBodies[0];
  const original = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, at) => {
    if (original.every((row) => sortKey(row.cells[at]) === null)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const now = head.getAttribute("aria-sort");
      const next = now === "ascending"
        ? "descending"
        : now === "descending"
        ? null
        : "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      const rows = [...original];
      if (next) {
        head.setAttribute("aria-sort", next);
        const sign = next === "ascending" ? 1 : -1;
        rows.sort((one, two) => {
          const a = sortKey(one.cells[at]);
          const b = sortKey(two.cells[at]);
          if (a === null || b === null) return (a === null) - (b === null);
          return sign * compareKeys(a, b);
        });
      }
      body.append(...rows);
    });
  });
}

export function startTables() {
  document.querySelectorAll("table[data-sortable]").forEach(makeSortable);
}
