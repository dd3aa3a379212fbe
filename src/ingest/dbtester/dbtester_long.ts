/** Reads the long CSV of dbtester's tables, which may have millions of cells. */
import { csvReader, type CsvRecord, refuseSeparators } from "../source/csv.ts";
import { InputError, type SourceFile } from "../source/importer.ts";
import { LineReader, toLineBytes } from "../source/line_bytes.ts";
import { lineEnd, wholeLines } from "../source/line_spans.ts";
import { TextPool } from "../source/text_pool.ts";

/** Its columns. */
export const LONG_HEADER = ["suite", "test", "system", "metric", "value_text"];
const HEADER_TEXT = LONG_HEADER.join();

/** Returns true for the long CSV, by its first column. */
export function isLongCsv({ lines }: SourceFile): boolean {
  for (const line of lines()) return /^"?suite"?[,;\t|]/.test(line);
  return false;
}

/** Cell of the long CSV. */
export interface LongCell {
  readonly suite: string;
  readonly test: string;
  readonly database: string;
  readonly metric: string;
  readonly text: string;
  readonly line: number;
}

/** Cell, or the problem of its row. */
export type LongRow =
  | LongCell
  | { readonly problem: string; readonly line: number };

/** Yields the rows below the header, in lists. Throws `InputError` if that has other columns. */
export function* longRows(file: SourceFile): Generator<readonly LongRow[]> {
  const csv = csvReader(file.name);
  const pool = new TextPool();
  let line = 0;
  let hasHeader = false;
  let test: Test | null = null;
  for (const span of wholeLines(file, () => line)) {
    const text = span.text.slice(span.from, span.to);
    const lines = { text, bytes: toLineBytes(text) };
    const reader = new LineReader(lines.bytes, 0);
    const part = (from: number, to: number) => pool.slice(lines, from, to);
    const rows: LongRow[] = [];
    while (reader.at < text.length) {
      line++;
      const from = reader.at;
      const cell = test === null || csv.isOpen()
        ? null
        : plainCell({ part, reader }, test, line);
      if (cell !== null) {
        rows.push(cell);
        continue;
      }
      const end = lineEnd(text, from);
      reader.at = end + 1;
      const record = csv.add(text.slice(from, end), line);
      if (record === null) continue;
      if (!hasHeader) {
        checkHeader(file.name, record);
        hasHeader = true;
        continue;
      }
      const row = toLongRow(record);
      rows.push(row);
      if (!("problem" in row)) test = testOf(record, row);
    }
    yield rows;
  }
  csv.end();
}

function checkHeader(name: string, header: CsvRecord): void {
  refuseSeparators(name, header, LONG_HEADER);
  if (header.fields.join() === HEADER_TEXT) return;
  throw new InputError(
    name,
    "1:1",
    `has the columns ${header.fields.join(", ")}`,
    `give a CSV of ${LONG_HEADER.join(", ")}`,
  );
}

/** Returns the cell of a record. */
function toLongRow({ fields, line, problem }: CsvRecord): LongRow {
  if (problem !== "") return { line, problem };
  // Files that were put together have the header again.
  if (fields[0] === LONG_HEADER[0] && fields.join() === HEADER_TEXT) {
    return { line, problem: "it repeats the header" };
  }
  // By index: a pattern steps through the list, which takes several times as long.
  const suite = fields[0];
  const test = fields[1];
  const database = fields[2];
  const metric = fields[3];
  const text = fields[4];
  return suite === undefined || test === undefined || !database || !metric ||
      text === undefined || fields.length > LONG_HEADER.length
    ? { line, problem: `it has ${fields.length} fields, or an empty one` }
    : { suite, test, database, metric, text: text.trim(), line };
}

/** Test of a suite, whose lines follow each other. */
interface Test extends Pick<LongCell, "suite" | "test"> {
  /** What they begin with, as written: both names, which nearly always have quotes, with their commas. */
  readonly head: Uint8Array;
}

/** Two fields, in ASCII. */
const HEAD = /^(?:(?:"(?:[ !#-~]|"")*"|[ !#-+\--~]*),){2}/;
/** Longest head that is looked for: names are short. */
const MAX_HEAD_CHARS = 1000;

/** Returns the test of a record; null if its names are too long, in two lines, or not ASCII. */
function testOf(
  { raw }: CsvRecord,
  { suite, test }: LongCell,
): Test | null {
  const head = HEAD.exec(raw.slice(0, MAX_HEAD_CHARS))?.[0];
  return head === undefined
    ? null
    : { head: new TextEncoder().encode(head), suite, test };
}

const [LINE_FEED, COMMA] = [10, 44];

/** Returns the cell of a line that begins as its test does, and has no quote behind; null for any other line. */
function plainCell(
  { part, reader }: {
    readonly part: (from: number, to: number) => string;
    readonly reader: LineReader;
  },
  { head, suite, test }: Test,
  line: number,
): LongCell | null {
  if (!reader.skipAll(head)) return null;
  const start = reader.at;
  const first = reader.skipField(COMMA);
  if (first <= start) return null;
  const second = reader.skipField(COMMA);
  if (second <= first + 1) return null;
  const end = reader.skipField(LINE_FEED);
  if (end < 0) return null;
  return {
    suite,
    test,
    database: part(start, first),
    metric: part(first + 1, second),
    text: part(second + 1, end).trim(),
    line,
  };
}
