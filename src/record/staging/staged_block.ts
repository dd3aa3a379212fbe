/** Collects rows of batches into blocks, as a message to another thread has a cost of its own. */
import type { StagedRows } from "./staged_chunk.ts";

/** Rows of a block: eight chunks of DuckDB. */
const BLOCK_ROWS = 8 * 2048;
/** Characters after which a block is sent: texts may be long. */
const BLOCK_CHARS = 2 ** 22;

/** Rows of one message; the numbers of words, or texts, of a column are the same in all of them. */
export class RowBlock implements StagedRows {
  readonly shape = new Uint32Array(BLOCK_ROWS);
  readonly numbers: readonly Float64Array<ArrayBuffer>[];
  readonly texts: readonly (Int32Array<ArrayBuffer> | string[])[];
  count = 0;
  #chars = 0;

  /** Creates an empty block for rows with columns as those of `rows`. */
  constructor({ numbers, texts }: StagedRows) {
    this.numbers = numbers.map(() => new Float64Array(BLOCK_ROWS));
    this.texts = texts.map((values) =>
      values instanceof Int32Array ? new Int32Array(BLOCK_ROWS) : []
    );
  }

  get isFull(): boolean {
    return this.count === BLOCK_ROWS || this.#chars >= BLOCK_CHARS;
  }

  /** Copies the rows from one index on, as many as it has room for; returns the index of the first that is left. */
  add({ shape, numbers, texts, count }: StagedRows, from: number): number {
    const at = this.count;
    const to = Math.min(count, from + BLOCK_ROWS - at);
    this.shape.set(shape.subarray(from, to), at);
    for (const [i, values] of numbers.entries()) {
      this.numbers[i]!.set(values.subarray(from, to), at);
    }
    for (const [i, values] of texts.entries()) {
      const own = this.texts[i]!;
      if (own instanceof Int32Array) {
        own.set((values as Int32Array).subarray(from, to), at);
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
