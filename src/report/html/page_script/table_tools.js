/** Filter, count of rows and download of a table. */
import { toCsv } from "./csv.js";
import { addButton, makeTools, saveFile } from "./tools.js";

/** Rows above which a table has a filter. */
const MIN_FILTER_ROWS = 12;

/** Reads a table as values for a CSV: numbers without separators, notes in a column of their own. */
export function readTable(table) {
  const rows = [...table.querySelectorAll("tbody tr")]
    .map((row) => [...row.querySelectorAll("td")].map(readCell));
  const labels = [...table.querySelectorAll("thead th")]
    .map((head) => head.textContent.trim());
  const hasNote = labels.map((_, at) => rows.some((row) => row[at]?.note));
  const spread = (cells, value) =>
    cells.flatMap((cell, at) => hasNote[at] ? value(cell) : [value(cell)[0]]);
  return [
    spread(labels, (label) => [label, `${label}, note`]),
    ...rows.map((row) => spread(row, ({ text, note }) => [text, note])),
  ];
}

function readCell(cell) {
  const note = cell.querySelector("small")?.textContent ?? "";
  const shown = cell.textContent.trim();
  const text = note === ""
    ? shown
    : shown.slice(0, shown.length - note.length).trim();
  const grouped = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text);
  return { text: grouped ? text.replaceAll(",", "") : text, note };
}

function addFilter(tools, table, name) {
  const rows = [...table.querySelectorAll("tbody tr")];
  const field = document.createElement("input");
  field.type = "search";
  field.placeholder = "Filter rows";
  field.setAttribute("aria-label", `Filter rows of ${name}`);
  const count = document.createElement("output");
  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown++;
    }
    count.textContent = shown === rows.length
      ? `${rows.length} rows`
      : `${shown} of ${rows.length} rows`;
  };
  field.addEventListener("input", show);
  show();
  tools.append(field, count);
}

/** Adds the controls of every table that a report numbers. */
export function startTableTools() {
  for (const box of document.querySelectorAll(".table-box[id]")) {
    const table = box.querySelector("table");
    const name = box.querySelector(".caption b")?.textContent ?? "the table";
    const tools = makeTools();
    if (table.querySelectorAll("tbody tr").length > MIN_FILTER_ROWS) {
      addFilter(tools, table, name);
    }
    addButton(tools, { label: "CSV", name: `Download ${name} as CSV` }, () => {
      saveFile(`${box.id}.csv`, "text/csv", toCsv(readTable(table)));
    });
    box.querySelector(".table").before(tools);
  }
}
