/** Hands rows in columns to DuckDB, in chunks. */
import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
} from "@duckdb/node-api";
// Columns are copied as a whole, which only the lower interface can: value by value takes many times as long.
import duckdb, { type Vector } from "@duckdb/node-bindings";
import type { FoundNumbers } from "./staged_sql.ts";

/** Rows of a vector, the most that one chunk holds. */
export const CHUNK_ROWS = 2048;

/** Values of a column as they are staged, or shown. */
export type StagedValues =
  | Uint8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | readonly string[];

/** Columns of rows as they are staged: the shape, numbers, then texts. */
export interface StagedRows {
  readonly shape: Uint8Array<ArrayBuffer>;
  readonly numbers: readonly Float64Array<ArrayBuffer>[];
  /** Numbers of words, or the texts themselves. */
  readonly texts: readonly (Int16Array<ArrayBuffer> | readonly string[])[];
  readonly count: number;
}

/** Creates a table for rows, and its appender, which notes in `numbers` what the values of these columns are. */
export async function createAppender(
  connection: DuckDBConnection,
  { table, fields, numbers }: {
    readonly table: string;
    readonly fields: readonly {
      readonly name: string;
      readonly type: DuckDBType;
    }[];
    readonly numbers: readonly FoundNumbers[];
  },
): Promise<ChunkAppender> {
  const columns = fields.map(({ name, type }) => `"${name}" ${type}`);
  await connection.run(`CREATE TABLE ${table} (${columns.join(", ")})`);
  return new ChunkAppender(
    await connection.createAppender(table),
    DuckDBDataChunk.create(fields.map(({ type }) => type)),
    numbers,
  );
}

/** Appender of rows; it fills each chunk before it hands it over, as that has a cost of its own. */
export class ChunkAppender {
  readonly #appender: DuckDBAppender;
  readonly #chunk: DuckDBDataChunk;
  readonly #columns: readonly FoundNumbers[];
  readonly #vectors: readonly Vector[];
  /** Rows in the chunk. */
  #filled = 0;

  /** `columns` are those of the numbers; what their values are is noted there. */
  constructor(
    appender: DuckDBAppender,
    chunk: DuckDBDataChunk,
    columns: readonly FoundNumbers[],
  ) {
    this.#appender = appender;
    this.#chunk = chunk;
    this.#columns = columns;
    this.#vectors = Array.from(
      { length: chunk.columnCount },
      (_, i) => duckdb.data_chunk_get_vector(chunk.chunk, i),
    );
  }

  /** Appends rows, with their numbers settled. */
  append({ shape, numbers, texts, count }: StagedRows): void {
    for (const [i, values] of numbers.entries()) {
      settleNumbers(values.subarray(0, count), this.#columns[i]!);
    }
    const columns = [shape, ...numbers, ...texts];
    for (let from = 0; from < count;) {
      const to = Math.min(count, from + CHUNK_ROWS - this.#filled);
      for (const [i, values] of columns.entries()) {
        copyValues(values, [from, to], {
          vector: this.#vectors[i]!,
          at: this.#filled,
        });
      }
      this.#filled += to - from;
      from = to;
      if (this.#filled === CHUNK_ROWS) this.#handOver();
    }
  }

  #handOver(): void {
    this.#chunk.rowCount = this.#filled;
    this.#appender.appendDataChunk(this.#chunk);
    this.#filled = 0;
    // Frees the texts of the chunk.
    this.#chunk.reset();
  }

  /** Hands over what is left. */
  flush(): void {
    if (this.#filled > 0) this.#handOver();
    this.#appender.flushSync();
  }

  close(): void {
    this.#appender.closeSync();
  }
}

/** Copies some values of a column into a vector, from its row `at` on. */
export function copyValues(
  values: StagedValues,
  [from, to]: readonly [number, number],
  { vector, at }: { readonly vector: Vector; readonly at: number },
): void {
  if (!ArrayBuffer.isView(values)) {
    for (let i = from; i < to; i++) {
      const text = values[i]!.toWellFormed();
      duckdb.vector_assign_string_element(vector, at + i - from, text);
    }
    return;
  }
  const size = values.BYTES_PER_ELEMENT;
  duckdb.copy_data_to_vector(
    vector,
    at * size,
    values.buffer,
    values.byteOffset + from * size,
    (to - from) * size,
  );
}

/**
 * Notes what the numbers of a column are, and changes minus zeros to zeros. NaN stays, and becomes null in SQL, as a list
 * of what is null has a cost of its own.
 */
export function settleNumbers(
  values: Float64Array,
  column: FoundNumbers,
): void {
  let { hasNull, hasFraction } = column;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== Math.trunc(value)) {
      if (Number.isNaN(value)) hasNull = true;
      else hasFraction = true;
    }
    values[i] = value + 0;
  }
  column.hasNull = hasNull;
  column.hasFraction = hasFraction;
}
