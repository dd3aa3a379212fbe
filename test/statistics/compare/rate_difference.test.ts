import { expect, test } from "vitest";
import {
  boundedDifference,
  rateDifference,
} from "../../../src/statistics/mod.ts";

// Newcombe, Statistics in Medicine 17, 1998, pages 873 to 890, table II: rows a to h, method 10.
test.each(
  [
    [[56, 70], [48, 80], [0.0524, 0.3339]],
    [[9, 10], [3, 10], [0.1705, 0.8090]],
    [[6, 7], [2, 7], [0.0582, 0.8062]],
    [[5, 56], [0, 29], [-0.0381, 0.1926]],
    [[0, 10], [0, 20], [-0.1611, 0.2775]],
    [[0, 10], [0, 10], [-0.2775, 0.2775]],
    [[10, 10], [0, 20], [0.6791, 1]],
    [[10, 10], [0, 10], [0.6075, 1]],
  ] as const,
)(
  "rateDifference() of %j and %j has the published interval %j",
  ([ok, n], [otherOk, otherN], [lower, upper]) => {
    const found = rateDifference({ ok: otherOk, n: otherN }, { ok, n });
    expect(found.difference).toBeCloseTo(ok / n - otherOk / otherN, 12);
    expect(found.lower).toBeCloseTo(lower, 4);
    expect(found.upper).toBeCloseTo(upper, 4);
  },
);

test("boundedDifference() adds the distances of the nearer limits of both shares in quadrature", () => {
  const { difference, lower, upper } = boundedDifference(
    { rate: 0.9, lower: 0.8, upper: 0.95 },
    { rate: 0.8, lower: 0.7, upper: 0.85 },
  );
  expect(difference).toBeCloseTo(-0.1, 12);
  expect(lower).toBeCloseTo(-0.1 - Math.sqrt(0.1 ** 2 + 0.05 ** 2), 12);
  expect(upper).toBeCloseTo(-0.1 + Math.sqrt(0.05 ** 2 + 0.1 ** 2), 12);
});

test("rateDifference() without attempts is unknown", () => {
  expect(rateDifference({ ok: 0, n: 0 }, { ok: 1, n: 2 }))
    .toEqual({ difference: null, lower: -1, upper: 1 });
});

test("rateDifference() refuses what is no count", () => {
  expect(() => rateDifference({ ok: 3, n: 2 }, { ok: 1, n: 2 }))
    .toThrow(RangeError);
  expect(() => rateDifference({ ok: 1, n: NaN }, { ok: 1, n: 2 }))
    .toThrow(RangeError);
});
