import { expect, test } from "vitest";
import { SequenceSet, type Span } from "../../../src/lab/lines/sequence_set.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

/** Counts of additions, number by number. */
class NaiveSet {
  readonly #counts = new Map<number, number>();

  get size(): number {
    return this.#counts.size;
  }

  add(first: number, length: number): number {
    const before = this.size;
    for (let number = first; number < first + length; number++) {
      this.#counts.set(number, (this.#counts.get(number) ?? 0) + 1);
    }
    return this.size - before;
  }

  missing({ first, last }: Span): Span[] {
    return toSpans(first, last, (number) => !this.#counts.has(number));
  }

  repeated(limit: number) {
    const isRepeated = (number: number) => (this.#counts.get(number) ?? 0) > 1;
    return toSpans(0, limit, isRepeated).map((span) => {
      let n = 0;
      for (let number = span.first; number <= span.last; number++) {
        n += (this.#counts.get(number) ?? 1) - 1;
      }
      return { ...span, n };
    });
  }
}

function toSpans(
  first: number,
  last: number,
  isIn: (number: number) => boolean,
): Span[] {
  const spans: { first: number; last: number }[] = [];
  for (let number = first; number <= last; number++) {
    if (!isIn(number)) continue;
    const span = spans.at(-1);
    if (span?.last === number - 1) span.last = number;
    else spans.push({ first: number, last: number });
  }
  return spans;
}

test.each([1, 2, 3, 4, 5, 6])(
  "a set is that of a naive one, seed %d",
  (seed) => {
    const random = seededRandom(seed);
    const integer = (below: number) => Math.floor(random() * below);
    const [set, naive] = [new SequenceSet(), new NaiveSet()];
    // Around the border of two pages, in which a page between may be missing.
    const base = seed % 2 === 0 ? 0 : 2 ** 16 - 500;
    for (let turn = 0; turn < 300; turn++) {
      const first = base + integer(1000) + (random() < 0.1 ? 2 ** 17 : 0);
      const length = random() < 0.5 ? 1 : integer(seed > 3 ? 200 : 70);
      expect(set.add(first, length)).toBe(naive.add(first, length));
      expect(set.size).toBe(naive.size);
    }
    for (let turn = 0; turn < 30; turn++) {
      const first = base + integer(2 ** 18);
      const span = { first, last: first + integer(3000) - 1 };
      expect([...set.missing(span)]).toEqual(naive.missing(span));
    }
    const all = { first: 0, last: 2 ** 18 + 2000 };
    expect([...set.missing(all)]).toEqual(naive.missing(all));
    expect([...set.repeated()]).toEqual(naive.repeated(all.last));
    expect(set.has(base)).toBe(
      naive.missing({ first: base, last: base })
        .length === 0,
    );
  },
);

test("a number that was added a thousand times is counted exactly", () => {
  const set = new SequenceSet();
  for (let turn = 0; turn < 1000; turn++) set.add(5, turn < 300 ? 2 : 1);
  expect(set.size).toBe(2);
  expect([...set.repeated()]).toEqual([{ first: 5, last: 6, n: 999 + 299 }]);
});

test("an empty set misses all", () => {
  const set = new SequenceSet();
  expect([...set.missing({ first: 3, last: 1e9 })])
    .toEqual([{ first: 3, last: 1e9 }]);
  expect([...set.missing({ first: 3, last: 2 })]).toEqual([]);
  expect([...set.repeated()]).toEqual([]);
});

test("numbers up to 2^32 are told apart", () => {
  const set = new SequenceSet();
  set.add(2 ** 32 - 40, 40);
  expect(set.size).toBe(40);
  expect([...set.missing({ first: 2 ** 32 - 50, last: 2 ** 32 + 5 })]).toEqual([
    { first: 2 ** 32 - 50, last: 2 ** 32 - 41 },
    { first: 2 ** 32, last: 2 ** 32 + 5 },
  ]);
});
