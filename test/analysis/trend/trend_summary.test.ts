import { expect, test } from "vitest";
import { noise } from "../../../src/analysis/trend/noise.ts";
import {
  largestShifts,
  recentShifts,
} from "../../../src/analysis/trend/recent_shifts.ts";
import type { ShiftWithCauses } from "../../../src/analysis/trend/shift_causes.ts";
import { findShiftCauses } from "../../../src/analysis/trend/shift_causes.ts";
import {
  describeShifts,
  shiftRows,
} from "../../../src/analysis/trend/shift_rows.ts";
import { shifts } from "../../../src/analysis/trend/shifts.ts";
import {
  describeTrend,
  describeTrendBasis,
} from "../../../src/analysis/trend/trend_finding.ts";
import {
  endpointTrend,
  seriesTrend,
  trendReport,
} from "../../../src/analysis/trend/trend_report.ts";
import {
  countCauses,
  shortSeries,
  summariseNoise,
} from "../../../src/analysis/trend/trend_summary.ts";
import { toTestRun, withTestStore } from "../../testing/records.ts";
import { steady, toSeries } from "./trend_points.ts";

const points = [
  ...toSeries("a", [...steady(3, 20), ...steady(6, 20)], { kind: "GET::x" }),
  ...toSeries("b", [...steady(3, 20), ...steady(1.5, 20)], { kind: "GET::x" }),
  ...toSeries("c", steady(1, 4)),
];
const found = findShiftCauses(shifts(points), points, new Map());
const caused: ShiftWithCauses = {
  ...found[0]!,
  causes: [{ code: "set-up", text: "disk: a to b" }],
};
const recent = recentShifts(found, points, { days: 30 });

test("recentShifts() separates what became slower from what became faster", () => {
  expect(recent.still.map(({ series }) => series)).toEqual(["a"]);
  expect(recent.faster.map(({ series }) => series)).toEqual(["b"]);
  expect(recent.gone).toEqual([]);
  expect(recent.largestP).toBeLessThan(0.05);
  expect(recent.oldest < recent.since && recent.since < recent.newest).toBe(
    true,
  );
  expect(recentShifts(found, points, { days: 2 }).still).toEqual([]);
  expect(recentShifts([caused], points, { days: 30 }).still).toEqual([]);
  expect(recentShifts([], [], { days: 1 })).toMatchObject({ since: "" });
});

test("largestShifts() orders by ratio and leaves out shifts with another cause", () => {
  expect(largestShifts([...found, caused], 5)).toHaveLength(2);
});

test("shiftRows() and describeShifts() put shifts in words", () => {
  expect(shiftRows(recent.still)).toMatchObject([{
    ...{ series: "a", endpoint: "GET · x", since: "2026-01-21" },
    ...{ release: "v20", changeText: "+100 %", runs: 20, gone: "still there" },
  }]);
  expect(describeShifts(found, 1).map(({ markdown }) => markdown)).toEqual([
    expect.stringMatching(
      /^\*\*GET · x\*\* on a: 3 s to \*\*6 s\*\* in 20 runs from v20 \(2026-01-21\); on b: /,
    ),
  ]);
});

test("countCauses() counts shifts by kind of cause, with the latest as example", () => {
  expect(countCauses([caused])[0]).toEqual({
    cause: "a setting changed",
    shifts: 1,
    latest: caused.first.started_at,
    example: "disk: a to b",
  });
  expect(countCauses([])[1]).toMatchObject({
    shifts: 0,
    latest: "",
    example: "",
  });
});

test("summariseNoise() and shortSeries() go by series", () => {
  expect(
    summariseNoise(noise(points)).map(({ series, count, runs }) => [
      series,
      count,
      runs,
    ]),
  ).toEqual([["a", 1, 40], ["b", 1, 40], ["c", 1, 4]]);
  expect(shortSeries(points, { minimumSegment: 5 }))
    .toMatchObject([{ series: "c", kind: "PUT", runs: 4 }]);
});

test("endpointTrend() converts an endpoint's last days to milliseconds", () => {
  const report = { points, shifts: found };
  const trend = endpointTrend(report, { kind: "GET::x", days: 30 });
  expect(trend.title).toBe("GET · x");
  expect(trend.points.at(-1)?.median).toBeCloseTo(1500, -2);
  expect(trend.changes.map(({ after }) => Math.round(after / 100)))
    .toEqual([60, 15]);
});

test("seriesTrend() returns the series of shifts, each named by its endpoint and shown once", () => {
  const shifts = [caused, ...found.slice(1)];
  const report = { points, shifts };
  const trend = seriesTrend(report, [...found, ...found], {
    ...{ most: 2, days: 30 },
  });
  const names = ["GET · x (a)", "GET · x (b)"];
  expect([...new Set(trend.points.map(({ series }) => series))]).toEqual(names);
  expect(trend.changes.map(({ series, cause, back }) => [series, cause, back]))
    .toEqual([
      ["GET · x (a)", "set-up changed", null],
      ["GET · x (b)", "", null],
    ]);
  const [first] = names;
  const one = seriesTrend(report, found, { most: 1, days: 30 });
  expect(one.points.every(({ series }) => series === first)).toBe(true);
});

test("trendReport() of a store without operations finds nothing", () =>
  withTestStore([[toTestRun("a"), {}]], async (store) => {
    const report = await trendReport(store, {
      ...{ series: "database", version: "version", varies: [] },
      ...{ minimumSegment: 5, alpha: 0.05, smallest: 0.05, rounds: 2 },
    });
    expect(report).toMatchObject({ points: [], shifts: [], noises: [] });
    const none = recentShifts(report.shifts, report.points, { days: 1 });
    expect(describeTrend(report, none, { alpha: 0.05, days: 1 }).markdown)
      .toContain("- Still there: none.\n- Gone again: none.");
    expect(
      describeTrendBasis(report, none, { alpha: 0.05, smallest: 0.1 }).markdown,
    ).toContain("Neither is one below 10 % of the level before.");
  }));

test("summariseNoise() of one run each has no noise between runs", () => {
  expect(summariseNoise(noise(toSeries("a", [1]))))
    .toMatchObject([{ runs: 1, within: 0, between: null, worst: null }]);
});
