import { expect, test } from "vitest";
import { bracketOf, joinBrackets } from "../../bench/_brackets.ts";

const sample = Array.from({ length: 1001 }, (_, i) => i);

test("bracketOf() spans some standard deviations of the sample's ranks around a quantile, and one rank more for each", () => {
  // sqrt(1001 / 4) = 15.8 ranks: two of them and 2.
  expect(bracketOf(sample, 0.5, 2)).toEqual({ low: 466, high: 534 });
});

test("bracketOf() knows nothing beyond the ends of a sample", () => {
  expect(bracketOf(sample, 0, 2)).toEqual({ low: -Infinity, high: 2 });
  expect(bracketOf(sample, 1, 2)).toEqual({ low: 998, high: Infinity });
  expect(bracketOf([1, 2, 3], 0.5, 8))
    .toEqual({ low: -Infinity, high: Infinity });
  expect(bracketOf([], 0.5, 8)).toEqual({ low: -Infinity, high: Infinity });
});

test("bracketOf() holds nothing but a value that most of a sample has", () => {
  const tied = [...Array(400).fill(1), ...Array(601).fill(2)];
  expect(bracketOf(tied, 0.5, 2)).toEqual({ low: 2, high: 2 });
});

test("joinBrackets() sorts brackets, joins those that overlap, and keeps those that touch apart", () => {
  const joined = joinBrackets([
    { low: 7, high: 8 },
    { low: 1, high: 5 },
    { low: 2, high: 3 },
    { low: 5, high: 6 },
    { low: -Infinity, high: 0 },
    { low: 9, high: Infinity },
    { low: 9, high: Infinity },
    { low: 6, high: 6 },
    { low: 6, high: 6 },
  ]);
  expect(joined).toEqual([
    { low: -Infinity, high: 0 },
    { low: 1, high: 5 },
    { low: 5, high: 6 },
    { low: 6, high: 6 },
    { low: 7, high: 8 },
    { low: 9, high: Infinity },
  ]);
});
