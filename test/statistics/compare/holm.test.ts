import { expect, test } from "vitest";
import { holm } from "../../../src/statistics/mod.ts";

test("holm() gives the adjusted values of R's p.adjust", () => {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"), also by hand: 3 x 0.01, 0.06, 2 x 0.03 and 4 x 0.005.
  const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
  expect(adjusted.map((p) => Number(p.toFixed(12))))
    .toEqual([0.03, 0.06, 0.06, 0.02]);
});

test("holm() stays at or below 1, keeps the given order and accepts no values", () => {
  expect(holm([0.6, 0.9, 0.5])).toEqual([1, 1, 1]);
  expect(holm([])).toEqual([]);
  expect(() => holm([0.5, NaN])).toThrow("not between 0 and 1: NaN");
});
