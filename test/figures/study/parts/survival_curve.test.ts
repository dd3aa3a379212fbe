import { expect, test } from "vitest";
import {
  cornersOf,
  countsOf,
} from "../../../../src/figures/study/parts/survival_curve.ts";
import { kaplanMeier } from "../../../../src/statistics/mod.ts";

const curve = kaplanMeier([2, 5], [true, false]);

test("cornersOf() starts with all at time 0", () => {
  expect(cornersOf(curve)[0]).toEqual({ time: 0, survival: 1 });
  expect(cornersOf(curve)[1]).toMatchObject({ time: 2, survival: 0.5 });
});

test("countsOf() says how many were not seen to end, if any", () => {
  expect(countsOf(curve)).toBe("n = 2, 1 not seen to end");
  expect(countsOf({ ...curve, censored: 0 })).toBe("n = 2");
});
