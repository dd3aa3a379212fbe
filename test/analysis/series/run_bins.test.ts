import { expect, test } from "vitest";
import { chooseBins, edgesOf } from "../../../src/analysis/series/run_bins.ts";

const wishes = { most: 120, operations: 100 };

function choose(from: number, until: number, ended: number) {
  return chooseBins({ load: { from, until }, ended }, wishes);
}

test("chooseBins() chooses round widths for seconds and for half an hour", () => {
  expect(choose(-1, 4.4, 40_000)).toEqual({
    width: 0.05,
    first: -20,
    last: 87,
  });
  expect(choose(-120, 1700, 700_000).width).toBe(30);
});

test("chooseBins() widens bins for a percentile, down to twenty of them", () => {
  expect(choose(0, 60, 6000).width).toBe(1);
  expect(choose(0, 60, 3000).width).toBe(2);
  expect(choose(0, 60, 60).width).toBe(5);
});

test("chooseBins() bears a single instant and a month", () => {
  expect(choose(0, 0, 1)).toEqual({ width: 0.01, first: 0, last: 0 });
  expect(choose(0, 30 * 86_400, 1e6).width).toBe(21_600);
  expect(choose(0, 9e9, 1e6).width % 86_400).toBe(0);
});

test("edgesOf() joins less than half a bin at an end with its neighbour", () => {
  const load = { from: -0.1, until: 10.7 };
  const bins = chooseBins({ load, ended: 1200 }, wishes);
  expect(bins).toEqual({ width: 1, first: 0, last: 10 });
  expect(edgesOf(0, bins, { load })).toEqual({ from: -0.1, until: 1 });
  expect(edgesOf(5, bins, { load })).toEqual({ from: 5, until: 6 });
  expect(edgesOf(10, bins, { load })).toEqual({ from: 10, until: 10.7 });
});
