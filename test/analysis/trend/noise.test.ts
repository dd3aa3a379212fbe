import { expect, test } from "vitest";
import { noise } from "../../../src/analysis/trend/noise.ts";
import type { TrendPoint } from "../../../src/analysis/trend/trend.ts";

function toPoint(
  series: string,
  [min, median, max]: readonly [number, number, number],
): TrendPoint {
  return {
    series,
    subject: "db",
    kind: "PUT",
    run_id: "r",
    started_at: "2026-01-02T00:00:00Z",
    version: "1",
    system_version: "",
    n: 3,
    median,
    min,
    max,
  };
}

test("noise() returns the relative range within runs and the steps between them", () => {
  // Within: 2/10, 6/12, 1/10, 3/20 have median 0.175. Steps: 2, 2, 10 have median 2; the medians' median is 11.
  expect(noise([
    toPoint("a", [9, 10, 11]),
    toPoint("a", [9, 12, 15]),
    toPoint("a", [10, 10, 11]),
    toPoint("a", [19, 20, 22]),
  ])).toEqual([{
    series: "a",
    subject: "db",
    kind: "PUT",
    runs: 4,
    within: expect.closeTo(0.175, 12),
    between: expect.closeTo(2 / 11, 12),
  }]);
});

test("noise() is not affected by a shift", () => {
  const found = noise(
    [1, 1, 1, 1, 1, 9, 9, 9, 9, 9].map((value) =>
      toPoint("a", [value, value, value])
    ),
  );
  expect(found).toMatchObject([{ within: 0, between: 0 }]);
});

test("noise() separates series and returns no step for a single run", () => {
  expect(noise([toPoint("a", [1, 2, 3]), toPoint("b", [2, 4, 8])]))
    .toMatchObject([
      { series: "a", runs: 1, within: 1, between: null },
      { series: "b", runs: 1, within: 1.5, between: null },
    ]);
  expect(noise([])).toEqual([]);
});

test("noise() of timings that are all 0 is unknown", () => {
  const zero = [0, 0, 0] as const;
  expect(noise([toPoint("a", zero), toPoint("a", zero)]))
    .toMatchObject([{ within: null, between: null }]);
  expect(noise([toPoint("a", zero), toPoint("a", [1, 2, 3])]))
    .toMatchObject([{ within: 1, between: 2 }]);
});
