import { expect, test } from "vitest";
import { LiveMeasures } from "../../../src/lab/monitor/live_objectives.ts";
import type { Objective } from "../../../src/lab/plan/experiment.ts";
import type { Event, Operation } from "../../../src/record/mod.ts";
import { toTestOperation, toTestParam } from "../../testing/records.ts";

const at = (seconds: number) => new Date(seconds * 1000).toISOString();

function event(seconds: number, kind: string, subject: string): Event {
  return {
    run_id: "r",
    at: at(seconds),
    kind,
    subject,
    detail: "",
    data: "{}",
  };
}

function operation(seconds: number, options: Partial<Operation> = {}) {
  return toTestOperation("r", {
    ...{ kind: "put", started_at: at(seconds), duration_s: 0.01 },
    ...options,
  });
}

const success: Objective = {
  ...{ metric: "success_rate", is: "at least", value: 0.9, unknown: "missed" },
};

function results(measures: LiveMeasures, ...objectives: Objective[]) {
  return measures.evaluate(objectives).map((
    { value, result },
  ) => [value, result]);
}

test("LiveMeasures turns an objective as operations come", () => {
  const measures = new LiveMeasures({ params: [toTestParam("timeout", 1)] });
  expect(results(measures, success)).toEqual([[null, "not yet"]]);
  measures.addEvents([
    event(0, "phase", "warm_up"),
    event(10, "phase", "measure"),
  ]);
  // Neither the warm-up, nor probes, nor the read-back, nor log lines count.
  measures.addOperations([
    operation(5, { outcome: "failed" }),
    operation(11, { kind: "probe_put", outcome: "failed" }),
    operation(11, { kind: "verify", outcome: "miss" }),
    operation(11, { kind: "log_push", outcome: "failed" }),
  ]);
  expect(results(measures, success)).toEqual([[null, "not yet"]]);
  measures.addOperations([operation(11), operation(12)]);
  expect(results(measures, success)).toEqual([[1, "met so far"]]);
  // A success after the time-out is none.
  measures.addOperations([operation(13, { duration_s: 2 })]);
  expect(results(measures, success)).toEqual([[2 / 3, "missed so far"]]);
  measures.addEvents([event(20, "phase", "cool_down")]);
  measures.addOperations([operation(21), operation(22)]);
  expect(results(measures, success)).toEqual([[2 / 3, "missed so far"]]);
  expect(measures.counts).toEqual({ attempted: 3, ok: 2 });
});

test("LiveMeasures has throughput by the end of operations, percentiles, and kills for want of memory", () => {
  const measures = new LiveMeasures({ params: [] });
  measures.addEvents([
    event(0, "phase", "warm_up"),
    event(5, "oom", "prometheus"),
  ]);
  measures.addEvents([event(10, "phase", "measure")]);
  measures.addOperations(
    Array.from(
      { length: 1000 },
      (_, i) => operation(9.995 + i / 100, { kind: "incremental" }),
    ),
  );
  const of = (metric: string): Objective => ({
    ...{ metric, is: "at most", value: 0.5, unknown: "missed" },
  });
  const [throughput, p99, queries, ooms, other] = measures.evaluate(
    ["throughput", "p99", "incremental_p99", "ooms", "ingested_share"].map(of),
  );
  expect(throughput?.value).toBeCloseTo(100, -0.5);
  expect(throughput?.result).toBe("missed so far");
  expect(p99?.value).toBeCloseTo(0.01, 4);
  expect(p99?.result).toBe("met so far");
  expect(queries?.value).toBe(p99?.value);
  expect(ooms).toMatchObject({ value: 1, result: "missed so far" });
  expect(other).toMatchObject({ value: null, result: "at end" });
});

test("LiveMeasures counts kills until the last load ended, as the analysis of the ended run does", () => {
  const measures = new LiveMeasures({ params: [] });
  measures.addEvents([
    event(0, "load_started", "queries"),
    event(0, "load_started", "logs"),
    event(0, "phase", "warm_up"),
    event(10, "phase", "measure"),
    event(20, "phase", "cool_down"),
    event(20.5, "load_ended", "logs"),
    event(20.6, "oom", "prometheus"),
    event(21, "load_ended", "queries"),
    event(22, "oom", "prometheus"),
  ]);
  expect(measures.metric("ooms")).toBe(1);
});
