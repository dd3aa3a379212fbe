/** CSV of a load tool with a run a row: what such importers share. */
import type { Run } from "../record/mod.ts";
import { type CsvRecord, parseCsv } from "./csv.ts";
import {
  emptyRows,
  type Imported,
  type ImportOptions,
  InputError,
  type RowLists,
  type SourceFile,
  toWarning,
} from "./importer.ts";
import { countRepetitions } from "./load_run.ts";
import { baseName } from "./machine.ts";

/** Where a row stands, and where what it holds goes. */
export interface RowContext {
  readonly file: SourceFile;
  readonly options: ImportOptions;
  readonly labels: readonly string[];
  readonly rows: RowLists;
}

export interface LoadRowReader {
  /** Labels of the columns. Throws `InputError` for a header that is none. */
  readonly toLabels: (
    header: CsvRecord | undefined,
    file: SourceFile,
    rows: RowLists,
  ) => readonly string[];
  /** The run of a row, counted from 1, or why it is none. */
  readonly readRow: (
    record: CsvRecord,
    ordinal: number,
    context: RowContext,
  ) => Run | string;
  /** What to do about a file without a run. */
  readonly remedy: string;
}

/** Every row is a run or a warning that names its line. Throws `InputError` when there is no run at all. */
export function readLoadRows(
  file: SourceFile,
  options: ImportOptions,
  { toLabels, readRow, remedy }: LoadRowReader,
): Imported {
  const [first, ...records] = parseCsv(file);
  const rows = emptyRows();
  const labels = toLabels(first, file, rows);
  const runs = records.flatMap((record, i) => {
    const read = readRow(record, i + 1, { file, options, labels, rows });
    if (typeof read !== "string") return [read];
    rows.warnings.push(toWarning({
      run_id: "",
      code: "rejected-row",
      message: `row is left out as ${read}`,
      place: `${baseName(file.name)}:${record.line}`,
    }));
    return [];
  });
  if (runs.length === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no run below its header",
      remedy,
    );
  }
  const counts = { unit: "rows", read: records.length, stored: runs.length };
  return {
    runs: countRepetitions(runs),
    rows,
    counts: { ...counts, rejected: counts.read - counts.stored },
  };
}
