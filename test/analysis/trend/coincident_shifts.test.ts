import { expect, test } from "vitest";
import type { Shift } from "../../../src/analysis/trend/shift.ts";
import { shifts } from "../../../src/analysis/trend/shifts.ts";
import { coincidentShifts } from "../../../src/analysis/trend/coincident_shifts.ts";
import { day, steady, toSeries } from "./trend_points.ts";

const up = [...steady(1, 15), ...steady(2, 15)];
const down = [...steady(4, 15), ...steady(2, 15)];

test("coincidentShifts() groups shifts within days of the first", () => {
  const points = [
    ...toSeries("a", up),
    ...toSeries("b", down, { from: 5 }),
    ...toSeries("c", up, { from: 35 }),
    ...toSeries("d", steady(1, 4), { from: 18 }),
  ];
  const found = shifts(points);
  expect(found.map(({ series, first }) => [series, first.started_at]))
    .toEqual([["a", day(15)], ["b", day(20)], ["c", day(50)]]);
  // `d` began on day 18, within the group, and could have shifted too; `c` ran alone on day 50.
  expect(coincidentShifts(found, points)).toMatchObject([
    { from: day(15), to: day(20), shifted: 2, running: 3, slower: 1 },
    { from: day(50), to: day(50), shifted: 1, running: 1, faster: 0 },
  ]);
  expect(coincidentShifts(found, points, { withinDays: 4 })).toHaveLength(3);
  // Days count from the first shift of a group, 35 before the last, not from the previous one.
  expect(coincidentShifts(found, points, { withinDays: 34 })).toHaveLength(2);
  expect(coincidentShifts(found, points, { withinDays: 35 })).toHaveLength(1);
});

test("coincidentShifts() returns the median ratio and counts a series once", () => {
  const at = (series: string, offset: number, after: number): Shift => {
    const shift = shifts(toSeries(series, up))[0]!;
    const first = {
      ...shift.first,
      started_at: day(offset),
      version: `v${offset}`,
    };
    return { ...shift, first, before: 2, after };
  };
  const found = [at("a", 1, 1), at("b", 2, 3), at("a", 3, 8)];
  expect(coincidentShifts(found, [])).toEqual([{
    from: day(1),
    to: day(3),
    versions: ["v1", "v3"],
    shifted: 2,
    running: 0,
    slower: 2,
    faster: 1,
    ratio: 1.5,
  }]);
  expect(coincidentShifts([], [])).toEqual([]);
});

test("coincidentShifts() counts a shifted series as running, even if it began or ended within the group", () => {
  const points = [
    ...toSeries("a", up),
    ...toSeries("b", down, { from: 5 }),
    ...toSeries("c", up, { from: 10 }),
  ];
  const found = shifts(points);
  // `a` shifts on day 15 and has its last run on day 16, before the group ends on day 25.
  const short = points.filter(({ series, started_at }) =>
    series !== "a" || started_at <= day(16)
  );
  expect(coincidentShifts(found, short, { withinDays: 10 })).toMatchObject([
    { from: day(15), to: day(25), shifted: 3, running: 3 },
  ]);
});
