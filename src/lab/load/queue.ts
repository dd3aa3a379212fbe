/** A first-in, first-out queue of any length: `Array.shift()` is linear from some tens of thousands of items on. */
export class Fifo<Item> {
  #items: Item[] = [];
  /** Items at the beginning of `#items` that were removed. */
  #removed = 0;

  get length(): number {
    return this.#items.length - this.#removed;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** Removes and returns the oldest item; undefined if the queue is empty. */
  shift(): Item | undefined {
    if (this.#removed === this.#items.length) return undefined;
    const item = this.#items[this.#removed++];
    // Copying once half is removed costs constant time per item.
    if (2 * this.#removed >= this.#items.length) {
      this.#items = this.#items.slice(this.#removed);
      this.#removed = 0;
    }
    return item;
  }

  /** The items, oldest first. */
  [Symbol.iterator](): Iterator<Item> {
    return this.#items.slice(this.#removed).values();
  }
}
