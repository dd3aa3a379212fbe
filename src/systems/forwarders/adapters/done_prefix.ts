/** Numbers that are done in any order; what counts is how far all of them are, from 1 on. */
export class DonePrefix {
  readonly #later = new Set<number>();
  #end = 0;

  /** All numbers up to this one are done. */
  get end(): number {
    return this.#end;
  }

  add(number: number): void {
    if (number > this.#end) this.#later.add(number);
    while (this.#later.delete(this.#end + 1)) this.#end++;
  }

  /** All numbers up to `number` are gone, done or not. */
  skipTo(number: number): void {
    if (number <= this.#end) return;
    this.#end = number;
    for (const later of this.#later) {
      if (later <= number) this.#later.delete(later);
    }
    this.add(number);
  }
}
