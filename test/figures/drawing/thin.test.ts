import { expect, test } from "vitest";
import { thinLine } from "../../../src/figures/drawing/thin.ts";

const toPoints = (values: readonly number[]) =>
  values.map((y, x) => ({ x, y }));

test("thinLine() leaves few points as they are", () => {
  expect(thinLine(toPoints([3, 1]), 2)).toEqual([
    { x: 0, y: 3, low: 3, high: 3 },
    { x: 1, y: 1, low: 1, high: 1 },
  ]);
});

test("thinLine() replaces a bin by its median, least and largest value", () => {
  expect(thinLine(toPoints([1, 9, 2, 3, 5, 4]), 2)).toEqual([
    { x: 1, y: 2, low: 1, high: 9 },
    { x: 4, y: 4, low: 3, high: 5 },
  ]);
  expect(thinLine(toPoints([1, 2, 3, 4]), 1)).toEqual([
    { x: 1.5, y: 2.5, low: 1, high: 4 },
  ]);
});

test("thinLine() breaks at a gap in sampling, and bears nothing", () => {
  const points = [0, 1, 2, 20, 21].map((x) => ({ x, y: x }));
  expect(thinLine(points, 9).map(({ y }) => y)).toEqual([0, 1, 2, NaN, 20, 21]);
  expect(thinLine([], 9)).toEqual([]);
});
