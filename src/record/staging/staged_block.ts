/** Collects rows of batches into blocks, as a message to another thread has a cost of its own. */
import type { StagedRows } from "./staged_chunk.ts";

/** Rows of a block: eight chunks of DuckDB. */
const BLOCK_ROWS = 8 * 2048;
/** Characters after which a block is sent: texts may be long. */
const BLOCK_CHARS = 2 ** 22;

/** Columns of a batch, which are as those of staged rows or longer. */
export type BatchRows = Omit<StagedRows, "shape" | "numbers"> & {
  readonly shape: Uint32Array;
  readonly numbers: readonly Float64Array[];
};

/** Rows of one message; the numbers of words, or texts, of a column are the same in all of them. */
export class RowBlock implements StagedRows {
  readonly shape = new Uint8Array(BLOCK_ROWS);
  readonly numbers: readonly Float64Array<ArrayBuffer>[];
  readonly texts: readonly (Int16Array<ArrayBuffer> | string[])[];
  count = 0;
  #chars = 0;

  /** Creates an empty block for rows with columns as those of `rows`. */
  constructor({ numbers, texts }: BatchRows) {
    this.numbers = numbers.map(() => new Float64Array(BLOCK_ROWS));
    this.texts = texts.map((values) =>
      values instanceof Int16Array ? new Int16Array(BLOCK_ROWS) : []
    );
  }

  get isFull(): boolean {
    return this.count === BLOCK_ROWS || this.#chars >= BLOCK_CHARS;
  }

  /** Copies the rows from one index on, as many as it has room for; returns the index of the first that is left. */
  add({ shape, numbers, texts, count }: BatchRows, from: number): number {
    const at = this.count;
    const to = Math.min(count, from + BLOCK_ROWS - at);
    this.shape.set(shape.subarray(from, to), at);
    for (const [i, values] of numbers.entries()) {
      this.numbers[i]!.set(values.subarray(from, to), at);
    }
    for (const [i, values] of texts.entries()) {
      const own = this.texts[i]!;
      if (own instanceof Int16Array) {
        own.set((values as Int16Array).subarray(from, to), at);
      } else {
        for (const text of (values as readonly string[]).slice(from, to)) {
          own.push(text);
          this.#chars += text.length;
        }
      }
    }
    this.count += to - from;
    return to;
  }
}
