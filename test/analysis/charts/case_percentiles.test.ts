import { expect, test } from "vitest";
import { casePercentiles } from "../../../src/analysis/charts/case_percentiles.ts";
import type { Rows } from "../../../src/record/mod.ts";
import { toTestMeasuredRun } from "../../testing/measured_runs.ts";
import {
  toTestOperation,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";
import { toTestStudy } from "../../testing/scale_studies.ts";

const at = (second: number) =>
  new Date(Date.UTC(2026, 0, 2) + second * 1000).toISOString();

/** Operations of these milliseconds due in the phase `measure`, a long one before it, and one that failed. */
function toRows(run_id: string, latencies: readonly number[]): Partial<Rows> {
  return {
    events: [["measure", 1], ["cool_down", 9]].map(([subject, second]) => ({
      ...{ run_id, at: at(Number(second)), kind: "phase" },
      ...{ subject: String(subject), detail: "", data: "{}" },
    })),
    operations: [
      toTestOperation(run_id, { started_at: at(0), duration_s: 99 }),
      toTestOperation(run_id, { started_at: at(2), outcome: "timeout" }),
      ...latencies.map((ms) =>
        toTestOperation(run_id, { started_at: at(2), duration_s: ms / 1000 })
      ),
    ],
  };
}

test("casePercentiles() pools the repetitions of each case, in order of nodes", () => {
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
  const study = toTestStudy([
    toTestMeasuredRun({ run_id: "five", nodes: 5 }),
    toTestMeasuredRun({ run_id: "one", nodes: 1 }),
    toTestMeasuredRun({ run_id: "again", nodes: 1 }),
    toTestMeasuredRun({ run_id: "failed", nodes: 1, throughput: null }),
    toTestMeasuredRun({ run_id: "other", nodes: 1, workers: 99 }),
  ]);
  return withTestStore([
    [toTestRun("one"), toRows("one", upTo(50))],
    [toTestRun("again"), toRows("again", upTo(100).slice(50))],
    [toTestRun("five"), toRows("five", [7])],
    [toTestRun("failed"), toRows("failed", [1000])],
    [toTestRun("other"), toRows("other", [1000])],
  ], async (store) => {
    const [one, five, ...others] = await casePercentiles(store, study, {
      ...{ session: "s", workers: 25, value_size: 1024 },
    });
    expect(others).toEqual([]);
    expect(one).toMatchObject({ series: "1 node", n: 100, failed: 2 });
    expect(one?.points[0]).toMatchObject({ p: 0, value: 0.001 });
    // Rank 50 of 100 is quantile 49 / 99.
    const middle = one?.points.find(({ p }) => Math.abs(p - 49 / 99) < 0.01);
    expect(middle?.value).toBeCloseTo(0.05, 2);
    expect(five).toMatchObject({ series: "5 nodes", n: 1 });
  });
});
