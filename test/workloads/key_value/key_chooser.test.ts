import { expect, test } from "vitest";
import {
  KeyChooser,
  toKey,
} from "../../../src/workloads/key_value/key_chooser.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

/** Returns the share of draws of each key. */
function shares(
  key_distribution: "uniform" | "zipfian",
  { keys = 1000, draws = 200_000 } = {},
): number[] {
  const chooser = new KeyChooser({ keys, key_distribution }, seededRandom(7));
  const counts = new Array<number>(keys).fill(0);
  for (let i = 0; i < draws; i++) {
    const index = chooser.next();
    counts[index] = (counts[index] ?? NaN) + 1;
  }
  return counts.map((count) => count / draws);
}

test("KeyChooser.next() of zipfian chooses key i in proportion to 1 / (i + 1)^0.99", () => {
  const actual = shares("zipfian");
  const weights = actual.map((_, i) => (i + 1) ** -0.99);
  const zeta = weights.reduce((sum, weight) => sum + weight, 0);
  // The generator is exact for the first two, and approximate beyond.
  expect(actual[0]).toBeCloseTo(1 / zeta, 2);
  expect(actual[0]).toBeGreaterThan(0.12);
  expect(actual[1]).toBeCloseTo((weights[1] ?? NaN) / zeta, 2);
  const ten = (of: readonly number[]) =>
    of.slice(0, 10).reduce((sum, share) => sum + share, 0);
  expect(ten(actual)).toBeCloseTo(ten(weights) / zeta, 1);
});

test("KeyChooser.next() of uniform chooses all keys equally", () => {
  const actual = shares("uniform", { keys: 100 });
  expect(Math.min(...actual)).toBeGreaterThan(0.008);
  expect(Math.max(...actual)).toBeLessThan(0.012);
});

test.each([1, 2, 3])(
  "KeyChooser.next() chooses each of %i keys, and no other",
  (keys) => {
    for (const key_distribution of ["uniform", "zipfian"] as const) {
      const actual = shares(key_distribution, { keys, draws: 2000 });
      expect(actual).toHaveLength(keys);
      expect(Math.min(...actual)).toBeGreaterThan(0);
    }
  },
);

test("KeyChooser.nextAcknowledged() chooses among acknowledged keys only", () => {
  const keys = new KeyChooser(
    { keys: 1000, key_distribution: "zipfian" },
    seededRandom(3),
  );
  expect(keys.nextAcknowledged()).toBeNull();
  for (const index of [900, 5, 900, 77]) keys.acknowledge(index);
  const chosen = Array.from({ length: 300 }, () => keys.nextAcknowledged());
  expect(new Set(chosen)).toEqual(new Set([900, 5, 77]));
  expect(keys.acknowledged).toEqual([900, 5, 77]);
});

test("toKey() returns letters, digits and - only", () => {
  expect(toKey(0)).toBe("key-0");
  expect(toKey(123_456_789)).toMatch(/^[a-z0-9-]+$/);
});
