import { expect, test } from "vitest";
import { spearman } from "../../../src/statistics/mod.ts";

test("spearman() repeats a worked example: IQ and hours of television a week", () => {
  const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
  const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
  expect(spearman(iq, hours)).toBeCloseTo(-29 / 165, 12);
});

test("spearman() gives ties their mid-ranks", () => {
  // Ranks 1.5, 1.5, 3, 4 and 1, 2, 3.5, 3.5: the sum of products is 4, of squares 4.5 each.
  expect(spearman([1, 1, 2, 3], [1, 2, 5, 5])).toBeCloseTo(4 / 4.5, 12);
});

test("spearman() has no value for constants and for two pairs, and refuses NaN", () => {
  expect(spearman([1, 1, 1], [1, 2, 3])).toBeNull();
  expect(spearman([1, 2], [1, 2])).toBeNull();
  expect(() => spearman([1, 2, NaN], [1, 2, 3])).toThrow(RangeError);
  expect(() => spearman([1, 2], [1, 2, 3])).toThrow(/differ in length/);
});
