import { expect, test } from "vitest";
import {
  clusteredShare,
  longestCluster,
} from "../../../src/statistics/series/clustered_share.ts";
import { quantile } from "../../../src/statistics/describe/quantile.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { wilson } from "../../../src/statistics/describe/wilson.ts";

/** Ten attempts in each cell. */
const cells = (...events: number[]) =>
  events.map((events) => ({ events, n: 10 }));

/** Two outages in 24 cells: 22 of 240 failed. */
const outages = cells(
  ...[0, 0, 5, 10, 4, 0, 0, 0, 0, 0, 0, 0],
  ...[0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0],
);

test("longestCluster() joins cells with events that are less than some apart", () => {
  expect(longestCluster(outages, 5)).toBe(3);
  expect(longestCluster(cells(1, 0, 0, 0, 1, 0, 1), 5)).toBe(7);
  expect(longestCluster(cells(1, 0, 0, 0, 0, 1), 5)).toBe(1);
  expect(longestCluster(cells(0, 0), 5)).toBe(0);
});

test("clusteredShare() has the quantiles of all resamples of blocks", () => {
  // NumPy: the sums of the 24 circular blocks of 3, convolved 8 times; cumulative 0.039 at 0, and 0.9736 and 0.9774
  // at 55 and 56.
  const found = clusteredShare(outages, { block: 3, resamples: 20_000 });
  expect(found).toMatchObject({ n: 240, lower: 0, reason: null });
  expect(found.share).toBeCloseTo(22 / 240);
  expect(found.upper! * 240).toBeGreaterThanOrEqual(55);
  expect(found.upper! * 240).toBeLessThanOrEqual(57);
});

test("clusteredShare() counts the cells of each block, to the last bit", () => {
  const values = seededRandom(6);
  const uneven = Array.from({ length: 41 }, () => {
    const n = Math.floor(30 * values());
    return { events: Math.floor(n * values() ** 3), n };
  });
  for (const block of [1, 2, 4]) {
    const options = { block, resamples: 400, seed: 3 };
    const random = seededRandom(options.seed);
    const shares = Array.from({ length: options.resamples }, () => {
      let [events, n] = [0, 0];
      for (let drawn = 0; drawn < uneven.length; drawn += block) {
        const start = Math.floor(random() * uneven.length);
        for (let i = 0; i < Math.min(block, uneven.length - drawn); i++) {
          const cell = uneven[(start + i) % uneven.length]!;
          [events, n] = [events + cell.events, n + cell.n];
        }
      }
      return events / n;
    }).sort((a, b) => a - b);
    const { lower, upper } = clusteredShare(uneven, options);
    expect([lower, upper])
      .toEqual([1 - 0.95, 1 + 0.95].map((p) => quantile(shares, p / 2)));
  }
});

test("clusteredShare() is wider than Wilson's interval, which assumes independent attempts", () => {
  const clustered = clusteredShare(outages, { block: 3 });
  const single = wilson(22, 240);
  expect(clustered.upper! - clustered.lower!)
    .toBeGreaterThan(2 * (single.upper - single.lower));
});

test("clusteredShare() of single attempts is the binomial distribution", () => {
  // SciPy 1.17: binom.ppf([0.025, 0.975], 100, 0.2) is 12 and 28.
  const single = Array.from({ length: 100 }, (_, i) => ({
    events: i % 5 === 0 ? 1 : 0,
    n: 1,
  }));
  const { lower, upper } = clusteredShare(single, {
    block: 1,
    resamples: 20_000,
  });
  expect([lower, upper].map((bound) => Math.round(bound! * 100)))
    .toEqual([12, 28]);
});

test("clusteredShare() has no interval if clustering is unknown", () => {
  const reasonOf = (...args: Parameters<typeof clusteredShare>) => {
    const { lower, upper, reason } = clusteredShare(...args);
    expect([lower, upper]).toEqual([null, null]);
    return reason;
  };
  expect(reasonOf([], { block: 1 })).toBe("nothing was counted");
  expect(reasonOf(cells(0, 0, 0, 0), { block: 1 })).toContain("all are alike");
  expect(reasonOf(cells(10, 10, 10, 10), { block: 1 }))
    .toContain("all are alike");
  expect(reasonOf(cells(0, 5, 0, 0, 0, 0, 0), { block: 2 }))
    .toBe("an interval needs 4 blocks of 2, has 7 cells");
  expect(clusteredShare(cells(0, 0), { block: 1 }).share).toBe(0);
});

test("clusteredShare() is the same for an equal seed, and refuses invalid counts", () => {
  expect(clusteredShare(outages, { block: 3 }))
    .toEqual(clusteredShare(outages, { block: 3 }));
  for (const block of [0, 1.5, NaN]) {
    expect(() => clusteredShare(outages, { block })).toThrow(RangeError);
  }
  for (const events of [NaN, -1, 0.5, 11, Infinity]) {
    expect(() => clusteredShare([...outages, { events, n: 10 }], { block: 1 }))
      .toThrow(RangeError);
  }
});
