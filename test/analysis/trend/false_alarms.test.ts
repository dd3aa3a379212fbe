import { expect, test } from "vitest";
import {
  falseAlarms,
  stableSegments,
} from "../../../src/analysis/trend/false_alarms.ts";
import { shifts } from "../../../src/analysis/trend/shifts.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { steady, toSeries } from "./trend_points.ts";

/** Series with long-tailed noise that differs between segments, and one step each. */
function noisy(count: number) {
  const random = seededRandom(17);
  const tail = (level: number, noise: number, n: number) =>
    Array.from({ length: n }, () => level * (1 + noise * random() ** 4));
  return Array.from(
    { length: count },
    (_, i) => toSeries(`s${i}`, [...tail(1, 1, 40), ...tail(4, 0.05, 60)]),
  ).flat();
}

test("falseAlarms() finds alarms in at most a share alpha of the rounds", () => {
  const points = noisy(20);
  const found = shifts(points);
  const { rounds, alarms, any } = falseAlarms(points, found, { rounds: 100 });
  expect(rounds).toBe(100);
  expect(alarms).toHaveLength(100);
  // At 5 % of 100, more than 12 have a probability of 1 in 1,000.
  expect(alarms.filter((count) => count > 0).length).toBeLessThanOrEqual(12);
  expect(any.n).toBe(100);
});

test("falseAlarms() counts the alarms of a search without limits", () => {
  const points = noisy(20);
  const { alarms } = falseAlarms(points, shifts(points), {
    rounds: 10,
    alpha: 20,
    smallest: 0,
  });
  expect(alarms.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
});

test("falseAlarms() searches siblings too: a wider search finds more alarms", () => {
  const points = noisy(20);
  const found = shifts(points);
  const options = { rounds: 5, alpha: 20, smallest: 0 };
  // Without a sibling every series is of a kind of its own.
  const apart = (point: { readonly series: string }) => point.series;
  const alone = points.map((point) => ({ ...point, kind: apart(point) }));
  const count = (points: Parameters<typeof falseAlarms>[0]) =>
    falseAlarms(points, shifts(points), options).alarms
      .reduce((sum, count) => sum + count, 0);
  expect(found.length).toBeGreaterThan(0);
  expect(count(points)).toBeGreaterThan(count(alone));
});

test("falseAlarms() is reproducible for a seed, and differs between seeds", () => {
  const points = noisy(4);
  const found = shifts(points);
  const alarms = (seed: number) =>
    falseAlarms(points, found, { rounds: 30, seed, alpha: 2, smallest: 0 })
      .alarms;
  expect(alarms(1)).toEqual(alarms(1));
  expect(alarms(2)).not.toEqual(alarms(1));
});

test("stableSegments() splits at steps, not at short levels", () => {
  const values = [...steady(1, 20), ...steady(2, 60), 5, 5.1, 5.2, 5.3];
  const points = toSeries("a", [...values, ...steady(2, 10)]);
  const segments = [...stableSegments(points, shifts(points)).values()][0];
  expect(segments?.map((segment) => segment.length)).toEqual([20, 74]);
  expect(stableSegments([], []).size).toBe(0);
});

test("falseAlarms() finds none without points", () => {
  expect(falseAlarms([], [], { rounds: 3 }).alarms).toEqual([0, 0, 0]);
});
