import { expect, test } from "vitest";
import { clockStep, stepConcentration } from "../../../src/statistics/mod.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

/** Groups of ten values around a level, as a clock with this step and this jitter shows them. */
function timings(
  step: number,
  { jitter = 0.02, groups = 40 }: { jitter?: number; groups?: number } = {},
): number[][] {
  const random = seededRandom(9);
  return Array.from(
    { length: groups },
    (_, group) =>
      Array.from({ length: 10 }, () =>
        // An offset that drifts from group to group does not matter.
        group / 700 + step * Math.round(12 + 5 * (random() - 0.5)) +
        step * jitter * (random() - 0.5)),
  );
}

test.each([0.01, 0.001, 1 / 64, 0.004, 1])("clockStep() finds %d s", (step) => {
  expect(clockStep(timings(step))).toBe(step);
  expect(clockStep(timings(step, { jitter: 0.3 }))).toBe(step);
});

test("clockStep() is null for evenly spread values, one gap, or no values", () => {
  const random = seededRandom(4);
  const even = Array.from(
    { length: 50 },
    () => Array.from({ length: 10 }, () => 0.1 + random() / 10),
  );
  expect(clockStep(even)).toBeNull();
  // Two response times, with and without a cache: a gap, not a step.
  const two = Array.from(
    { length: 50 },
    () => Array.from({ length: 10 }, (_, i) => (i % 2 ? 0.03 : 0.02)),
  );
  expect(clockStep(two)).toBeNull();
  expect(clockStep([])).toBeNull();
  expect(clockStep([[], [0.01], [5, 5, 5]])).toBeNull();
});

test("clockStep() ignores NaN and infinite values", () => {
  const groups = timings(0.01).map((group) => [NaN, Infinity, ...group]);
  expect(clockStep(groups)).toBe(0.01);
});

test("stepConcentration() is 1 for multiples, -1 / 9 for values that cancel out", () => {
  expect(stepConcentration([[1, 2, 5], [0.5, 7.5]], 0.5)).toBeCloseTo(1, 12);
  // Ten phases around the circle: the sum is 0, so ten times (0 - 1) over ten times nine.
  const around = Array.from({ length: 10 }, (_, i) => i / 10);
  expect(stepConcentration([around], 1)).toBeCloseTo(-1 / 9, 12);
  expect(stepConcentration([[1], []], 1)).toBeNull();
});
