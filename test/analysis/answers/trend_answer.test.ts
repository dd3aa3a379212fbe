import { expect, test } from "vitest";
import { z } from "zod";
import { trendAnswer } from "../../../src/analysis/answers/trend_answer.ts";
import { findShiftCauses } from "../../../src/analysis/trend/shift_causes.ts";
import { noise } from "../../../src/analysis/trend/noise.ts";
import { recentShifts } from "../../../src/analysis/trend/recent_shifts.ts";
import { shifts } from "../../../src/analysis/trend/shifts.ts";
import type { TrendPoint } from "../../../src/analysis/trend/trend.ts";
import { trendReport } from "../../../src/analysis/trend/trend_report.ts";
import { answer } from "../../../src/report/mod.ts";
import { notebookHeadings } from "../../testing/notebook_headings.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";
import { steady, toSeries } from "../trend/trend_points.ts";

const options = { alpha: 0.05, days: 30 };

function answerOf(points: readonly TrendPoint[]) {
  const found = findShiftCauses(shifts(points), points, new Map());
  return answer(trendAnswer(
    {
      points,
      shifts: found,
      noises: noise(points),
      floor: { step: null, floors: new Map(), series: 1 },
      alarms: {
        rounds: 10,
        alarms: Array(10).fill(0),
        any: { n: 10, rate: 0, lower: 0, upper: 0.278 },
      },
    },
    recentShifts(found, points, options),
    options,
  ));
}

test("trendAnswer() counts what is slower now, and names the largest change", () => {
  const { verdict, tiles } = answerOf([
    ...toSeries("a", [...steady(3, 20), ...steady(6, 20)], { kind: "GET::x" }),
    ...toSeries("b", [...steady(3, 20), ...steady(1.5, 20)], { kind: "GET" }),
  ]);
  expect(verdict).toMatch(
    /^\*\*1 of 2\*\* endpoints, .* The largest step found is \*\*GET · x\*\* on a, by 100 % since v20\.$/,
  );
  expect(tiles.map(({ label, value, unit }) => [label, `${value} ${unit}`]))
    .toEqual([
      ["Slower now", "1 of 2"],
      ["Slower for a while", "0 of 2"],
      ["Faster now", "1 of 2"],
      ["Largest step found, GET · x", "+100 %"],
      ["Shifts found where there are none", "0 of 10"],
    ]);
});

test("trendAnswer() counts each series once, of those that ran in the days, and says what rests on the same runs", () => {
  const slower = [...steady(3, 20), ...steady(6, 20)];
  const ended = toSeries("z", steady(3, 20)).map((point) => ({
    ...point,
    started_at: point.started_at.replace(/^\d{4}/, "2001"),
  }));
  const { verdict, tiles, limits } = answerOf([
    ...["GET", "PUT"].flatMap((kind) =>
      toSeries("a", slower, { kind }).map((point) => ({
        ...point,
        // A round of runs has one of each suite, which begin one after the other.
        started_at: point.started_at.replace(
          "T00:00",
          kind === "GET" ? "T01:00" : "T02:00",
        ),
      }))
    ),
    ...ended,
  ]);
  expect(verdict).toMatch(/^\*\*2 of 2\*\* endpoints/);
  expect(tiles[0]).toMatchObject({
    ...{ value: "2", unit: "of 2" },
    n: expect.stringMatching(/^n = \d+ runs in 30 days$/),
  });
  expect(limits[0]).toMatchObject({
    label: expect.stringMatching(/^2 of 2 rest on the same \d+ rounds$/),
    heading: "Slower now, or for a while",
  });
});

test("trendAnswer() says that nothing became slower", () => {
  expect(answerOf(toSeries("a", steady(3, 40))).verdict)
    .toMatch(/^None of 1 endpoints/);
});

const Level = z.strictObject({ before: z.number(), after: z.number() });

test(
  "trendAnswer() of the committed record agrees with SQL over its timings",
  () =>
    withCommittedStore(["cf-api-timings"], async (store) => {
      const versions = ["cf_deployment_version", "capi_version"];
      const varies = [
        ...versions,
        ...versions.map((key) => `environment.${key}`),
        "system_version",
      ];
      const report = await trendReport(store, {
        ...{ series: "database", version: "cf_deployment_version", varies },
        ...{ minimumSegment: 5, alpha: 0.05, smallest: 0.05, rounds: 1 },
      });
      const days = 120;
      const recent = recentShifts(report.shifts, report.points, { days });
      const [largest] = recent.still;
      const { tiles, limits } = answer(
        trendAnswer(report, recent, { alpha: 0.05, days }),
      );
      if (!largest) throw new Error("no series is slower");
      const [level] = await store.query(
        Level,
        `WITH medians AS (
         SELECT run_id, median(duration_s) AS value, row_number() OVER (ORDER BY runs.started_at DESC, run_id DESC) AS age
         FROM operations JOIN runs USING (run_id) JOIN params USING (run_id)
         WHERE kind = $kind AND key = 'database' AND value = $database GROUP BY run_id, runs.started_at)
       SELECT median(value) FILTER (age > $since AND age <= $since + $before) AS before,
         median(value) FILTER (age <= $since) AS after FROM medians`,
        {
          kind: largest.kind,
          database: largest.series,
          since: largest.runs_after,
          before: largest.runs_before,
        },
      );
      expect(largest.before).toBeCloseTo(level?.before ?? 0, 9);
      expect(largest.after).toBeCloseTo(level?.after ?? 0, 9);
      expect(tiles[3]?.value).toBe(
        `+${((level!.after / level!.before - 1) * 100).toFixed(0)}`,
      );
      expect(notebookHeadings("cf_api_trend")).toEqual(
        expect.arrayContaining(limits.map(({ heading }) => heading)),
      );
    }),
  240_000,
);
