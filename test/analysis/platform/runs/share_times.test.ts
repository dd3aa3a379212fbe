import { expect, test } from "vitest";
import { timeToShare } from "../../../../src/analysis/platform/runs/share_times.ts";
import { kaplanMeier } from "../../../../src/statistics/mod.ts";

test("timeToShare() is the first time at which a share was there", () => {
  const curve = kaplanMeier([1, 2, 3, 4], [true, true, true, true]);
  expect(timeToShare(curve, 0.5)).toEqual({ seconds: 2, censored: false });
  expect(timeToShare(curve, 0.51)).toEqual({ seconds: 3, censored: false });
  expect(timeToShare(curve, 1)).toEqual({ seconds: 4, censored: false });
});

test("timeToShare() does not call all there what was given up on", () => {
  // The curve reaches zero as the last of those that were still watched ended.
  const curve = kaplanMeier([1, 2, 9], [true, false, true]);
  expect(curve.steps.at(-1)?.survival).toBe(0);
  expect(timeToShare(curve, 1)).toEqual({ seconds: 9, censored: true });
  expect(timeToShare(kaplanMeier([], []), 0.5)).toEqual({
    ...{ seconds: 0, censored: true },
  });
});
