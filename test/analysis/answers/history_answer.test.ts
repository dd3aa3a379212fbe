import { expect, test } from "vitest";
import { z } from "zod";
import { historyAnswer } from "../../../src/analysis/answers/history_answer.ts";
import { historyReport } from "../../../src/analysis/answers/history_report.ts";
import { answer } from "../../../src/report/mod.ts";
import { withCommittedStore } from "../../testing/committed_records.ts";
import { toHistory } from "../../testing/histories.ts";
import { notebookHeadings } from "../../testing/notebook_headings.ts";
import { steady } from "../trend/trend_points.ts";

const alpha = 0.05;

test("historyAnswer() counts the changes, and names the largest and the latest that only the version explains", () => {
  const { verdict, tiles } = answer(historyAnswer(
    toHistory([...steady(0.3, 20), ...steady(0.6, 20), ...steady(0.5, 20)]),
    { alpha },
  ));
  expect(verdict).toBe(
    "**p95 of GET · x** changed its level **2 times** since 2026-01-01: **2** with the version alone. The largest with it, 300 ms to **600 ms** on pg, came with v20 and has not gone back.",
  );
  expect(tiles.map(({ label, value, unit }) => [label, `${value} ${unit}`]))
    .toEqual([
      ["Changes of level", "2 "],
      ["Largest on pg, v20", "+100 %"],
      ["Latest on pg, v40", "−17 %"],
      ["From run to run", "2 %"],
      ["Shifts found where there are none", "0 of 10"],
    ]);
  expect(tiles.map(({ meaning }) => meaning))
    .toEqual(["neutral", "failed", "ok", "neutral", "ok"]);
});

test("historyAnswer() claims no version where something else changed, or nothing did", () => {
  const history = toHistory([...steady(3, 20), ...steady(6, 20)]);
  const explained = {
    ...history,
    shifts: history.shifts.map((shift) => ({
      ...shift,
      causes: [{ code: "set-up", text: "cores: 2 to 4" } as const],
    })),
  };
  const { verdict, limits } = answer(historyAnswer(explained, { alpha }));
  expect(verdict).toContain("for each change something else than the version");
  expect(limits.map(({ label }) => label))
    .toContain("1 of 1 may have another cause");
  expect(answer(historyAnswer(toHistory(steady(3, 20)), { alpha })).verdict)
    .toMatch(/kept its level in 20 runs from 2026-01-01 to 2026-01-20/);
});

test("historyAnswer() tells what no version explains, what has gone back, and versions that were run again", () => {
  const history = toHistory([...steady(3, 20), ...steady(6, 20)]);
  const [shift] = history.shifts;
  const unexplained = {
    ...history,
    shifts: history.shifts.map((shift) => ({ ...shift, changed: [] })),
  };
  expect(answer(historyAnswer(unexplained, { alpha })).verdict)
    .toContain("none with the version alone, **1** with nothing recorded.");
  const returned = {
    ...history,
    points: history.points.map((point, i) => ({
      ...point,
      version: i % 20 < 10 ? "v1" : "v2",
    })),
    shifts: history.shifts.map((one) => ({
      ...one,
      short: true,
      back: shift?.first ?? null,
    })),
  };
  const { tiles, limits } = answer(historyAnswer(returned, { alpha }));
  expect(tiles[1]).toMatchObject({
    meaning: "neutral",
    interval: expect.stringContaining(", gone by 2026-01-21;"),
    n: "n = 20 runs, and 20 around them",
  });
  expect(limits.map(({ label }) => label))
    .toContain("2 versions run again after others");
});

const Level = z.strictObject({ value: z.number() });

test(
  "historyAnswer() of the committed record agrees with SQL over its timings",
  () =>
    withCommittedStore(["cf-api-timings"], async (store) => {
      const kind = "GET /v3/service_plans::as regular user::list all";
      const versions = ["cf_deployment_version", "capi_version"];
      const { history, answer: parts, figure } = await historyReport(store, {
        ...{ metric: "p50", kind, series: "database" },
        version: "cf_deployment_version",
        varies: [
          ...versions,
          ...versions.map((key) => `environment.${key}`),
          "system_version",
        ],
        ...{ minimumSegment: 5, alpha, smallest: 0.05, rounds: 1 },
      });
      const values = await store.query(
        Level,
        `SELECT median(duration_s) AS value FROM operations JOIN params USING (run_id)
         WHERE kind = $kind AND key = 'database' AND value = 'mysql' AND outcome = 'ok'
         GROUP BY run_id HAVING count(*) >= 6 ORDER BY value`,
        { kind },
      );
      const mysql = history.points.filter(({ series }) => series === "mysql");
      expect(mysql.map(({ median }) => median).toSorted((a, b) => a - b))
        .toEqual(values.map(({ value }) => value));
      expect(history.shifts.length).toBeGreaterThan(3);
      expect(figure.points).toHaveLength(history.points.length);
      const { limits } = answer(parts);
      expect(notebookHeadings("trends")).toEqual(
        expect.arrayContaining(limits.map(({ heading }) => heading)),
      );
    }),
  240_000,
);
