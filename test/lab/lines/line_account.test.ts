import { expect, test } from "vitest";
import { LineAccount } from "../../../src/lab/lines/line_account.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { DUE } from "./_lines.ts";

test.each([1, 2, 3])(
  "an account is that of a naive one over all arrivals, seed %d",
  (seed) => {
    const random = seededRandom(seed);
    const integer = (below: number) => Math.floor(random() * below);
    const account = new LineAccount(3);
    const counts = new Map<string, number>();
    const highest = new Map<number, number>();
    let [received, backSteps, foreign] = [0, 0, 0];
    for (let turn = 0; turn < 2000; turn++) {
      const stream = integer(5);
      const first = Math.max(0, turn * 3 + integer(300) - 150);
      const length = 1 + integer(9);
      account.add({ stream, first, length, at: DUE + turn });
      if (stream > 3) foreign += length;
      if (stream > 3 || stream === 0) continue;
      for (let line = first; line < first + length; line++) {
        const key = `${stream} ${line}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        received++;
        const high = highest.get(stream) ?? -1;
        if (line < high) backSteps++;
        highest.set(stream, Math.max(high, line));
      }
    }
    const duplicates = [...counts.values()].reduce((n, of) => n + of - 1, 0);
    expect(account.counts).toMatchObject({
      ...{ received, backSteps, foreign, duplicates, torn: 0 },
      unique: counts.size,
    });
    const repeated = [1, 2, 3].flatMap((
      stream,
    ) => [...account.repeated(stream)]).reduce((sum, { n }) => sum + n, 0);
    expect(repeated).toBe(duplicates);
    const span = { first: 0, last: 6500 };
    for (const stream of [1, 2, 3]) {
      const missing = [...account.missing(stream, span)]
        .reduce((sum, { first, last }) => sum + last + 1 - first, 0);
      const there = [...counts.keys()]
        .filter((key) => key.startsWith(`${stream} `)).length;
      expect(missing + there).toBe(6501);
    }
  },
);

test("a sequence number beyond all is noise", () => {
  const account = new LineAccount(1);
  account.add({ stream: 1, first: 999_999_999_999, length: 1, at: DUE });
  account.add({ stream: 0, first: 999_999_999_999, length: 1, at: DUE });
  expect(account.counts).toMatchObject({
    received: 0,
    foreign: 1,
    lastAt: null,
  });
});
