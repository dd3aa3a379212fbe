/** Hands rows in columns to DuckDB, in chunks. */
import type {
  DuckDBAppender,
  DuckDBDataChunk,
  DuckDBVector,
} from "@duckdb/node-api";
import type { FoundNumbers } from "./staged_sql.ts";

/** Rows of a vector, the most that one chunk holds. */
const CHUNK_ROWS = 2048;

/** Columns of a batch as they are staged: the shape, numbers, then texts. */
export interface StagedRows {
  readonly shape: Uint32Array;
  readonly numbers: readonly Float64Array[];
  /** Numbers of words, or the texts themselves. */
  readonly texts: readonly (Int32Array | readonly string[])[];
  readonly count: number;
}

/** Appender of rows; it fills each chunk before it hands it over, as that has a cost of its own. */
export class ChunkAppender {
  readonly #appender: DuckDBAppender;
  readonly #chunk: DuckDBDataChunk;
  readonly #columns: readonly FoundNumbers[];
  readonly #vectors: readonly DuckDBVector[];
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
    chunk.rowCount = CHUNK_ROWS;
    this.#vectors = Array.from(
      { length: chunk.columnCount },
      (_, i) => chunk.getColumnVector(i),
    );
  }

  append(rows: StagedRows): void {
    for (let from = 0; from < rows.count;) {
      const free = CHUNK_ROWS - this.#filled;
      const to = Math.min(rows.count, from + free);
      this.#fill(rows, from, to);
      this.#filled += to - from;
      from = to;
      if (this.#filled === CHUNK_ROWS) this.#handOver();
    }
  }

  #fill(
    { shape, numbers, texts }: StagedRows,
    from: number,
    to: number,
  ): void {
    const at = this.#filled;
    const [shapes, ...others] = this.#vectors;
    setAll(shapes!, at, shape.subarray(from, to));
    for (const [i, values] of numbers.entries()) {
      const column = this.#columns[i]!;
      setNumbers(others[i]!, at, { column, values: values.subarray(from, to) });
    }
    for (const [i, values] of texts.entries()) {
      const vector = others[numbers.length + i]!;
      if (values instanceof Int32Array) {
        setAll(vector, at, values.subarray(from, to));
      } else {
        const wellFormed = values.slice(from, to)
          .map((text) => text.toWellFormed());
        setAll(vector, at, wellFormed);
      }
    }
  }

  #handOver(): void {
    // Frees the texts of the chunk before.
    this.#chunk.reset();
    for (const vector of this.#vectors) vector.flush();
    this.#chunk.rowCount = this.#filled;
    this.#appender.appendDataChunk(this.#chunk);
    this.#filled = 0;
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

function setAll(
  vector: DuckDBVector,
  at: number,
  values: ArrayLike<number | string>,
): void {
  for (let i = 0; i < values.length; i++) vector.setItem(at + i, values[i]!);
}

/** NaN stays, and becomes null in SQL: null as such takes DuckDB's interface several times as long. */
function setNumbers(
  vector: DuckDBVector,
  at: number,
  { column, values }: {
    readonly column: FoundNumbers;
    readonly values: Float64Array;
  },
): void {
  let { hasNull, hasFraction } = column;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value !== Math.trunc(value)) {
      if (Number.isNaN(value)) hasNull = true;
      else hasFraction = true;
    }
    // Minus zero becomes zero, as in a CSV.
    vector.setItem(at + i, value + 0);
  }
  column.hasNull = hasNull;
  column.hasFraction = hasFraction;
}
