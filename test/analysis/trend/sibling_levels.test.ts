import { expect, test } from "vitest";
import { shifts } from "../../../src/analysis/trend/shifts.ts";
import { steady, toSeries } from "./trend_points.ts";

const slow = [2.1, 2.2, 2.15, 2.05];

/** Four slow runs from day 60 of a long series, and of a short one that began on day 50. */
function siblings(short: readonly number[], kind = "PUT") {
  return [
    ...toSeries("a", [...steady(1, 60), ...slow, ...steady(1, 56)]),
    ...toSeries("b", [...steady(1, 10), ...short, ...steady(1, 12)], {
      from: 50,
      kind,
    }),
    ...Array.from({ length: 60 }, (_, i) => toSeries(`c${i}`, [1, 1])).flat(),
  ];
}

test("siblingLevels() detects a level of another series in a short one", () => {
  // 26 runs are too few for a search, C(26, 4) = 14,950 orders, but enough for one test.
  expect(shifts(siblings(slow, "GET")).map(({ series }) => series))
    .toEqual(["a"]);
  const found = shifts(siblings(slow));
  expect(found).toMatchObject([
    { series: "a", short: true, runs_after: 4 },
    {
      series: "b",
      short: true,
      runs_before: 22,
      runs_after: 4,
      first: { version: "v60" },
      back: { version: "v64" },
      // One test, of three searches.
      p: expect.closeTo(3 / 14950, 12),
    },
  ]);
});

test("siblingLevels() detects nothing where those days do not differ", () => {
  expect(shifts(siblings(steady(1.001, 4)))).toHaveLength(1);
  expect(shifts(siblings(steady(0.5, 4)))).toHaveLength(1);
  // Higher by rank, but by less than the smallest effect.
  expect(shifts(siblings(steady(1.03, 4)))).toHaveLength(1);
});
