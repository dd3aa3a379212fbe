import { expect, test } from "vitest";
import { planLooks } from "../../src/compare/paired_looks.ts";

test("planLooks() has the first look where an interval is possible, and shares the level among all", () => {
  const { blocks, confidence } = planLooks(20);
  expect(blocks).toEqual([4, 5, 6, 8, 10, 13, 16, 20]);
  expect(confidence).toBeCloseTo(1 - 0.05 / 8, 12);
  // Two ways of the 6^4 to label four blocks of two and two are the most extreme.
  expect(2 / 6 ** 4).toBeLessThanOrEqual(1 - confidence);
  expect(2 / 6 ** 3).toBeGreaterThan(1 - confidence);
});

test.each([[3, [3], 0.95], [4, [3, 4], 0.975]])(
  "planLooks() of %i blocks looks after %j",
  (most, blocks, confidence) => {
    expect(planLooks(most)).toEqual({ blocks, confidence });
  },
);

test.each([0, 1, 2])("planLooks() refuses %i blocks", (most) => {
  expect(() => planLooks(most)).toThrow(/needs 3: raise --budget/);
});
