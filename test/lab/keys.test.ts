import { expect, test } from "vitest";
import { Keys, toKey, toMarker, toValue } from "../../src/lab/keys.ts";
import { seededRandom } from "../../src/statistics/random.ts";

test("toValue() is the same bytes for a key, and begins with the key", () => {
  const value = toValue(toKey(12), 100);
  expect(value).toHaveLength(100);
  expect(toValue("key-12", 100)).toEqual(value);
  expect(new TextDecoder().decode(toMarker(value, "key-12"))).toBe("key-12:");
  expect(toValue("key-12", 3)).toEqual(new TextEncoder().encode("key"));
  // What follows cannot be compressed away: no byte is much more frequent than another.
  const counts = new Uint32Array(256);
  for (const byte of toValue("k", 65_536).subarray(2)) counts[byte]!++;
  expect(Math.max(...counts)).toBeLessThan(400);
});

test("Keys reads only what was acknowledged", () => {
  const keys = new Keys(
    { keys: 100, key_distribution: "uniform" },
    seededRandom(1),
  );
  expect(keys.nextKnown()).toBe(-1);
  keys.acknowledge(7);
  keys.acknowledge(42);
  keys.acknowledge(7);
  const asked = Array.from({ length: 200 }, () => keys.nextKnown());
  expect(new Set(asked)).toEqual(new Set([7, 42]));
  expect(keys.acknowledged).toEqual([7, 42]);
});

test("Keys chooses all keys alike, or the first of them most", () => {
  const n = 1000;
  const draw = (key_distribution: "uniform" | "zipfian") => {
    const keys = new Keys({ keys: n, key_distribution }, seededRandom(3));
    const counts = new Uint32Array(n);
    for (let i = 0; i < 100_000; i++) counts[keys.next()]!++;
    return counts;
  };
  expect(Math.max(...draw("uniform"))).toBeLessThan(160);
  // The share of rank i is 1 / (i^0.99 zeta), with zeta the sum of all 1 / i^0.99.
  let zeta = 0;
  for (let i = 1; i <= n; i++) zeta += 1 / i ** 0.99;
  const counts = draw("zipfian");
  expect(counts[0]! / 100_000).toBeCloseTo(1 / zeta, 2);
  expect(counts[1]! / 100_000).toBeCloseTo(1 / (2 ** 0.99 * zeta), 2);
  expect(counts.reduce((sum, count) => sum + count)).toBe(100_000);
});
