import { expect, test } from "vitest";
import type { Shift } from "../../../src/analysis/trend/shift.ts";
import { shifts } from "../../../src/analysis/trend/shifts.ts";
import { waves } from "../../../src/analysis/trend/coincident_shifts.ts";
import { day, steady, toSeries } from "./trend_points.ts";

const up = [...steady(1, 15), ...steady(2, 15)];
const down = [...steady(4, 15), ...steady(2, 15)];

test("waves() gathers shifts within days of the first", () => {
  const points = [
    ...toSeries("a", up),
    ...toSeries("b", down, { from: 5 }),
    ...toSeries("c", up, { from: 35 }),
    ...toSeries("d", steady(1, 4), { from: 18 }),
  ];
  const found = shifts(points);
  expect(found.map(({ series, first }) => [series, first.started_at]))
    .toEqual([["a", day(15)], ["b", day(20)], ["c", day(50)]]);
  // `d` began on day 18, within the wave, and could have shifted too; `c` ran alone on day 50.
  expect(waves(found, points)).toMatchObject([
    { from: day(15), to: day(20), shifted: 2, running: 3, slower: 1 },
    { from: day(50), to: day(50), shifted: 1, running: 1, faster: 0 },
  ]);
  expect(waves(found, points, { withinDays: 4 })).toHaveLength(3);
  // Days count from the first shift of a wave, 35 before the last, not from the one before it.
  expect(waves(found, points, { withinDays: 34 })).toHaveLength(2);
  expect(waves(found, points, { withinDays: 35 })).toHaveLength(1);
});

test("waves() takes the median ratio and counts a series once", () => {
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
  expect(waves(found, [])).toEqual([{
    from: day(1),
    to: day(3),
    versions: ["v1", "v3"],
    shifted: 2,
    running: 0,
    slower: 2,
    faster: 1,
    ratio: 1.5,
  }]);
  expect(waves([], [])).toEqual([]);
});

test("waves() counts a series that shifted as running, though it began or ended within the wave", () => {
  const points = [
    ...toSeries("a", up),
    ...toSeries("b", down, { from: 5 }),
    ...toSeries("c", up, { from: 10 }),
  ];
  const found = shifts(points);
  // `a` shifts on day 15 and has its last run on day 16, before the wave ends on day 25.
  const short = points.filter(({ series, started_at }) =>
    series !== "a" || started_at <= day(16)
  );
  expect(waves(found, short, { withinDays: 10 })).toMatchObject([
    { from: day(15), to: day(25), shifted: 3, running: 3 },
  ]);
});
