/** Embeds the values of a figure in its page, where the script makes a CSV of them. */
import type { FigureTable } from "../document/displays.ts";
import { plainText } from "../text/escape.ts";

/** Column as the script reads it: where that is shorter, each value once, and its positions in place of it. */
interface CompactColumn {
  readonly label: string;
  readonly unit: string;
  readonly values: readonly (number | string | null)[];
  readonly texts?: readonly (number | string)[];
}

/** Renders the values as compact JSON; empty if there are none. */
export function renderFigureData({ columns, rows }: FigureTable): string {
  if (columns.length === 0) return "";
  const compact = columns.map(({ label, unit }, at) => ({
    label: plainText(label),
    unit: plainText(unit),
    ...compactColumn(rows.map((row) => toPlain(row[at] ?? null))),
  }));
  // A script ends at its closing tag, wherever that stands.
  const json = JSON.stringify(compact).replaceAll("<", "\\u003c");
  return `<script type="application/json" class="data">${json}</script>`;
}

/** Removes what could disguise a name of a record in a tooltip or a CSV. */
function toPlain(value: number | string | null): number | string | null {
  return typeof value === "string" ? plainText(value) : value;
}

function compactColumn(
  values: readonly (number | string | null)[],
): Pick<CompactColumn, "values" | "texts"> {
  const places = new Map<number | string, number>();
  for (const value of values) {
    if (value !== null && !places.has(value)) places.set(value, places.size);
  }
  const coded = {
    values: values.map((value) =>
      value === null ? null : places.get(value) ?? null
    ),
    texts: [...places.keys()],
  };
  const isText = values.some((value) => typeof value === "string");
  // Bounds of cells are the same in many rows.
  return isText || sizeOf(coded) < sizeOf({ values }) ? coded : { values };
}

function sizeOf(column: Pick<CompactColumn, "values" | "texts">): number {
  return JSON.stringify(column).length;
}
