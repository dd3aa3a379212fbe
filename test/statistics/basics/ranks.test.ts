import { expect, test } from "vitest";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { doubledMidRanks } from "../../../src/statistics/basics/ranks.ts";

test("doubledMidRanks() gives equal values the mean of their places, twice", () => {
  expect(doubledMidRanks([5, 1, 5, 3, 5, 3]))
    .toEqual({ ranks: [10, 2, 10, 5, 10, 5], ties: 24 + 6 });
  expect(doubledMidRanks([])).toEqual({ ranks: [], ties: 0 });
});

test("doubledMidRanks() agrees with counting, with infinity, zeros of either sign and numbers below zero", () => {
  const random = seededRandom(2);
  const values = Array.from(
    { length: 300 },
    (_, i) =>
      [-0, 0, Infinity, -Infinity][i % 7] ?? Math.floor(random() * 90 - 45) / 4,
  );
  const { ranks, ties } = doubledMidRanks(values);
  const [below, equal] = [[], []] as [number[], number[]];
  for (const value of values) {
    below.push(values.filter((other) => other < value).length);
    equal.push(values.filter((other) => other === value).length);
  }
  expect(ranks).toEqual(below.map((n, i) => 2 * n + equal[i]! + 1));
  expect(ties).toBe(equal.reduce((sum, t) => sum + t * t - 1, 0));
});

test("doubledMidRanks() refuses NaN", () => {
  expect(() => doubledMidRanks([1, NaN])).toThrow("not a number: NaN");
});
