import { expect, test } from "vitest";
import { Keys, toKey } from "../../../src/workloads/key_value/key_chooser.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";

/** How often each of 1,000 keys is chosen, as shares. */
function shares(
  key_distribution: "uniform" | "zipfian",
  { keys = 1000, draws = 200_000 } = {},
): number[] {
  const chosen = new Keys({ keys, key_distribution }, seededRandom(7));
  const counts = new Array<number>(keys).fill(0);
  for (let i = 0; i < draws; i++) {
    const index = chosen.next();
    counts[index] = (counts[index] ?? NaN) + 1;
  }
  return counts.map((count) => count / draws);
}

test("Keys.next() of zipfian wants key i as often as 1 / (i + 1)^0.99", () => {
  const found = shares("zipfian");
  const weights = found.map((_, i) => (i + 1) ** -0.99);
  const zeta = weights.reduce((sum, weight) => sum + weight, 0);
  // The generator is exact for the first two, and approximate beyond.
  expect(found[0]).toBeCloseTo(1 / zeta, 2);
  expect(found[0]).toBeGreaterThan(0.12);
  expect(found[1]).toBeCloseTo((weights[1] ?? NaN) / zeta, 2);
  const ten = (of: readonly number[]) =>
    of.slice(0, 10).reduce((sum, one) => sum + one, 0);
  expect(ten(found)).toBeCloseTo(ten(weights) / zeta, 1);
});

test("Keys.next() of uniform wants all keys alike", () => {
  const found = shares("uniform", { keys: 100 });
  expect(Math.min(...found)).toBeGreaterThan(0.008);
  expect(Math.max(...found)).toBeLessThan(0.012);
});

test.each([1, 2, 3])("Keys.next() knows no other than %i keys", (keys) => {
  for (const key_distribution of ["uniform", "zipfian"] as const) {
    const found = shares(key_distribution, { keys, draws: 2000 });
    expect(found).toHaveLength(keys);
    expect(Math.min(...found)).toBeGreaterThan(0);
  }
});

test("Keys.nextKnown() chooses among acknowledged keys only", () => {
  const keys = new Keys(
    { keys: 1000, key_distribution: "zipfian" },
    seededRandom(3),
  );
  expect(keys.nextKnown()).toBeNull();
  for (const index of [900, 5, 900, 77]) keys.acknowledge(index);
  const known = Array.from({ length: 300 }, () => keys.nextKnown());
  expect(new Set(known)).toEqual(new Set([900, 5, 77]));
  expect(keys.acknowledged).toEqual([900, 5, 77]);
});

test("toKey() gives letters, digits and - only", () => {
  expect(toKey(0)).toBe("key-0");
  expect(toKey(123_456_789)).toMatch(/^[a-z0-9-]+$/);
});
