import { expect, test } from "vitest";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { rankedDifferences } from "../../../src/statistics/compare/ranked_differences.ts";

const random = seededRandom(7);

/** Values with ties, of both signs, of all sizes. */
const samples = {
  ties: Array.from({ length: 90 }, () => Math.floor(random() * 12) - 6),
  tenths: Array.from({ length: 120 }, () => Math.floor(random() * 50) / 10),
  wide: Array.from(
    { length: 130 },
    () => (random() - 0.5) * 10 ** (300 * (random() - 0.5)),
  ),
};

test.each(
  [
    ["ties", "ties"],
    ["ties", "tenths"],
    ["tenths", "wide"],
    ["wide", "wide"],
  ] as const,
)(
  "rankedDifferences() of %s and %s are those of the sorted differences",
  (first, second) => {
    const [before, after] = [samples[first], samples[second]];
    const all = Float64Array.from(
      before.flatMap((from) => after.map((to) => to - from)),
    ).sort();
    expect(all.length).toBeGreaterThan(4096);
    const at = rankedDifferences(before, after);
    for (const rank of [0, 1, 17, 4000, all.length >> 1, all.length - 1]) {
      expect(at(rank)).toBe(all[rank]);
    }
  },
);
