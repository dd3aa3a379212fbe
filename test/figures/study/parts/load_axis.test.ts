import { expect, test } from "vitest";
import { loadAxis } from "../../../../src/figures/study/parts/load_axis.ts";

test("loadAxis() is logarithmic above 0, with equal ratios equally far apart", () => {
  const { type, place } = loadAxis([10, 100, 1000], 64);
  expect(type).toBe("log");
  expect(place(100) - place(10)).toBeCloseTo(place(1000) - place(100));
  expect(place(10)).toBeGreaterThan(64);
});

test("loadAxis() is linear from 0 for a load of 0, even if that is the only one", () => {
  expect(loadAxis([0, 50], 20)).toMatchObject({
    type: "linear",
    domain: [0, 53],
  });
  expect(loadAxis([0], 20).domain).toEqual([0, 1]);
});
