import { expect, test } from "vitest";
import { storageGrowth } from "../../../src/analysis/monitoring/storage_growth.ts";

/**
 * A folder that grows by 10 B a second of log, and by a block of 3,000 B at each flush, every 600 s; sampled every 5 s.
 * From one flush to the next it grows by 9,000 B.
 */
function toSeries(seconds: number, flushes: readonly number[]) {
  const times = Array.from({ length: seconds / 5 }, (_, i) => i * 5);
  const done = (at: number) => flushes.filter((flush) => at >= flush).length;
  return {
    folder: times.map((at) => ({ at, value: 10 * at + 3000 * done(at) })),
    blocks: times.map((at) => ({ at, value: 3000 * done(at) })),
    flushes: times.map((at) => ({ at, value: done(at) })),
    period: 600,
  };
}

test("storageGrowth() measures from flush to flush, regardless of start and end of the run", () => {
  for (const seconds of [1900, 2200, 2400]) {
    expect(storageGrowth(toSeries(seconds, [100, 700, 1300, 1900])))
      .toMatchObject({
        rate: expect.closeTo(9000 / 600),
        blocks: expect.closeTo(3000 / 600),
      });
  }
  // Two whole periods, and three.
  expect(storageGrowth(toSeries(1900, [100, 700, 1300]))?.periods).toBe(2);
  expect(storageGrowth(toSeries(2400, [100, 700, 1300, 1900]))?.periods)
    .toBe(3);
});

test("storageGrowth() returns no interval for one period, and null without a period", () => {
  const one = storageGrowth(toSeries(1200, [300, 900]));
  expect(one).toMatchObject({ periods: 1, seconds: 600 });
  expect([one?.lower, one?.upper]).toEqual([null, null]);
  expect(storageGrowth(toSeries(600, [300]))).toBeNull();
  expect(storageGrowth(toSeries(600, []))).toBeNull();
});

test("storageGrowth() leaves out flushes that are not one block apart", () => {
  // The first block is partial, and the second catches up.
  expect(storageGrowth(toSeries(2400, [882, 1037, 1636])))
    .toMatchObject({ periods: 1, seconds: 600 });
});

test("storageGrowth() centres the interval on the net growth", () => {
  const series = toSeries(1900, [100, 700, 1300]);
  const folder = series.folder.map(({ at, value }) => ({
    at,
    value: value - (at >= 1300 ? 1500 : 0),
  }));
  const { rate, lower, upper } = storageGrowth({ ...series, folder })!;
  // 15 and 12.5 B/s: mean 13.75, and t(0.975, 1) = 12.7062 standard errors of 1.25.
  expect(rate).toBeCloseTo(13.75);
  expect(lower).toBeCloseTo(13.75 - 12.7062 * 1.25, 3);
  expect(upper).toBeCloseTo(13.75 + 12.7062 * 1.25, 3);
});

test("storageGrowth() starts over after a restart, which resets the counter", () => {
  const series = toSeries(1900, [100, 700, 1300]);
  const flushes = series.flushes.map(({ at, value }) => ({
    at,
    value: at >= 1000 ? value - 2 : value,
  }));
  expect(storageGrowth({ ...series, flushes })).toBeNull();
});
