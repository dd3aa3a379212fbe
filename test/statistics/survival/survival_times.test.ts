import { expect, test } from "vitest";
import { kaplanMeier, survivalQuantile } from "../../../src/statistics/mod.ts";
import { placebo, sixMp } from "./leukaemia.ts";

// Reference: lifelines 0.30.3, qth_survival_times() of the curve and of its confidence_interval_.
test.each([
  { data: sixMp, p: 0.25, value: 13, lower: 6, upper: 22 },
  { data: sixMp, p: 0.5, value: 23, lower: 13, upper: null },
  { data: sixMp, p: 0.75, value: null, lower: 23, upper: null },
  { data: sixMp, p: 0.9, value: null, lower: null, upper: null },
  { data: placebo, p: 0.25, value: 4, lower: 1, upper: 5 },
  { data: placebo, p: 0.5, value: 8, lower: 4, upper: 11 },
  { data: placebo, p: 0.75, value: 12, lower: 8, upper: 22 },
])("survivalQuantile() of $data.name at $p", ({ data, p, ...expected }) => {
  const curve = kaplanMeier(data.weeks, data.ended);
  expect(survivalQuantile(curve, p)).toMatchObject(expected);
});

test("survivalQuantile() states why a share has no time", () => {
  const curve = kaplanMeier(sixMp.weeks, sixMp.ended);
  expect(survivalQuantile(curve, 0.75).reason)
    .toBe("75 % not reached: 55.2 % of 21 had ended");
  expect(survivalQuantile(curve, 0.5).reason).toBeNull();
  expect(survivalQuantile(kaplanMeier([], []), 0.5)).toMatchObject({
    value: null,
    reason: "50 % not reached: 0 % of 0 had ended",
  });
});

test("survivalQuantile() returns the middle of a flat part, like R's survfit", () => {
  const all = (n: number) => Array.from({ length: n }, () => true);
  const median = (times: readonly number[]) =>
    survivalQuantile(kaplanMeier(times, all(times.length)), 0.5).value;
  expect(median([1, 2, 4, 8])).toBe(3);
  expect(median([1, 2, 4])).toBe(2);
  // The product of the first twelve of 24 shares is a rounding error above 0.5.
  expect(median(Array.from({ length: 24 }, (_, i) => i))).toBe(11.5);
  // Nothing ends after the flat part, so that it has no middle.
  const cut = kaplanMeier([1, 2, 9, 9], [true, true, false, false]);
  expect(survivalQuantile(cut, 0.5).value).toBe(2);
});

test("survivalQuantile() refuses an impossible share", () => {
  const curve = kaplanMeier([1], [true]);
  expect(() => survivalQuantile(curve, 0)).toThrow("between 0 and 1: 0");
  expect(() => survivalQuantile(curve, 1)).toThrow(RangeError);
});
