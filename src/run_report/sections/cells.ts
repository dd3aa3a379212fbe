/** Makes the cells of a run's report: the document model of a notebook, made by code. */
import type { ExecutedCell } from "../../notebook/mod.ts";
import type { Figure } from "../../figures/mod.ts";
import {
  type Answer,
  type Prose,
  type Table,
  TABLE_MIME,
} from "../../report/mod.ts";

const display: unique symbol = Symbol.for("Jupyter.display");

/** Makes a cell of prose, which may begin with a heading. */
export function proseCell({ markdown }: Prose): ExecutedCell {
  return {
    ...{ id: "", kind: "markdown", tags: [], outputs: [], status: "ok" },
    source: markdown,
  };
}

/** Makes a cell that shows a table. */
export function tableCell(
  { caption, headline, columns, rows }: Table,
): ExecutedCell {
  return shownCell({
    [TABLE_MIME]: { caption, headline, columns, rows },
  });
}

/** Makes a cell that shows a figure; `lead` puts it on the first screen. */
export function figureCell(
  figure: Figure,
  { lead = false } = {},
): ExecutedCell {
  return shownCell(toBundle(figure), lead ? ["lead"] : []);
}

/** Makes the cell of the answer, which stands above all others. */
export function answerCell(answer: Answer): ExecutedCell {
  return shownCell(toBundle(answer), ["headline"]);
}

function shownCell(
  data: Record<string, unknown>,
  tags: readonly string[] = [],
): ExecutedCell {
  return {
    ...{ id: "", kind: "code", source: "", status: "ok" },
    tags,
    outputs: [{ type: "display", data }],
  };
}

function toBundle(value: object): Record<string, unknown> {
  if (display in value && typeof value[display] === "function") {
    return value[display]();
  }
  throw new TypeError("Cannot show a value that has no display");
}
