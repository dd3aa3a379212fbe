/** Tells whether anything of a file can be kept: a run without a figure would stand in lists and say nothing. */
import type { TableName, Warning } from "../../record/mod.ts";
import { type Imported, InputError } from "../source/importer.ts";

/** Tables whose rows are figures; events are, unless they only remark something. */
const figureTables: readonly TableName[] = [
  "operations",
  "stages",
  "samples",
  "histograms",
  "sequences",
];

/** Kinds of events that say something about other rows. */
const REMARKS: ReadonlySet<string> = new Set(["remark", "note", "headline"]);

/** Returns the number of figures in a piece: rows, and verdicts that a file gives. */
export function figuresOf({ runs, rows, batches, queries }: Imported): number {
  const isFigure = (table: TableName) =>
    table === "reported" || figureTables.includes(table);
  const inRows = figureTables.reduce(
    (sum, table) => sum + rows[table].length,
    0,
  );
  return inRows +
    rows.reported.filter(({ value }) => value !== null).length +
    rows.events.filter(({ kind }) => !REMARKS.has(kind)).length +
    runs.filter(({ verdict }) => verdict !== "none").length +
    batches.filter(({ table }) => isFigure(table))
      .reduce((sum, { count }) => sum + count, 0) +
    queries.reduce((sum, { rows }) => sum + rows, 0);
}

/** Codes of warnings that say why something is missing. */
const REASON = /rejected|unreadable|left-out|impossible|no-series|cut-off/;

/** Longest reason given, in characters. */
const MAX_REASON = 240;

/** Returns the error for a file of which no figure can be kept; the first warning that tells why is its reason. */
export function withoutFigures(
  file: string,
  { unit, count }: { readonly unit: string; readonly count: number },
  warnings: readonly Warning[],
): InputError {
  const first = warnings.find(({ code }) => REASON.test(code));
  const reason = first === undefined
    ? ""
    : ` (${shorten(first.message.replace(/\s+/g, " "))})`;
  return new InputError(
    file,
    "",
    `holds no figure that can be kept: ${
      count === 0 ? `no ${unit}` : `${count} ${unit}, and none of use`
    }${reason}`,
    "give a file with at least one result",
  );
}

function shorten(text: string): string {
  return text.length <= MAX_REASON ? text : `${text.slice(0, MAX_REASON)}…`;
}
