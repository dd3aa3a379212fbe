/** Downloads of a figure: the drawing as SVG, its values as CSV. */
import { toCsv } from "./csv.js";
import { addButton, saveFile } from "./tools.js";

/** Returns a figure's values as rows, the first of them the labels; none if it brought no values. */
export function readData(figure) {
  const text = figure.querySelector("script.data")?.textContent ?? "[]";
  const columns = JSON.parse(text);
  const labels = columns.map(({ label, unit }) =>
    unit === "" ? label : `${label} (${unit})`
  );
  const valueAt = ({ values, texts }, row) =>
    texts && values[row] !== null ? texts[values[row]] : values[row];
  const rows = (columns[0]?.values ?? []).map((_, row) =>
    columns.map((column) => valueAt(column, row))
  );
  return labels.length === 0 ? [] : [labels, ...rows];
}

/** Adds a button for each form of a figure. The drawing is that of the report, not as the reader zoomed it. */
export function addDownloads(figure, svg, { tools, name }) {
  const original = svg.cloneNode(true);
  addButton(tools, { label: "SVG", name: `Download ${name} as SVG` }, () => {
    const text = new XMLSerializer().serializeToString(original);
    saveFile(`${figure.id}.svg`, "image/svg+xml", text);
  });
  const rows = readData(figure);
  if (rows.length === 0) return;
  addButton(tools, { label: "CSV", name: `Download ${name} as CSV` }, () => {
    saveFile(`${figure.id}.csv`, "text/csv", toCsv(rows));
  });
}
