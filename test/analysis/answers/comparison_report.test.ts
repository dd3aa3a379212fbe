import { expect, test } from "vitest";
import { comparisonReport } from "../../../src/analysis/answers/comparison_report.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

/** Runs of six operations each, side `a` and `b` in turn, a minute after another. */
const runs = Array.from({ length: 10 }, (_, i) => {
  const id = `r${i}`;
  const started_at = `2026-01-01T00:0${i}:00.000Z`;
  const side = i % 2 === 0 ? "a" : "b";
  return [
    toTestRun(id, {
      started_at,
      params: [toTestParam("session", "s1"), toTestParam("side", side)],
    }),
    {
      operations: Array.from({ length: 6 }, (_, j) =>
        toTestOperation(id, {
          operation_id: String(j),
          // A second apart, so that throughput hardly depends on how long each takes.
          started_at: started_at.replace(":00.", `:0${j}.`),
          duration_s: (side === "a" ? 0.1 : 0.2) + i / 1000,
        })),
    },
  ] as const;
});

const request = {
  a: "set:side=a",
  b: "set:side=b",
  names: { a: "", b: "" },
  smallest: { relative: 0.05, points: 0.001 },
  ...{ metrics: [], varies: [], pool: [], by: "" as const },
  ...{ apdex: null, objective: null, cutWarmUp: false },
};

test("comparisonReport() has the runs of the largest change in order of time, in the unit of the figure", () =>
  withTestStore(runs, async (store) => {
    const { runs: values, finding, tables } = await comparisonReport(
      store,
      request,
    );
    expect(values).toMatchObject({ metric: "p50", unit: "ms" });
    expect(values?.points.map(({ series, median }) => [series, median]))
      .toEqual([
        ...[100, 102, 104, 106, 108].map((ms) => ["A: set:side=a", ms]),
        ...[201, 203, 205, 207, 209].map((ms) => ["B: set:side=b", ms]),
      ]);
    expect(finding.markdown).toMatch(/^Worse: p50 /);
    expect(tables.sessions.rows).toHaveLength(1);
    expect(tables.differences.rows.flat().map(({ text }) => text))
      .toContain("compared");
  }));

test("comparisonReport() says that a warm-up was looked for", () =>
  withTestStore(runs, async (store) => {
    const { finding, answer } = await comparisonReport(store, {
      ...request,
      cutWarmUp: true,
    });
    expect(finding.markdown).toContain("Warm-up, by MSER-5");
    expect(answer.limits?.map(({ label }) => label))
      .toContain("warm-up was left out");
  }));
