import { expect, test } from "vitest";
import {
  monitoringRuns,
  runRows,
} from "../../../src/analysis/monitoring/monitoring_runs.ts";
import type { Param, Rows, Run } from "../../../src/record/mod.ts";
import {
  toTestEvent,
  toTestQuery,
  toTestSeries,
} from "../../testing/monitoring_rows.ts";
import {
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

const params: Param[] = Object.entries({
  metrics: 100,
  series: 10,
  targets: 6,
  scrape_interval: 15,
  users: 10,
  memory_limit: 1000,
  cpu_limit: 1,
}).map(([key, value]) => toTestParam(key, value));

function toRun(run_id: string, options: Partial<Run> = {}): Run {
  return toTestRun(run_id, {
    ...{ experiment: "monitoring-load", case_id: "metrics=100", params },
    mode: "real",
    ...options,
  });
}

/** Rows of a run with a phase `measure` of one minute, and one outage. */
function toRows(run_id: string): Partial<Rows> {
  const ofRun = <T extends object>(rows: readonly T[]) =>
    rows.map((row) => ({ ...row, run_id }));
  return {
    operations: ofRun([1, 20, 40, 59].map((at) => toTestQuery(at))),
    samples: ofRun(
      toTestSeries("prometheus", "memory", { values: [200, 400, 600] }),
    ),
    events: ofRun([
      toTestEvent("phase", "warm_up", { at: -10 }),
      toTestEvent("phase", "measure"),
      toTestEvent("down", "prometheus", { at: 20, detail: "SIGKILL" }),
      toTestEvent("up", "prometheus", { at: 22 }),
      toTestEvent("phase", "cool_down", { at: 60 }),
    ]),
  };
}

test("monitoringRuns() measures the runs of every status in order of time, without imported ones", () =>
  withTestStore([
    [toRun("2"), toRows("2")],
    [toRun("1", { status: "incomplete", verdict: "none" }), {}],
    [toRun("3", { mode: "imported" }), {}],
    [toTestRun("4"), {}],
  ], async (store) => {
    const runs = await monitoringRuns(store);
    expect(runs.map(({ run_id, status }) => [run_id, status]))
      .toEqual([["1", "incomplete"], ["2", "ok"]]);
    const [incomplete, complete] = runs;
    expect(incomplete?.measures).toBeNull();
    expect(complete?.setting("metrics")).toBe("100");
    expect(complete?.setting("no such")).toBe("");
    expect(complete?.measures).toMatchObject({
      seconds: 60,
      // 100 metrics of 10 series at 6 targets every 15 s
      nominal: 400,
      queries: { attempted: 4, bytes: 400 },
      memory: { min: 200, mean: 400, max: 600 },
      memory_share: { min: 0.2, max: 0.6 },
      outages: [{ seconds: 2, reason: "SIGKILL", oom: false }],
    });
  }));

test("runRows() reads the rows of one run only", () =>
  withTestStore([
    [toRun("1"), toRows("1")],
    [toRun("2"), toRows("2")],
  ], async (store) => {
    const rows = await runRows(store, "2");
    expect(rows.operations).toHaveLength(4);
    expect(rows.events).toHaveLength(5);
    expect(rows.params.size).toBe(params.length);
    expect((await runRows(store, "none")).measure).toBeNull();
  }));
