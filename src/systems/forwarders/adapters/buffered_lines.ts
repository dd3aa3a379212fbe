/** Counts the lines of one buffer of a broker, which numbers its messages and knows nothing of lines. */
export class BufferedLines {
  /** Lines of each message that is stored and not yet done, by number, in the order of publication. */
  readonly #lines = new Map<number, number>();
  /** Messages that were done before the broker's answer to their publication arrived. */
  readonly #early = new Set<number>();
  #highest = 0;
  #queued = 0;
  #dropped = 0;

  /** The broker has stored a message. */
  stored(number: number, lines: number): void {
    this.#highest = Math.max(this.#highest, number);
    if (this.#early.delete(number)) return;
    this.#lines.set(number, lines);
    this.#queued += lines;
  }

  /** A message was delivered, and the broker may delete it. */
  done(number: number, lines: number): void {
    if (this.#lines.delete(number)) this.#queued -= lines;
    else if (number > this.#highest) this.#early.add(number);
    // The broker dropped it after the adapter had fetched it.
    else this.#dropped -= lines;
  }

  /**
   * Returns the lines in the buffer, and the lines that it has dropped, given the number of the oldest message that the
   * broker still has.
   */
  read(oldest: number): { readonly queued: number; readonly dropped: number } {
    for (const [number, lines] of this.#lines) {
      if (number >= oldest) break;
      this.#lines.delete(number);
      this.#queued -= lines;
      this.#dropped += lines;
    }
    return { queued: this.#queued, dropped: this.#dropped };
  }
}
