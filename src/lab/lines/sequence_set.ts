/**
 * An exact set of sequence numbers with the number of times each was added: one bit a number, in pages that exist only
 * where numbers are, and a byte a number in pages with any that was added twice. A hundred million numbers in order take
 * 12.5 MB.
 */

/** Numbers of a page. */
const PAGE = 2 ** 16;
const WORDS = PAGE / 32;

/** Most additions that a byte counts. */
const MAX_BYTE = 255;

/** Consecutive numbers, both ends included. */
export interface Span {
  readonly first: number;
  readonly last: number;
}

/** Numbers of a span that were added more than once. */
export interface RepeatedSpan extends Span {
  /** Additions beyond the first of each number. */
  readonly n: number;
}

export class SequenceSet {
  readonly #pages = new Map<number, Uint32Array>();
  /** The page that was added to last. */
  #page = -1;
  #words: Uint32Array = new Uint32Array();
  /** Further additions of each number of a page; 255 and more are in `#many`. */
  readonly #repeats = new Map<number, Uint8Array>();
  readonly #many = new Map<number, number>();
  #size = 0;

  /** Different numbers. */
  get size(): number {
    return this.#size;
  }

  /** Adds `length` numbers from `first`. Returns how many of them were new. */
  add(first: number, length: number): number {
    const before = this.#size;
    const end = first + length;
    for (let at = first; at < end;) {
      const page = Math.floor(at / PAGE);
      if (page !== this.#page) this.#turnTo(page);
      const begin = at - page * PAGE;
      const behind = Math.min(PAGE, end - page * PAGE);
      this.#addToPage(page, begin, behind);
      at = page * PAGE + behind;
    }
    return this.#size - before;
  }

  has(number: number): boolean {
    const page = Math.floor(number / PAGE);
    const at = number - page * PAGE;
    return ((this.#pages.get(page)?.[at >>> 5] ?? 0) >>> (at & 31) & 1) === 1;
  }

  /** Yields the spans from `first` to `last` whose numbers are not in the set, in order. */
  *missing({ first, last }: Span): Generator<Span, void> {
    let from = first;
    while (from <= last) {
      const begin = this.#next(from, last, false);
      if (begin > last) return;
      const behind = this.#next(begin, last, true);
      yield { first: begin, last: behind - 1 };
      from = behind;
    }
  }

  /** Yields the spans of numbers that were added more than once, in order. */
  *repeated(): Generator<RepeatedSpan, void> {
    let span: { first: number; last: number; n: number } | null = null;
    for (const page of [...this.#repeats.keys()].sort((a, b) => a - b)) {
      const counts = this.#repeats.get(page) ?? new Uint8Array();
      for (const [at, count] of counts.entries()) {
        if (count === 0) continue;
        const number = page * PAGE + at;
        const n = this.#repeatsOf(number, count);
        if (span?.last === number - 1) {
          span.last = number;
          span.n += n;
        } else {
          if (span) yield span;
          span = { first: number, last: number, n };
        }
      }
    }
    if (span) yield span;
  }

  /** Returns the first number from `from` that is in the set, or is not; `last + 1` for none. */
  #next(from: number, last: number, isIn: boolean): number {
    for (let at = from; at <= last;) {
      const page = this.#pages.get(Math.floor(at / PAGE));
      const behindPage = (Math.floor(at / PAGE) + 1) * PAGE;
      if (!page) {
        if (!isIn) return at;
        at = behindPage;
        continue;
      }
      const word = page[at % PAGE >>> 5] ?? 0;
      // The bits sought, from that of `at`.
      const bits = (isIn ? word : ~word) >>> (at & 31);
      if (bits !== 0) {
        return Math.min(last + 1, at + 31 - Math.clz32(bits & -bits));
      }
      at += 32 - (at & 31);
    }
    return last + 1;
  }

  #turnTo(page: number): void {
    let words = this.#pages.get(page);
    if (!words) {
      words = new Uint32Array(WORDS);
      this.#pages.set(page, words);
    }
    this.#page = page;
    this.#words = words;
  }

  #addToPage(page: number, begin: number, end: number): void {
    const words = this.#words;
    for (let at = begin; at < end;) {
      const count = Math.min(32 - (at & 31), end - at);
      const mask = (count === 32 ? -1 : (1 << count) - 1) << (at & 31);
      const word = words[at >>> 5] ?? 0;
      const known = word & mask;
      words[at >>> 5] = word | mask;
      this.#size += count;
      if (known !== 0) this.#size -= this.#addRepeats(page, at & ~31, known);
      at += count;
    }
  }

  /** Counts numbers that were added before, the bits `known` from `at` in a page; returns how many. */
  #addRepeats(page: number, at: number, known: number): number {
    let counts = this.#repeats.get(page);
    if (!counts) {
      counts = new Uint8Array(PAGE);
      this.#repeats.set(page, counts);
    }
    let n = 0;
    for (let bits = known; bits !== 0; bits &= bits - 1, n++) {
      const bit = 31 - Math.clz32(bits & -bits);
      const count = counts[at + bit] ?? 0;
      if (count < MAX_BYTE) counts[at + bit] = count + 1;
      else {
        const number = page * PAGE + at + bit;
        this.#many.set(number, (this.#many.get(number) ?? 0) + 1);
      }
    }
    return n;
  }

  #repeatsOf(number: number, count: number): number {
    return count < MAX_BYTE ? count : count + (this.#many.get(number) ?? 0);
  }
}
