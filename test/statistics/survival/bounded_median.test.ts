import { expect, test } from "vitest";
import {
  boundedMedian,
  type CensoredDuration,
} from "../../../src/statistics/survival/bounded_median.ts";

const seen = (seconds: number): CensoredDuration => ({
  seconds,
  known: "seen",
});
const below = (seconds: number): CensoredDuration => ({
  seconds,
  known: "below",
});
const beyond = (seconds: number): CensoredDuration => ({
  seconds,
  known: "beyond",
});

// The reverse Kaplan-Meier medians are of lifelines 0.30.3, KaplanMeierFitter().fit_left_censoring(durations, seen):
// the first time at which cumulative_density_ is 0.5 or more. It puts the first one at 0, below the lowest limit.
test.each<[readonly CensoredDuration[], readonly [number, number], number]>([
  [
    [below(0.04), below(0.06), below(0.1), seen(0.143), seen(0.2)],
    [0, 0.1],
    0,
  ],
  [
    [below(0.04), seen(0.054), below(0.06), seen(0.143), seen(0.2)],
    [0.054, 0.06],
    0.054,
  ],
  [
    [below(0.298), seen(0.3), seen(0.5), seen(1.4), seen(2)],
    [0.5, 0.5],
    0.5,
  ],
  [
    [seen(0.108), seen(0.111), below(0.09), seen(0.1), seen(0.105)],
    [0.105, 0.105],
    0.105,
  ],
  [
    [
      ...[seen(0.12), seen(0.15), seen(0.2), below(0.1)],
      ...[seen(0.3), below(0.11), seen(0.4)],
    ],
    [0.15, 0.15],
    0.15,
  ],
])(
  "boundedMedian(%j) is %j, with the estimate of lifelines inside",
  (durations, bounds, estimate) => {
    const found = boundedMedian(durations);
    expect([found?.lower, found?.upper]).toEqual(bounds);
    expect(estimate).toBeGreaterThanOrEqual(bounds[0]);
    expect(estimate).toBeLessThanOrEqual(bounds[1]);
  },
);

test("boundedMedian() treats a censored duration as at least its observed time", () => {
  expect(boundedMedian([seen(1), below(0.1), beyond(15)]))
    .toEqual({ lower: 1, upper: 1 });
  expect(boundedMedian([below(0.1), beyond(15), beyond(15)])).toBeNull();
  expect(boundedMedian([below(20), seen(1), beyond(15), beyond(15)]))
    .toEqual({ lower: 1, upper: 20 });
  expect(boundedMedian([])).toBeNull();
});

test("boundedMedian() refuses an impossible duration", () => {
  for (const seconds of [-1, NaN, Infinity]) {
    expect(() => boundedMedian([seen(seconds)])).toThrow(RangeError);
  }
});
