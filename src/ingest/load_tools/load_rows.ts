/** CSV of a load tool with a run a row: what such importers share. */
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

/** Where a row stands, and where what it holds goes. */
export interface RowContext {
  readonly file: SourceFile;
  readonly options: ImportOptions;
  readonly labels: readonly string[];
  readonly rows: RowLists;
}

export interface LoadRowReader extends CsvOptions {
  /** Labels that a header must have. */
  readonly required: readonly string[];
  /** What to do about a file whose header has not. */
  readonly headerRemedy: string;
  /** Warns of columns that are not known. */
  readonly checkLabels: (
    labels: readonly string[],
    warn: (message: string) => void,
  ) => void;
  /** The run of a row, counted from 1, or why there is none. */
  readonly readRow: (
    record: CsvRecord,
    ordinal: number,
    context: RowContext,
  ) => Run | string;
  /** What to do about a file without a run. */
  readonly remedy: string;
}

/** Lines above the header that a tool may have printed into the file. */
const MOST_LINES_ABOVE = 20;

/**
 * Every row is a run or a warning that names its line. Throws `InputError` when the header is not of the format, which is
 * checked before anything else is read, and when there is no run at all.
 */
export function* readLoadRows(
  file: SourceFile,
  options: ImportOptions,
  reader: LoadRowReader,
): Generator<Imported> {
  const records = csvRecords(file, reader);
  let piece = emptyPiece("rows");
  const name = baseName(file.name);
  const { header, above } = findHeader(records, file.name, reader);
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
  const counted = repetitionCounter();
  let [ordinal, runs, why] = [0, 0, ""];
  for (const record of records) {
    ordinal++;
    piece.counts.read++;
    const context = { file, options, labels, rows: piece.rows };
    const read = reader.readRow(record, ordinal, context);
    if (typeof read === "string") {
      why ||= `: line ${record.line} is none as ${read}`;
      rejectRow(piece, `row is left out as ${read}`, {
        n: 1,
        place: `${name}:${record.line}`,
      });
    } else {
      piece.runs.push(counted(read));
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
      `holds no run below its header${why}`,
      reader.remedy,
    );
  }
  yield piece;
}

/** The header, and the records above it that a tool printed before. */
function findHeader(
  records: Iterator<CsvRecord>,
  name: string,
  { required, headerRemedy }: LoadRowReader,
): { header: CsvRecord; above: readonly CsvRecord[] } {
  const above: CsvRecord[] = [];
  while (above.length <= MOST_LINES_ABOVE) {
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
  const shown = missing.slice(0, MOST_LABELS).map((label) => `'${label}'`);
  const more = missing.length - shown.length;
  throw new InputError(
    name,
    "1:1",
    `has no column ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    headerRemedy,
  );
}

/** Columns that an error names. */
const MOST_LABELS = 8;

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
