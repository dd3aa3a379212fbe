/** Follows a table of a record while another process appends to it. */
import { Buffer } from "node:buffer";
import { parse } from "csv-parse/sync";
import {
  columns,
  type Row,
  type TableName,
  tables,
  wholeRows,
} from "../../record/mod.ts";

export interface CsvTailOptions {
  /** The run whose rows these are. */
  readonly run_id: string;
  /** Maximum bytes read from the end of a file at the first poll. @default {Infinity} */
  readonly maxInitialBytes?: number;
}

/**
 * Reads the rows that were added to a CSV since the last poll. Leaves an incomplete last row for the next poll, and
 * drops rows that do not fit the model.
 */
export class CsvTail<T extends TableName> {
  readonly #path: string;
  readonly #table: T;
  readonly #run_id: string;
  readonly #maxInitialBytes: number;
  /** Bytes read so far; null before the first poll. */
  #offset: number | null = null;

  constructor(
    folder: string,
    table: T,
    { run_id, maxInitialBytes = Infinity }: CsvTailOptions,
  ) {
    this.#path = `${folder}/${table}.csv`;
    this.#table = table;
    this.#run_id = run_id;
    this.#maxInitialBytes = maxInitialBytes;
  }

  /** Returns new rows; none while the file does not exist, or after it became Parquet. */
  async read(): Promise<Row<T>[]> {
    const bytes = await this.#readBytes();
    const whole = wholeRows(bytes);
    this.#offset = (this.#offset ?? 0) + whole;
    return whole === 0 ? [] : this.#toRows(bytes.subarray(0, whole));
  }

  async #readBytes(): Promise<Uint8Array> {
    try {
      using file = await Deno.open(this.#path);
      const { size } = await file.stat();
      const skip = this.#offset === null && size > this.#maxInitialBytes;
      const from = skip ? size - this.#maxInitialBytes : this.#offset ?? 0;
      if (from >= size) return new Uint8Array();
      await file.seek(from, Deno.SeekMode.Start);
      const bytes = await readFully(file, size - from);
      if (!skip) return bytes;
      // A line end may be inside quotes, but every row begins with its run.
      const found = Buffer.from(bytes.buffer).indexOf(`\n${this.#run_id},`);
      const start = found < 0 ? bytes.length : found + 1;
      this.#offset = from + start;
      return bytes.subarray(start);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return new Uint8Array();
    }
  }

  #toRows(bytes: Uint8Array): Row<T>[] {
    const expected = columns[this.#table];
    const records: string[][] = parse(new TextDecoder().decode(bytes), {
      relax_quotes: true,
      relax_column_count: true,
    });
    return records.flatMap((fields) => {
      if (fields.length !== expected.length) return [];
      const row = Object.fromEntries(
        expected.map((
          { name, type },
          i,
        ) => [name, toValue(fields[i] ?? "", type)]),
      );
      // This drops the header too.
      const parsed = tables[this.#table].safeParse(row);
      return parsed.success ? [parsed.data as Row<T>] : [];
    });
  }
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
