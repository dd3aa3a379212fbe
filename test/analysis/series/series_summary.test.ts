import { expect, test } from "vitest";
import {
  maxOf,
  meanOf,
  scaled,
  seriesSummary,
} from "../../../src/analysis/series/series_summary.ts";

const points = [3, 1, 2, 10].map((value, at) => ({ at, value }));

test("seriesSummary() computes statistics of unsorted points", () => {
  expect(seriesSummary(points)).toEqual({
    min: 1,
    mean: 4,
    median: 2.5,
    // 3 + 0.85 * (10 - 3)
    p95: expect.closeTo(8.95),
    max: 10,
  });
  expect(meanOf(points)).toBe(4);
  expect(maxOf(points)).toBe(10);
});

test("seriesSummary(), meanOf() and maxOf() return null without points", () => {
  expect([seriesSummary([]), meanOf([]), maxOf([])]).toEqual([
    null,
    null,
    null,
  ]);
});

test("scaled() leaves times unchanged", () => {
  expect(scaled(points.slice(0, 1), 2)).toEqual([{ at: 0, value: 6 }]);
});
