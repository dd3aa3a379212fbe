import { expect, test } from "vitest";
import { increase, rate } from "../../src/analysis/counter.ts";

const points = (...values: number[]) =>
  values.map((value, i) => ({ at: i * 2, value }));

test("increase() adds up growth, and takes a fall for a new start from 0", () => {
  expect(increase(points(5, 7, 12))).toBe(7);
  // 5 to 9, then killed: 3 after the start, 8 at the end.
  expect(increase(points(5, 9, 3, 8))).toBe(4 + 3 + 5);
  expect(increase(points(5))).toBeNull();
  expect(increase([])).toBeNull();
});

test("rate() is over the time from the first point to the last", () => {
  expect(rate(points(0, 10, 30))).toBe(7.5);
  expect(rate([{ at: 1, value: 1 }, { at: 1, value: 2 }])).toBeNull();
});
