/** Common part of the importers of CSV with a run a row. */
import type { Run } from "../../record/mod.ts";
import {
  type CsvOptions,
  type CsvRecord,
  csvRecords,
  quoteError,
  refuseSeparators,
} from "../source/csv.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  isFull,
  type Piece,
  type RowLists,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { repetitionCounter } from "./load_run.ts";
import { baseName } from "../source/machine.ts";

/** Source of a row, and the rows to add its values to. */
export interface RowContext {
  readonly file: SourceFile;
  readonly options: ImportOptions;
  readonly labels: readonly string[];
  readonly rows: RowLists;
}

export interface LoadRowReader extends CsvOptions {
  /** Labels of the columns of a file that has no header; null if it has one. */
  readonly labels: readonly string[] | null;
  /** Labels that a header must have. */
  readonly required: readonly string[];
  /** Remedy in the error for a file without them. */
  readonly headerRemedy: string;
  /** Warns of columns that are not known. */
  readonly checkLabels: (
    labels: readonly string[],
    warn: (message: string) => void,
  ) => void;
  /** Returns the run of a row (`ordinal` from 1), or why the row is left out. */
  readonly readRow: (
    record: CsvRecord,
    ordinal: number,
    context: RowContext,
  ) => Run | string;
  /** Remedy in the error for a file without a run. */
  readonly remedy: string;
}

/** Maximum number of lines above the header, which a tool may have printed. */
const MAX_LINES_ABOVE_HEADER = 20;

/**
 * Converts every row to a run, or to a warning with its line. Throws `InputError` if the header is not of the format
 * (checked first), and if there is no run at all.
 */
export function* readLoadRows(
  file: SourceFile,
  options: ImportOptions,
  reader: LoadRowReader,
): Generator<Imported> {
  const records = csvRecords(file, reader);
  let piece = emptyPiece("rows");
  const name = baseName(file.name);
  const { header, above } = reader.labels === null
    ? findHeader(records, file.name, reader)
    : { header: { line: 1, fields: reader.labels }, above: [] };
  const labels = header.fields.map((label) => label.trim());
  const [first] = above;
  if (first) {
    piece.counts.read += above.length;
    rejectRow(piece, `${above.length} lines above the header are left out`, {
      n: above.length,
      place: `${name}:${first.line}`,
    });
  }
  reader.checkLabels(labels, (message) =>
    piece.rows.warnings.push(toWarning({
      run_id: "",
      code: "unknown-label",
      message,
      place: `${name}:${header.line}`,
    })));
  const withRepetition = repetitionCounter();
  let [ordinal, runs, firstProblem] = [0, 0, ""];
  for (const record of records) {
    ordinal++;
    piece.counts.read++;
    const context = { file, options, labels, rows: piece.rows };
    // Files that were put together have the header again.
    const read = isSame(record.fields, header.fields)
      ? "it repeats the header"
      : reader.readRow(record, ordinal, context);
    if (typeof read === "string") {
      firstProblem ||= `: line ${record.line} is none as ${read}`;
      rejectRow(piece, `row is left out as ${read}`, {
        n: 1,
        place: `${name}:${record.line}`,
      });
    } else {
      piece.runs.push(withRepetition(read));
      piece.counts.stored++;
      runs++;
    }
    if (isFull(piece)) {
      yield piece;
      piece = emptyPiece("rows");
    }
  }
  if (runs === 0) {
    throw new InputError(
      file.name,
      "",
      `holds no run below its header${firstProblem}`,
      reader.remedy,
    );
  }
  yield piece;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((field, i) => field === b[i]);
}

/** Returns the header and the records above it. */
function findHeader(
  records: Iterator<CsvRecord>,
  name: string,
  { required, headerRemedy }: LoadRowReader,
): { header: CsvRecord; above: readonly CsvRecord[] } {
  const above: CsvRecord[] = [];
  while (above.length <= MAX_LINES_ABOVE_HEADER) {
    const { value, done } = records.next();
    if (done) break;
    const record: CsvRecord = value;
    refuseSeparators(name, record, required);
    const labels = record.fields.map((label) => label.trim());
    if (required.every((label) => labels.includes(label))) {
      if (record.problem !== "") throw quoteError(name, record.line);
      return { header: record, above };
    }
    above.push(record);
  }
  const [first] = above;
  if (first !== undefined && first.problem !== "") {
    throw quoteError(name, first.line);
  }
  const labels = first?.fields.map((label) => label.trim()) ?? [];
  const missing = required.filter((label) => !labels.includes(label));
  const named = missing.slice(0, MAX_NAMED_LABELS).map((label) => `'${label}'`);
  const more = missing.length - named.length;
  throw new InputError(
    name,
    "1:1",
    `has no column ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    headerRemedy,
  );
}

/** Maximum number of columns named in an error. */
const MAX_NAMED_LABELS = 8;

function rejectRow(
  { rows, counts }: Piece,
  message: string,
  { place, n }: { readonly place: string; readonly n: number },
): void {
  counts.rejected += n;
  rows.warnings.push({
    ...toWarning({ run_id: "", code: "rejected-row", message, place }),
    n,
  });
}
