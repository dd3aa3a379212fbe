/** Imports figures that documents state in words: a CSV that this project keeps, with a statement a row. */
import type { Run } from "../../record/mod.ts";
import { toLoadValue } from "../load_tools/load_value.ts";
import { toLoadParams, toLoadRun } from "../load_tools/load_run.ts";
import { readLoadRows, type RowContext } from "../load_tools/load_rows.ts";
import type { CsvRecord } from "../source/csv.ts";
import type {
  Imported,
  Importer,
  ImportOptions,
  SourceFile,
} from "../source/importer.ts";
import { maybeNumber } from "../source/number.ts";

/** Importer of statements, format `published`. */
export const published = {
  format: "published",
  title: "CSV of figures that documents state, a statement a row",
  extensions: [".csv"],
  experiment: "platform-published",
  settings: {},
  join: null,
  read: readPublished,
} satisfies Importer;

/** What a row must state. */
const required = [
  "document",
  "system",
  "kind",
  "statistic",
  "value",
  "unit",
  "statement",
];
/** What it may state: the day, what was measured, and how many cells and instances there were. */
const optional = ["date", "about", "cells", "instances"];

/** What a value is: the figure itself, an end of a range, or a bound that it did not reach. */
const statistics: readonly string[] = [
  "value",
  "mean",
  "min",
  "max",
  "below",
  "above",
];

function readPublished(
  file: SourceFile,
  options: ImportOptions,
): Iterable<Imported> {
  return readLoadRows(file, options, {
    labels: null,
    required,
    headerRemedy: `give a CSV with the columns ${
      required.join(", ")
    }, and at will ${optional.join(", ")}`,
    checkLabels(labels, warn) {
      for (const label of labels) {
        if (!required.includes(label) && !optional.includes(label)) {
          warn(`column '${label}' is left out`);
        }
      }
    },
    readRow,
    remedy: "state a document, a kind and a number in each row",
  });
}

/** Returns the run of a row, or why the row is left out. */
function readRow(
  { fields, problem }: CsvRecord,
  ordinal: number,
  { file, options, labels, rows }: RowContext,
): Run | string {
  if (problem !== "") return problem;
  if (fields.length !== labels.length) {
    return `it has ${fields.length} fields under ${labels.length} columns`;
  }
  const textOf = (label: string) => fields[labels.indexOf(label)]?.trim() ?? "";
  const missing = ["document", "system", "kind"].find((label) =>
    textOf(label) === ""
  );
  if (missing !== undefined) return `its ${missing} is empty`;
  const statistic = textOf("statistic");
  if (!statistics.includes(statistic)) {
    return `its statistic '${statistic}' is none of ${statistics.join(", ")}`;
  }
  const text = textOf("value");
  if (maybeNumber(text, "point") === undefined) {
    return `its value '${text}' is no number`;
  }
  const counts = ["cells", "instances"].map((label) => textOf(label));
  if (counts.some((count) => count !== "" && !/^\d{1,9}$/.test(count))) {
    return `its cells '${counts[0]}' or instances '${counts[1]}' are no count`;
  }
  const [cells = null, instances = null] = counts.map((count) =>
    count === "" ? null : Number(count)
  );
  const run = toLoadRun(file, {
    options,
    ordinal,
    system: textOf("system"),
    tool: "",
    params: toLoadParams({
      document: textOf("document"),
      date: textOf("date") || null,
      about: textOf("about") || null,
      cells,
      instances,
    }),
    notes: textOf("statement"),
  });
  rows.reported.push(toLoadValue(run.run_id, {
    kind: textOf("kind"),
    statistic,
    text,
    symbol: textOf("unit"),
    label: textOf("about"),
    position: 1,
    decimal: "point",
  }));
  return run;
}
