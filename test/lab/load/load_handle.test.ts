import { expect, test } from "vitest";
import {
  type LoadDriver,
  type LoadReporter,
  startLoad,
} from "../../../src/lab/load/load_handle.ts";
import { BatchedOperations } from "../../../src/lab/recording/operation_rows.ts";
import type { Event, Operation, Sample } from "../../../src/record/mod.ts";
import { until } from "../_until.ts";

const operation: Operation = {
  run_id: "r",
  operation_id: "0-0",
  kind: "put",
  subject: "node-0",
  started_at: "2026-01-02T00:00:00.000000Z",
  duration_s: 0.001,
  outcome: "ok",
  error: "",
  code: "",
  bytes: 1,
  worker: "w0",
};

/** Starts a load whose driver reports what the test says. */
function start(stop: () => Promise<string>) {
  const rows = {
    operations: [] as Operation[],
    samples: [] as Sample[],
    events: [] as Event[],
  };
  const driver: LoadDriver<string> = {
    started: Promise.resolve(),
    ended: new Promise(() => {}),
    stop,
  };
  const { promise: reporter, resolve } = Promise.withResolvers<LoadReporter>();
  const load = startLoad({
    run_id: "r",
    driver: "generator",
    onOperations: (more) => rows.operations.push(...more),
    onSamples: (more) => rows.samples.push(...more),
    onEvents: (more) => rows.events.push(...more),
  }, (reporter) => {
    resolve(reporter);
    return driver;
  });
  return { load, reporter, rows };
}

test("LoadHandle counts operations of the last second and all arrivals, and emits samples and events", async () => {
  const { load, reporter, rows } = start(() => Promise.resolve("result"));
  await using _load = load;
  const report = await reporter;
  report.operations([operation, operation]);
  report.operations([]);
  report.operations(
    new BatchedOperations({
      table: "operations",
      shapes: [operation, { ...operation, outcome: "miss" }],
      count: 1,
      shape: Uint32Array.of(1),
      numbers: {},
      texts: {},
    }),
  );
  report.pacing({ arrivals: 3, late: 1 });
  report.pacing({ arrivals: 2, late: 0 });
  const gauges = { cpu: 0.5, lag: 1.5, inFlight: 2, pacingError: 0 };
  report.gauges("generator-0", gauges);
  expect(load.pacing()).toEqual({ arrivals: 5, late: 1 });
  await until(() => rows.samples.length > 0);
  expect(load.live()).toEqual({ ok: 2, failed: 1 });
  expect(rows.operations).toHaveLength(3);
  expect(rows.samples.map(({ metric, value }) => [metric, value])).toEqual([
    ["cpu", 0.5],
    ["event_loop_lag", 1.5],
    ["pacing_error", 0],
    ["in_flight", 2],
  ]);
  expect(rows.events.map(({ kind, subject }) => [kind, subject]).toSorted())
    .toEqual([["load_started", "generator"], ["stand_still", "generator-0"]]);
  expect(await load.stop()).toBe("result");
});

test("LoadHandle stops its driver once, and throws its error only from stop()", async () => {
  let stops = 0;
  const { load } = start(() => {
    stops++;
    return Promise.reject(new Error("the disk is full"));
  });
  await expect(load.stop()).rejects.toThrow("the disk is full");
  await load[Symbol.asyncDispose]();
  expect(stops).toBe(1);
});
