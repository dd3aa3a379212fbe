import { expect, test } from "vitest";
import {
  formatMeasurement,
  measureLoad,
} from "../../../src/analysis/scaling/measure_load.ts";
import { toEvent } from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

const at = (second: number) =>
  new Date(Date.UTC(2026, 0, 2) + second * 1000).toISOString();

const phase = (subject: string, second: number) =>
  toEvent({ run_id: "r", at: at(second), kind: "phase", subject });

test("measureLoad() measures a run as the tables of runs do, valid or not", () =>
  withTestStore([
    [toTestRun("r", { params: [toTestParam("timeout", 2)] }), {
      events: [phase("measure", 0), phase("cool_down", 100)],
      operations: [1.9, 2, 2.1, 9].map((duration_s) =>
        toTestOperation("r", { started_at: at(1), duration_s })
      ),
    }],
    [toTestRun("x", { status: "skipped" }), {}],
  ], async (store) => {
    expect(await measureLoad(store, { experiment: "kv", run_id: "r" }))
      .toMatchObject({
        metrics: { throughput: 0.02, success_rate: 0.5, p99: null },
        summary: expect.stringMatching(/^0\.02 ok\/s, 50 % of 4 ok /),
      });
    expect(await measureLoad(store, { experiment: "kv", run_id: "x" }))
      .toBeNull();
  }));

test("formatMeasurement() formats throughput, success and latency", () => {
  const run = {
    ...{ seconds: 10, completed: 910, attempted: 1000, ok: 995 },
    ...{ p50: 0.498, p95: 0.945, p99: null },
  };
  expect(formatMeasurement(run)).toBe(
    "91 ok/s, 99.5 % of 1,000 ok (95 % interval 98.83 % to 99.79 %), p50 498 ms, p95 945 ms, p99 -",
  );
  expect(formatMeasurement({ ...run, attempted: 0, ok: 0 }))
    .toBe("nothing was attempted");
});
