import { expect, test } from "vitest";
import {
  comparableRuns,
  declaredMeasure,
  measureLoad,
  type MeasureOf,
  plainMeasure,
  toComparedRuns,
} from "../../../src/analysis/mod.ts";
import { experiments } from "../../../src/experiments/mod.ts";
import type { Store } from "../../../src/store/mod.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

const byLoad: MeasureOf = () => null;

test("declaredMeasure() agrees with the registry of experiments", () => {
  for (const { experiment: { name }, measure } of experiments) {
    // The registry imports an analysis late, under its own name.
    expect([name, (declaredMeasure(name) ?? measureLoad).name]).toEqual([
      name,
      measure.name,
    ]);
  }
  expect(declaredMeasure("toString")).toBeNull();
});

/** Six, the least of which the median has an interval. */
const sixOf = (run_id: string) =>
  Array.from(
    { length: 6 },
    (_, i) => toTestOperation(run_id, { operation_id: String(i) }),
  );

async function compared(store: Store, measureOf = byLoad) {
  const runs = await comparableRuns(store);
  return await toComparedRuns(store, runs, { measureOf, ...plainMeasure });
}

test("toComparedRuns() has settings, versions and environment as factors, and the session apart", () =>
  withTestStore([
    [
      toTestRun("r1", {
        environment: { cpus: 2, os: "linux", versions: { loki: "2" } },
        params: [toTestParam("session", "s1"), toTestParam("workers", 10)],
      }),
      { operations: sixOf("r1") },
    ],
  ], async (store) => {
    const [run, ...others] = await compared(store);
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      run_id: "r1",
      case_id: "nodes=3",
      session: "s1",
      status: "ok",
      cause: "",
      disturbed: false,
      metrics: { success_rate: 1, p50: 0.1, p99: null },
      operations: 6,
    });
    expect(run?.factors).toEqual({
      workers: "10",
      "environment.cpus": "2",
      "environment.os": "linux",
      "environment.versions": '{"loki":"2"}',
      experiment: "kv",
      system: "etcd",
      system_version: "3.4",
      tool: "loadline",
      tool_version: "0",
      mode: "imported",
    });
  }));

test("toComparedRuns() has the cause of a run that does not count, and of one without rows no metric", () =>
  withTestStore([
    [toTestRun("r1", { status: "failed", notes: "node-1 ended" }), {}],
    [toTestRun("r2"), {}],
  ], async (store) => {
    expect(await compared(store)).toMatchObject([
      { run_id: "r1", status: "failed", cause: "node-1 ended", metrics: {} },
      { run_id: "r2", status: "ok", metrics: {}, operations: null },
    ]);
  }));

test("toComparedRuns() takes the measure of the experiment, but for imports, and no infinity", () =>
  withTestStore([
    [toTestRun("r1", { mode: "embedded", status: "failed" }), {}],
    [toTestRun("r2"), { operations: sixOf("r2") }],
  ], async (store) => {
    const metrics = { push_all: Infinity, lost: 3 };
    const measureOf: MeasureOf = () => () =>
      Promise.resolve({ metrics, summary: "" });
    const [own, imported] = await compared(store, measureOf);
    expect(own?.metrics).toEqual({ push_all: null, lost: 3 });
    expect(imported?.metrics.p50).toBe(0.1);
  }));
