/** Whole lines that travel together: what an adapter reads at once, and the broker stores as one message. */

export interface Batch {
  /** Whole lines, each with its line feed. */
  readonly data: Uint8Array;
  /** Number of lines. */
  readonly lines: number;
}

const LINE_FEED = 10;

/** Longest line, in bytes: below the largest message of a broker with its default settings, 1 MiB. */
export const MAX_LINE_BYTES = 1_000_000;

export function toBatch(data: Uint8Array): Batch {
  return { data, lines: countLines(data) };
}

/** Number of line feeds. */
export function countLines(data: Uint8Array): number {
  let lines = 0;
  for (
    let at = data.indexOf(LINE_FEED);
    at >= 0;
    at = data.indexOf(LINE_FEED, at + 1)
  ) lines++;
  return lines;
}

/** Cuts what a connection delivers into batches of whole lines. */
export class LineCutter {
  /** Start of a line whose end has not been read. */
  #rest: Uint8Array = new Uint8Array(0);

  /**
   * Returns the lines that end in `chunk`, which the caller may reuse; null if none does. Throws `RangeError` for a line
   * above `MAX_LINE_BYTES`.
   */
  cut(chunk: Uint8Array): Batch | null {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    const batch = end === 0
      ? null
      : toBatch(concatenate(this.#rest, chunk.subarray(0, end)));
    const rest = chunk.subarray(end);
    this.#rest = batch === null ? concatenate(this.#rest, rest) : rest.slice();
    if (this.#rest.length > MAX_LINE_BYTES) {
      throw new RangeError(
        `Cannot forward a line of more than ${MAX_LINE_BYTES} bytes`,
      );
    }
    return batch;
  }
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
