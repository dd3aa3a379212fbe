/** Things that wait for their turn. */

/** First in, first out, however many wait: `Array.shift()` moves all the others once there are some tens of thousands. */
export class Fifo<Item> {
  #items: Item[] = [];
  /** How many at the beginning of `#items` have left. */
  #left = 0;

  get length(): number {
    return this.#items.length - this.#left;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** Takes the one that has waited longest; undefined when nobody waits. */
  shift(): Item | undefined {
    if (this.#left === this.#items.length) return undefined;
    const item = this.#items[this.#left++];
    // Moves what is left seldom enough to cost nothing.
    if (2 * this.#left >= this.#items.length) {
      this.#items = this.#items.slice(this.#left);
      this.#left = 0;
    }
    return item;
  }

  /** All that wait, in order. */
  [Symbol.iterator](): Iterator<Item> {
    return this.#items.slice(this.#left).values();
  }
}
