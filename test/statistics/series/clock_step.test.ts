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

const candidates = [
  ...[0, -1, -2, -3, -4, -5, -6].flatMap((power) =>
    [1, 2, 2.5, 4, 5].map((digit) => Number(`${digit}e${power}`))
  ),
  ...[1 / 64, 1 / 60],
].sort((a, b) => b - a);

/** The step as `clockStep()` defines it: all pairs for each candidate. */
function stepByDefinition(groups: readonly (readonly number[])[]) {
  const distances = groups.flatMap((group) =>
    group.flatMap((a, i) => group.slice(i + 1).map((b) => Math.abs(b - a)))
  );
  const shareApart = (distance: number) =>
    distances.filter((one) => one > distance).length / distances.length;
  const fits = candidates.map((step) => ({
    step,
    concentration: stepConcentration(groups, step) ?? 0,
    far: shareApart(1.5 * step),
    apart: shareApart(step / 2),
  })).filter(({ concentration, far, apart }) =>
    concentration >= 0.5 && far >= 0.02 && apart - far >= 0.1
  );
  const best = Math.max(...fits.map(({ concentration }) => concentration));
  return fits.find(({ concentration }) => concentration >= 0.8 * best)?.step ??
    null;
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

test("clockStep() is the largest of the best candidates by its definition", () => {
  const random = seededRandom(8);
  const found = new Set<number | null>();
  for (let round = 0; round < 74; round++) {
    const step = candidates[round % candidates.length] ?? NaN;
    const jitter = round / 80;
    const toValues = (_: unknown, size: number) =>
      Array.from(
        { length: size % 9 },
        () => step * (Math.floor(4 * random()) + jitter * random()),
      );
    const groups = Array.from({ length: 30 }, toValues);
    expect(clockStep(groups)).toBe(stepByDefinition(groups));
    found.add(clockStep(groups));
  }
  expect(found.size).toBeGreaterThan(10);
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
