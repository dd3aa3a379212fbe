import { expect, test } from "vitest";
import { effectOf, levelOf } from "../../../src/analysis/comparison/effect.ts";

test("effectOf() is the median ratio where all values are positive", () => {
  const first = [100, 102, 98, 101];
  const second = first.map((value) => value * 1.1);
  const effect = effectOf([{ first, second }], { isShare: false });
  expect(effect?.relative).toBe(true);
  expect(effect?.change).toBeCloseTo(0.1, 12);
  expect(effect?.lower).toBeCloseTo(1.1 * 98 / 102 - 1, 12);
  expect(effect?.upper).toBeCloseTo(1.1 * 102 / 98 - 1, 12);
});

test("effectOf() is in points of a share, and in the unit where a value is 0", () => {
  const strata = [{ first: [0.99, 0.98, 0.99], second: [0.97, 0.96, 0.97] }];
  const share = effectOf(strata, { isShare: true });
  expect(share).toMatchObject({ relative: false, lower: null, upper: null });
  expect(share?.change).toBeCloseTo(-0.02, 12);
  expect(effectOf([{ first: [0, 1], second: [2, 3] }], { isShare: false }))
    .toMatchObject({ change: 2, relative: false });
});

test("effectOf() without a side is null", () => {
  expect(effectOf([{ first: [], second: [1] }], { isShare: false })).toBeNull();
  expect(effectOf([], { isShare: false })).toBeNull();
});

test("levelOf() has the variation between runs within sessions", () => {
  expect(levelOf([])).toEqual({ n: 0, median: null, variation: null });
  expect(levelOf([[5]])).toEqual({ n: 1, median: 5, variation: null });
  // Standard deviation 1 of mean 10, and 10 of mean 100: a tenth each.
  const level = levelOf([[9, 10, 11], [90, 100, 110]]);
  expect(level).toMatchObject({ n: 6, median: 50.5 });
  expect(level.variation).toBeCloseTo(0.1, 12);
});
