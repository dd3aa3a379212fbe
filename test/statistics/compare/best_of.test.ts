import { expect, test } from "vitest";
import { bestOf, summarise } from "../../../src/statistics/mod.ts";

/** Every resample of a group of three, as likely as any other. */
function resamplesOf(values: readonly number[]): number[][] {
  return values.flatMap((a) =>
    values.flatMap((b) => values.map((c) => [a, b, c]))
  );
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[1] ?? NaN;
}

test("bestOf() of two and two repetitions", () => {
  // Medians of resamples: 1, 2.5, 2.5, 4 against 2, 2.75, 2.75, 3.5: the first wins in 6 of 16 pairs.
  const [first, second] = bestOf([[1, 4], [2, 3.5]], { resamples: 40_000 });
  expect(first?.probability).toBeCloseTo(6 / 16, 2);
  expect(second?.probability).toBeCloseTo(10 / 16, 2);
  expect(first).toMatchObject({ value: 2.5, n: 2 });
});

test.each([{ better: "higher" as const }, { better: "lower" as const }])(
  "bestOf() of three groups of three agrees with all 19,683 resamples, $better is better",
  ({ better }) => {
    const groups = [[1, 5, 9], [4, 5, 6], [2, 6, 7]];
    const [a = [], b = [], c = []] = groups.map(resamplesOf);
    const wins = [0, 0, 0];
    const sign = better === "higher" ? 1 : -1;
    for (const x of a.map(middle)) {
      for (const y of b.map(middle)) {
        for (const z of c.map(middle)) {
          const signed = [sign * x, sign * y, sign * z];
          const best = Math.max(...signed);
          const winners = signed.filter((value) => value === best).length;
          signed.forEach((value, i) => {
            wins[i] = (wins[i] ?? 0) + (value === best ? 1 / winners : 0);
          });
        }
      }
    }
    const found = bestOf(groups, { better, resamples: 40_000 });
    for (const [i, { probability }] of found.entries()) {
      const exact = (wins[i] ?? NaN) / 27 ** 3;
      expect(Math.abs((probability ?? NaN) - exact)).toBeLessThan(0.01);
    }
  },
);

test("bestOf() of means of many repetitions is about normal", () => {
  const spread = (centre: number) =>
    Array.from({ length: 60 }, (_, i) => centre + (i * 37 % 60) / 10);
  const mean = (values: readonly number[]) => summarise(values).mean ?? NaN;
  const groups = [spread(10), spread(10.2)];
  const [, second] = bestOf(groups, { statistic: mean, resamples: 20_000 });
  // Means 0.2 apart, each with standard deviation sqrt(0.01 (60² - 1) / 12 / 60) = 0.22358: Φ(0.2 / 0.31619) = 0.73649.
  expect(second?.probability).toBeCloseTo(0.73649, 2);
});

test("bestOf() shares wins among equal configurations", () => {
  expect(bestOf([[5, 5], [5, 5], [4, 4]]).map((best) => best.probability))
    .toEqual([0.5, 0.5, 0]);
});

test("bestOf() of a single repetition is null", () => {
  expect(bestOf([[1, 2], [9]])).toEqual([
    { value: 1.5, n: 2, probability: null },
    { value: 9, n: 1, probability: null },
  ]);
});

test("bestOf() is the same for an equal seed and refuses an empty group", () => {
  const groups = [[1, 4, 6], [2, 5, 5]];
  expect(bestOf(groups, { seed: 3 })).toEqual(bestOf(groups, { seed: 3 }));
  expect(() => bestOf([[1], []])).toThrow(RangeError);
});
