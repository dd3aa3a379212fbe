import { expect, test } from "vitest";
import {
  exposedRate,
  increase,
  periodicRate,
  rate,
} from "../../../src/analysis/series/counter.ts";

const points = (...values: number[]) =>
  values.map((value, i) => ({ at: i * 2, value }));

test("increase() sums growth and treats a decrease as a restart from 0", () => {
  expect(increase(points(5, 7, 12))).toBe(7);
  // 5 to 9, then killed: 3 after the restart, 8 at the end.
  expect(increase(points(5, 9, 3, 8))).toBe(4 + 3 + 5);
  expect(increase(points(5))).toBeNull();
  expect(increase([])).toBeNull();
});

test("rate() divides growth by the time from the first point to the last", () => {
  expect(rate(points(0, 10, 30))).toBe(7.5);
  expect(rate([{ at: 1, value: 1 }, { at: 1, value: 2 }])).toBeNull();
});

/** Ten targets, each scraped once in 15 s at its own offset for 100 datapoints; sampled every second. */
function scraped(seconds: number, moments: readonly number[]) {
  return Array.from({ length: seconds }, (_, at) => ({
    at,
    value: 100 * moments.reduce(
      (sum, moment) => sum + Math.floor((at - moment + 150) / 15),
      0,
    ),
  }));
}

test("periodicRate() does not depend on the scrape offsets of the targets", () => {
  const even = [0.5, 2, 3.5, 5, 6.5, 8, 9.5, 11, 12.5, 14];
  const together = even.map(() => 14.5);
  for (const moments of [even, together]) {
    for (const seconds of [31, 45, 59, 60, 61, 75]) {
      expect(periodicRate(scraped(seconds, moments), 15))
        .toBeCloseTo(10 * 100 / 15);
    }
  }
  // rate() does: with a second too few it counts three of four scrapes of each target.
  expect(rate(scraped(59, together))).toBeLessThan(0.8 * 10 * 100 / 15);
});

test("periodicRate() uses all points without a whole period, and handles restarts", () => {
  expect(periodicRate(points(0, 10, 30), 15)).toBe(7.5);
  expect(periodicRate(points(1), 15)).toBeNull();
  expect(periodicRate(points(0, 10, 5, 20), 6)).toBe((10 + 5 + 15) / 6);
});

test("exposedRate() counts all growth, and outages as time without growth", () => {
  const span = { from: 0, until: 60 };
  // Down from 9 s to 20 s; otherwise 10 per second, from 0 after the restart.
  const samples = Array.from({ length: 60 }, (_, at) => at)
    .filter((at) => at < 9 || at >= 20)
    .map((at) => ({ at, value: at < 9 ? 500 + 10 * at : 10 * (at - 20) }));
  const outages = [{ from: 8.5, until: 20 }];
  // 80 + 390, over 60 s less the last, unsampled second.
  expect(exposedRate(samples, { span, outages })).toBeCloseTo(470 / 59);
  // Unsampled seconds within an outage count as exposure.
  const open = [{ from: 40, until: null }];
  const before = samples.filter(({ at }) => at < 40);
  expect(exposedRate(before, { span, outages: [...outages, ...open] }))
    .toBeCloseTo((80 + 190) / (60 - 1));
  expect(exposedRate([], { span, outages })).toBeNull();
});
