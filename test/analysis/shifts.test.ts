import { expect, test } from "vitest";
import { type Shift, shifts, waves } from "../../src/analysis/shifts.ts";
import type { TrendPoint } from "../../src/analysis/trend.ts";

/** The day so many days after 1 January 2026. */
function day(offset: number): string {
  return new Date(Date.UTC(2026, 0, 1 + offset)).toISOString();
}

/** A series with a run a day. */
function toSeries(
  series: string,
  medians: readonly number[],
  from = 0,
): TrendPoint[] {
  return medians.map((median, i) => ({
    series,
    subject: "",
    kind: "PUT",
    run_id: `${series}-${i}`,
    started_at: day(from + i),
    version: `v${i}`,
    n: 3,
    median,
    min: median,
    max: median,
  }));
}

/** So many distinct values going up from `level` in steps of one thousandth. */
function rise(level: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => level + i / 1000);
}

test("shifts() finds a step, its size and its versions", () => {
  const points = toSeries("a", [...rise(1, 10), ...rise(2, 10)]);
  expect(shifts(points)).toEqual([{
    series: "a",
    subject: "",
    kind: "PUT",
    run_id: "a-10",
    started_at: day(10),
    version: "v10",
    version_before: "v9",
    // Medians of 1.000 to 1.009 and 2.000 to 2.009; every pair differs by 1 but for its places.
    before: expect.closeTo(1.0045, 10),
    after: expect.closeTo(2.0045, 10),
    runs_before: 10,
    runs_after: 10,
    shift: expect.closeTo(1, 10),
    lower: expect.any(Number),
    upper: expect.any(Number),
    // No overlap: 2 of the C(20, 10) = 184756 ways to split the ranks are as extreme.
    p: expect.closeTo(2 / 184756, 12),
  }]);
});

test("shifts() sees no step in a level, a spike or too short a series", () => {
  const level = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4];
  expect(shifts(toSeries("a", level))).toEqual([]);
  expect(shifts(toSeries("a", level.with(10, 1000)))).toEqual([]);
  expect(shifts(toSeries("a", [1, 1, 1, 1, 9, 9, 9, 9]))).toEqual([]);
});

test("shifts() measures each step against the segments beside it", () => {
  const points = toSeries("a", [...rise(1, 9), ...rise(3, 8), ...rise(2, 9)]);
  const found = shifts(points);
  expect(
    found.map(({ run_id, runs_before, runs_after }) => [
      run_id,
      runs_before,
      runs_after,
    ]),
  ).toEqual([["a-9", 9, 8], ["a-17", 8, 9]]);
  // Both have p = 2 / C(17, 8) = 2 / 24310; the first of two is doubled and the second may not be smaller.
  for (const { p } of found) expect(p).toBeCloseTo(4 / 24310, 12);
});

test("shifts() adjusts p for all steps found together", () => {
  // By hand: p = 2/C(16, 8) = 2/12870, 2/C(18, 9) = 2/48620 and 2/C(20, 10) = 2/184756. Holm multiplies the smallest by
  // 3, the next by 2 and the largest by 1, and none falls below the one before it.
  const points = [8, 9, 10].flatMap((n) =>
    toSeries(`s${n}`, [...rise(1, n), ...rise(2, n)])
  );
  const p = Object.fromEntries(
    shifts(points).map(({ series, p }) => [series, p]),
  );
  expect(p.s10).toBeCloseTo(3 * 2 / 184756, 12);
  expect(p.s9).toBeCloseTo(2 * 2 / 48620, 12);
  expect(p.s8).toBeCloseTo(1 * 2 / 12870, 12);
});

test("waves() gathers shifts within days of the first", () => {
  const up = [...rise(1, 10), ...rise(2, 10)];
  const down = [...rise(4, 10), ...rise(2, 10)];
  const points = [
    ...toSeries("a", up),
    ...toSeries("b", down, 5),
    ...toSeries("c", up, 30),
    ...toSeries("d", rise(1, 4), 12),
  ];
  const found = shifts(points);
  expect(found.map(({ series, started_at }) => [series, started_at]))
    .toEqual([["a", day(10)], ["b", day(15)], ["c", day(40)]]);
  // `d` began on day 12, after the wave did; `c` ran alone on day 40.
  expect(waves(found, points)).toMatchObject([
    { from: day(10), to: day(15), shifted: 2, running: 2, slower: 1 },
    { from: day(40), to: day(40), shifted: 1, running: 1, faster: 0 },
  ]);
  expect(waves(found, points, { withinDays: 4 })).toHaveLength(3);
  // Days count from the first shift of a wave, 30 before the last, not from the one before it.
  expect(waves(found, points, { withinDays: 29 })).toHaveLength(2);
  expect(waves(found, points, { withinDays: 30 })).toHaveLength(1);
});

test("waves() takes the median ratio and counts a series once", () => {
  const at = (series: string, offset: number, after: number): Shift => ({
    ...shifts(toSeries(series, [...rise(1, 10), ...rise(2, 10)]))[0]!,
    started_at: day(offset),
    version: `v${offset}`,
    before: 2,
    after,
  });
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
