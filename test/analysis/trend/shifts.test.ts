import { expect, test } from "vitest";
import { shifts } from "../../../src/analysis/trend/shifts.ts";
import { seriesKey } from "../../../src/analysis/trend/trend.ts";
import { rolesTimings } from "./roles_timings.ts";
import { day, steady, toSeries } from "./trend_points.ts";

test("shifts() returns a step with its size and runs", () => {
  const points = toSeries("a", [...steady(1, 20), ...steady(2, 20)]);
  expect(shifts(points)).toEqual([{
    series: "a",
    subject: "",
    kind: "PUT",
    last: {
      run_id: "a-PUT-19",
      started_at: day(19),
      version: "v19",
      system_version: "1.19",
    },
    first: {
      run_id: "a-PUT-20",
      started_at: day(20),
      version: "v20",
      system_version: "1.20",
    },
    back: null,
    short: false,
    before: expect.closeTo(1, 2),
    after: expect.closeTo(2, 1),
    runs_before: 20,
    runs_after: 20,
    shift: expect.closeTo(1, 1),
    lower: expect.any(Number),
    upper: expect.any(Number),
    // At most 2 of C(40, 20) orders, times three searches.
    p: expect.closeTo(0, 6),
  }]);
});

test("shifts() returns the first run back at the old level", () => {
  const points = toSeries("a", [
    ...steady(1, 20),
    ...steady(2, 15),
    ...steady(1.01, 20),
  ]);
  const [up, down] = shifts(points);
  expect(up?.back?.run_id).toBe("a-PUT-35");
  expect(down?.first.run_id).toBe("a-PUT-35");
  expect(down?.back).toBeNull();
});

test("shifts() does not count half a return as back", () => {
  const [up] = shifts(toSeries("a", [
    ...steady(1, 20),
    ...steady(3, 20),
    ...steady(2, 20),
  ]));
  expect(up?.back).toBeNull();
});

test("shifts() detects a doubling of four runs and its end", () => {
  const values = [...steady(0.37, 60), 0.784, 0.787, 0.773, 0.757];
  const points = [
    ...toSeries("a", [...values, ...steady(0.37, 23)]),
    ...Array.from({ length: 20 }, (_, i) => toSeries(`b${i}`, steady(1, 87)))
      .flat(),
  ];
  expect(shifts(points)).toMatchObject([{
    series: "a",
    short: true,
    first: { run_id: "a-PUT-60", started_at: day(60) },
    back: { run_id: "a-PUT-64", started_at: day(64) },
    runs_after: 4,
    after: expect.closeTo(0.7785, 4),
  }]);
});

test("shifts() detects a recorded doubling of four runs among its 247 series", () => {
  const others = Array.from(
    { length: 246 },
    (_, i) => toSeries(`other${i}`, [1]),
  ).flat();
  const points = [...toSeries("postgres15", rolesTimings), ...others];
  const floors = new Map([[seriesKey(points[0]!), 0.015]]);
  expect(shifts(points, { floors })).toMatchObject([{
    first: { run_id: "postgres15-PUT-60" },
    back: { run_id: "postgres15-PUT-64" },
    short: true,
    before: expect.closeTo(0.371, 3),
    after: expect.closeTo(0.778, 3),
    runs_after: 4,
  }]);
});

test("shifts() applies the measurement floor of each series", () => {
  const points = [
    ...toSeries("a", [...steady(0.1, 30), ...steady(0.11, 30)]),
    ...toSeries("b", [...steady(0.1, 30), ...steady(0.11, 30)]),
  ];
  expect(shifts(points)).toHaveLength(2);
  const floors = new Map([[seriesKey(points[0]!), 0.015]]);
  expect(shifts(points, { floors }).map(({ series }) => series)).toEqual(["b"]);
});

test("shifts() adjusts for the number of series", () => {
  const step = toSeries("a", [...steady(1, 10), ...steady(2, 10)]);
  const others = Array.from(
    { length: 2000 },
    (_, i) => toSeries(`b${i}`, [1]),
  ).flat();
  expect(shifts(step)).toHaveLength(1);
  // 2 / C(20, 10) times 3 times 2,001 is 0.065.
  expect(shifts([...step, ...others])).toEqual([]);
});

test("shifts() returns none for no, one or few runs", () => {
  expect(shifts([])).toEqual([]);
  expect(shifts(toSeries("a", [1]))).toEqual([]);
  expect(shifts(toSeries("a", [1, 1, 1, 1, 9, 9, 9, 9]))).toEqual([]);
});
