import { expect, test } from "vitest";
import {
  levelChanges,
  levelSteps,
  shortLevels,
} from "../../../src/analysis/trend/level_changes.ts";
import { seededRandom } from "../../../src/statistics/basics/random.ts";
import { steady } from "./trend_points.ts";

test("levelChanges() measures a step between its neighbouring levels", () => {
  const values = [...steady(1, 20), ...steady(3, 15), ...steady(2, 20)];
  expect(levelChanges(values)).toMatchObject([
    { index: 20, end: null, short: false, n_before: 20, n_after: 15 },
    { index: 35, end: null, short: false, n_before: 15, n_after: 20 },
  ]);
  const [up] = levelChanges(values);
  expect(up?.before).toBeCloseTo(1, 2);
  expect(up?.after).toBeCloseTo(3, 1);
  expect(up?.shift).toBeCloseTo(2, 1);
  expect(up!.lower!).toBeGreaterThan(1.9);
  expect(up!.upper!).toBeLessThan(2.1);
});

test("levelChanges() adjusts p for three searches and every series", () => {
  const values = [...steady(1, 10), ...steady(2, 10)];
  // 2 of C(20, 10) orders at one place, times three searches.
  expect(levelChanges(values)[0]?.p).toBeCloseTo(3 * 2 / 184756, 12);
  expect(levelChanges(values, { series: 100 })[0]?.p)
    .toBeCloseTo(300 * 2 / 184756, 12);
  expect(levelChanges(values, { series: 2000 })).toEqual([]);
});

test("levelChanges() ignores a difference below the smallest effect or the floor", () => {
  const values = [...steady(0.1, 30), ...steady(0.109, 30)];
  expect(levelChanges(values)).toHaveLength(1);
  expect(levelChanges(values, { smallest: 0.1 })).toEqual([]);
  // One step of a clock of 10 ms is 9 % here, and no difference.
  expect(levelChanges(values, { floor: 0.015 })).toEqual([]);
  expect(levelChanges(values, { floor: 0.005 })).toHaveLength(1);
});

test("levelChanges() joins small steps into one", () => {
  const values = [1, 1.03, 1.06, 1.09].flatMap((level) => steady(level, 20));
  const found = levelChanges(values);
  expect(found).toHaveLength(1);
  expect(found[0]?.after).toBeGreaterThan(1.05 * found[0]!.before);
});

test("levelChanges() detects a short level of four runs among sixty", () => {
  const values = steady(0.37, 60);
  for (const i of [40, 41, 42, 43]) values[i] = 0.78 + i / 1e4;
  expect(levelSteps(values)).toEqual([]);
  expect(levelChanges(values)).toMatchObject([
    { index: 40, end: 44, short: true, n_before: 56, n_after: 4 },
  ]);
  // In 250 series too, if this one is long enough.
  const long = [...steady(0.37, 120), ...values];
  expect(levelChanges(long, { series: 250 })).toMatchObject([
    { index: 160, end: 164, short: true },
  ]);
});

test("levelChanges() returns no end for a short level at the end of the series", () => {
  const values = [...steady(1, 80), 1.5, 1.6, 1.55, 1.57];
  expect(levelChanges(values)).toMatchObject([
    { index: 80, end: null, n_after: 4 },
  ]);
});

test("levelChanges() ignores a dip, a spike and two slow runs", () => {
  const values = steady(1, 80);
  expect(levelChanges(values.with(40, 9))).toEqual([]);
  expect(levelChanges(values.with(40, 9).with(41, 8))).toEqual([]);
  const dip = values.map((value, i) => i >= 40 && i < 44 ? value / 2 : value);
  expect(levelChanges(dip)).toEqual([]);
});

test("shortLevels() compares a level with its own segment only", () => {
  // A noisy segment, then a quiet one: the noise has the largest values of all, which is no change of level.
  const random = seededRandom(21);
  const noisy = Array.from({ length: 60 }, () => 1 + random() ** 3);
  const quiet = steady(0.5, 200);
  expect(shortLevels([...noisy, ...quiet], [60])).toEqual([]);
});

test("levelChanges() returns none for empty, constant or few values, and throws for values that are not finite", () => {
  expect(levelChanges([])).toEqual([]);
  expect(levelChanges([1])).toEqual([]);
  expect(levelChanges(Array(40).fill(2))).toEqual([]);
  expect(levelChanges([...Array(20).fill(0), ...Array(20).fill(0)])).toEqual(
    [],
  );
  // From 0 any change is large.
  expect(levelChanges([...Array(20).fill(0), ...Array(20).fill(1)]))
    .toMatchObject([{ index: 20, before: 0, after: 1 }]);
  expect(() => levelChanges([1, NaN])).toThrow("not finite: NaN");
  expect(() => levelChanges([Infinity])).toThrow("not finite: Infinity");
});
