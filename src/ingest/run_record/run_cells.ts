/**
 * Converts the cells of one run, from a column of a Markdown table or a row of a CSV, to params and reported values.
 */
import type { Param, Reported, Verdict, Warning } from "../../record/mod.ts";
import { checkDatapoints, mismatchMessage } from "./datapoints_check.ts";
import { toWarning } from "../source/importer.ts";
import type { Decimal } from "../source/number.ts";
import { toParam, toReported } from "./reported_values.ts";
import { maybeDate } from "./run_date.ts";
import type { RecordRow } from "./run_record_rows.ts";
import { maybeVerdict } from "./verdict.ts";

/** Non-blank cell. */
export interface PlacedCell {
  readonly row: RecordRow;
  readonly text: string;
  /** Position of its label among the labels, from 1. */
  readonly position: number;
  /** File, line and column. */
  readonly place: string;
}

export interface RunCells {
  readonly params: readonly Param[];
  readonly reported: readonly Reported[];
  readonly verdict: Verdict;
  readonly verdictText: string;
  readonly warnings: readonly Warning[];
}

/**
 * Reads each cell by its row's role. `decimal` is the decimal separator of the file; hand-typed records mostly write
 * 1,500 for
 * 1500. Cells that cannot be read, and repeated ones, are kept as reported text with a warning.
 */
export function readCells(
  run_id: string,
  cells: readonly PlacedCell[],
  decimal: Decimal = "point",
): RunCells {
  const params: Param[] = [];
  const reported: Reported[] = [];
  const warnings: Warning[] = [];
  let verdict: Verdict = "none";
  let verdictText = "";
  for (const { row, text, position, place } of cells) {
    const warn = (code: string, message: string) =>
      warnings.push(toWarning({ run_id, code, message, place }));
    const param = row.role === "param"
      ? toParam(row, text, { position, decimal })
      : null;
    if (row.role === "verdict" && verdictText === "") {
      verdictText = text;
      const read = maybeVerdict(text);
      verdict = read ?? "none";
      if (!read) warn("unknown-verdict", `'${text}' is no verdict`);
    } else if (param && params.every(({ key }) => key !== param.stored.key)) {
      params.push(param.stored);
      if (param.problem) warn("unreadable-cell", unread(row, text, param));
    } else {
      if (row.role !== "reported") {
        const kind = row.quantities[0]?.kind;
        warn("repeated-row", `'${row.label}' gives ${kind} a second time`);
      }
      const read = toReported(row, text, { run_id, position, decimal });
      reported.push(...read.stored);
      if (read.problem) warn("unreadable-cell", unread(row, text, read));
    }
  }
  const check = checkDatapoints(params, reported);
  if (check && !check.equal) {
    const at = reported.find(({ kind }) => kind === "datapoints_rate");
    warnings.push(toWarning({
      run_id,
      code: "derived-value-mismatch",
      message: mismatchMessage(check),
      place: cells.find(({ position }) => position === at?.position)?.place ??
        "",
    }));
  }
  return { params, reported, verdict, verdictText, warnings };
}

function unread(
  row: RecordRow,
  text: string,
  { problem }: { problem: string },
) {
  return `'${text}' of '${row.label}' ${problem}`;
}

/** Returns a warning if a run's identifier has no date, or an impossible one. */
export function dateWarnings(
  run_id: string,
  identifier: string,
  place: string,
): Warning[] {
  const date = maybeDate(identifier);
  if (date?.startedAt) return [];
  return [toWarning({
    run_id,
    code: date ? "impossible-date" : "identifier-without-date",
    message: date
      ? `'${date.text}' is no day of the calendar`
      : `'${identifier}' holds no date`,
    place,
  })];
}
