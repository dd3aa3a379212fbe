/** Following a table of a record while somebody else appends to it. */
import { Buffer } from "node:buffer";
import { parse } from "csv-parse/sync";
import {
  columnTypes,
  type Row,
  type TableName,
  tables,
  wholeRows,
} from "../../record/mod.ts";

export interface TableTailOptions {
  /** The run whose rows these are. */
  readonly run_id: string;
  /** Bytes before the end from which to read when a file is long already. @default {Infinity} */
  readonly last?: number;
}

/**
 * The rows that were added to a CSV since the last look. A row that is not written to its end is left for the next look, and
 * one that does not fit the model is left out.
 */
export class TableTail<T extends TableName> {
  readonly #path: string;
  readonly #table: T;
  readonly #run_id: string;
  readonly #last: number;
  /** Bytes that were read; null before the first look. */
  #offset: number | null = null;

  constructor(
    folder: string,
    table: T,
    { run_id, last = Infinity }: TableTailOptions,
  ) {
    this.#path = `${folder}/${table}.csv`;
    this.#table = table;
    this.#run_id = run_id;
    this.#last = last;
  }

  /** New rows; none while there is no such file, or not any more. */
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
      const skip = this.#offset === null && size > this.#last;
      const from = skip ? size - this.#last : this.#offset ?? 0;
      if (from >= size) return new Uint8Array();
      await file.seek(from, Deno.SeekMode.Start);
      const bytes = await readFully(file, size - from);
      if (!skip) return bytes;
      // A line end alone may stand inside quotes; all rows begin with their run.
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
    const types = Object.entries(columnTypes[this.#table]);
    const records: string[][] = parse(new TextDecoder().decode(bytes), {
      relax_quotes: true,
      relax_column_count: true,
    });
    return records.flatMap((fields) => {
      if (fields.length !== types.length) return [];
      const row = Object.fromEntries(
        types.map(([name, type], i) => [name, toValue(fields[i] ?? "", type)]),
      );
      // The header is a row that fits no table.
      const parsed = tables[this.#table].safeParse(row);
      return parsed.success ? [parsed.data as Row<T>] : [];
    });
  }
}

function toValue(text: string, type: string): string | number | null {
  if (type === "VARCHAR") return text;
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
