/** Follows a table of a record while another process appends to it. */
import { Buffer } from "node:buffer";
import {
  columnChecks,
  columns,
  type Row,
  type TableName,
  wholeRows,
} from "../../record/mod.ts";
import { splitCsv } from "./csv_rows.ts";

export interface CsvTailOptions {
  /** The run whose rows these are. */
  readonly run_id: string;
  /** Maximum bytes read from the end of a file at the first poll. @default {Infinity} */
  readonly maxInitialBytes?: number;
}

/** Bytes of one read, which bound the memory; a longer row takes as many reads of growing size as it needs. */
const MAX_READ_BYTES = 2 ** 22;

/**
 * Reads the rows that were added to a CSV since the last read. Leaves an incomplete last row for the next read, and
 * drops rows that do not fit the model.
 */
export class CsvTail<T extends TableName> {
  readonly #path: string;
  readonly #run_id: string;
  readonly #maxInitialBytes: number;
  readonly #columns: readonly TailColumn[];
  /** Bytes read so far; null before the first read. */
  #offset: number | null = null;
  #maxReadBytes = MAX_READ_BYTES;
  #skipped = false;
  #isBehind = false;

  constructor(
    folder: string,
    table: T,
    { run_id, maxInitialBytes = Infinity }: CsvTailOptions,
  ) {
    this.#path = `${folder}/${table}.csv`;
    this.#run_id = run_id;
    this.#maxInitialBytes = maxInitialBytes;
    this.#columns = toTailColumns(table);
  }

  /** Whether rows before the first read were left out, as there were too many. */
  get skipped(): boolean {
    return this.#skipped;
  }

  /** Whether the last read left bytes to read. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /**
   * Returns new rows, at most those of four MiB; call again while it is behind. None while the file does not exist, or
   * after it became Parquet.
   */
  async read(): Promise<Row<T>[]> {
    const bytes = await this.#readBytes();
    const whole = wholeRows(bytes);
    this.#offset = (this.#offset ?? 0) + whole;
    this.#maxReadBytes = whole === 0 && bytes.length === this.#maxReadBytes
      ? this.#maxReadBytes * 2
      : MAX_READ_BYTES;
    return whole === 0 ? [] : this.#toRows(bytes.subarray(0, whole));
  }

  async #readBytes(): Promise<Uint8Array> {
    try {
      using file = await Deno.open(this.#path);
      const { size } = await file.stat();
      const skip = this.#offset === null && size > this.#maxInitialBytes;
      const from = skip ? size - this.#maxInitialBytes : this.#offset ?? 0;
      this.#isBehind = size - from > this.#maxReadBytes;
      if (from >= size) return new Uint8Array();
      await file.seek(from, Deno.SeekMode.Start);
      const bytes = await readFully(
        file,
        Math.min(size - from, this.#maxReadBytes),
      );
      if (!skip) return bytes;
      this.#skipped = true;
      // A line end may be inside quotes, but every row begins with its run.
      const found = Buffer.from(bytes.buffer, 0, bytes.length)
        .indexOf(`\n${this.#run_id},`);
      const start = found < 0 ? bytes.length : found + 1;
      this.#offset = from + start;
      return bytes.subarray(start);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return new Uint8Array();
    }
  }

  #toRows(bytes: Uint8Array): Row<T>[] {
    const rows: Row<T>[] = [];
    for (const fields of splitCsv(new TextDecoder().decode(bytes))) {
      const row = toRow(fields, this.#columns);
      // This drops the header too.
      if (row) rows.push(row as Row<T>);
    }
    return rows;
  }
}

/** Column with its last value as a cache: consecutive rows mostly repeat it. */
interface TailColumn {
  readonly name: string;
  readonly type: string;
  readonly problemOf: (value: unknown) => string;
  text: string | null;
  value: string | number | null;
  fits: boolean;
}

function toTailColumns(table: TableName): TailColumn[] {
  return columns[table].map(({ name, type }, i) => ({
    name,
    type,
    problemOf: columnChecks[table][i]?.problemOf ?? (() => ""),
    text: null,
    value: null,
    fits: false,
  }));
}

function toRow(
  fields: readonly string[],
  columns: readonly TailColumn[],
): object | null {
  if (fields.length !== columns.length) return null;
  const row: Record<string, unknown> = {};
  for (let i = 0; i < columns.length; i++) {
    const column = columns[i] as TailColumn;
    const text = fields[i] as string;
    if (text !== column.text) {
      column.text = text;
      column.value = toValue(text, column.type);
      column.fits = column.problemOf(column.value) === "";
    }
    if (!column.fits) return null;
    row[column.name] = column.value;
  }
  return row;
}

function toValue(text: string, type: string): string | number | null {
  if (type === "VARCHAR" || type === "JSON") return text;
  if (text === "") return null;
  return type === "TIMESTAMP" ? text : Number(text);
}

async function readFully(file: Deno.FsFile, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let read = 0;
  while (read < size) {
    const n = await file.read(bytes.subarray(read));
    if (n === null) break;
    read += n;
  }
  return bytes.subarray(0, read);
}
