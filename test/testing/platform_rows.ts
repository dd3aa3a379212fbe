/** Rows of runs on container platforms. Times are seconds from `BEGIN`. */
import type {
  Event,
  Operation,
  Rows,
  Run,
  Sample,
  Stage,
} from "../../src/record/mod.ts";
import type { PlatformRun } from "../../src/analysis/platform/runs/platform_runs.ts";
import type { LostInstance } from "../../src/analysis/platform/recovery/lost_instances.ts";
import type { BatchTimes } from "../../src/analysis/platform/pushes/batch_times.ts";
import type { PushOperation } from "../../src/analysis/platform/pushes/push_operations.ts";
import { everyShare } from "../../src/analysis/platform/runs/share_times.ts";
import { kaplanMeier, quantiles } from "../../src/statistics/mod.ts";
import { toTestOperation, toTestRun, withTestStore } from "./records.ts";
import type { Store } from "../../src/store/mod.ts";
import { sound } from "./validity.ts";

/** Seconds since 1970 of the beginning of all test runs. */
export const BEGIN = Date.UTC(2026, 0, 2) / 1000;

/** Returns the time of a second of a test run. */
export function timeOf(second: number): string {
  return new Date(1000 * (BEGIN + second)).toISOString();
}

/** A run of the experiment `platform`. */
export function toPlatformTestRun(id: string, options: Partial<Run> = {}): Run {
  return toTestRun(id, {
    ...{ experiment: "platform", system: "simulator", case_id: "cells=10" },
    started_at: timeOf(0),
    ...options,
  });
}

/** An operation of the run `r1` that began at a second. */
export function toTimedOperation(
  kind: string,
  name: string,
  { at, ...options }: Partial<Operation> & { readonly at: number | null },
): Operation {
  return toTestOperation("r1", {
    ...{ kind, operation_id: `${kind}:${name}`, subject: "hello" },
    started_at: at === null ? null : timeOf(at),
    ...options,
  });
}

/** Stages of an operation of the run `r1`, by their seconds. */
export function toStages(
  operation_id: string,
  seconds: Readonly<Record<string, number>>,
): Stage[] {
  return Object.entries(seconds).map(([stage, second]) => ({
    ...{ run_id: "r1", operation_id, stage, at: timeOf(second) },
  }));
}

/** An event of the run `r1`. */
export function toPlatformEvent(
  kind: string,
  subject: string,
  { at, detail = "" }: { readonly at: number; readonly detail?: string },
): Event {
  return { run_id: "r1", at: timeOf(at), kind, subject, detail, data: "{}" };
}

/** Samples of a metric of the BBS in the run `r1`, one a period. */
export function toSampleSeries(
  metric: string,
  values: readonly number[],
  period = 30,
): Sample[] {
  return values.map((value, i) => ({
    ...{ run_id: "r1", source: "bbs", metric, unit: "", value },
    at: timeOf(i * period),
  }));
}

/** Runs `body` with a store of the run `r1` with these rows. */
export function withPlatformStore<Result>(
  rows: Partial<Rows>,
  body: (store: Store) => Promise<Result>,
  run: Partial<Run> = {},
): Promise<Result> {
  return withTestStore([[toPlatformTestRun("r1", run), rows]], body);
}

/** A run as `platformRuns()` returns it. */
export function toPlatformRow(options: Partial<PlatformRun> = {}): PlatformRun {
  return {
    ...{ run_id: "r1", experiment: "platform", case_id: "c", repetition: 1 },
    ...{ system: "simulator", system_version: "1", mode: "simulated" },
    ...{ started_at: BEGIN, notes: "", session: "s", preset: "" },
    ...{ fault: "none", work: "", cells: 10, fill: 1, parallel: 2 },
    ...{ factor: null, cell_memory: null, measure_at: BEGIN },
    ...{ kill_share: null, outage: null, soak: null },
    ...{ fault_at: null, heal_at: null, end_at: BEGIN + 600 },
    ...sound,
    ...options,
  };
}

/** An instance that was back after some seconds, or never in as many. */
export function toLostInstance(
  seconds: number,
  options: Partial<LostInstance> & { readonly censored?: boolean } = {},
): LostInstance {
  const { censored = false, ...rest } = options;
  return {
    ...{ run_id: "r1", instance: `recover:${seconds}`, kind: "hello" },
    ...{ cell: "", noticed: null, routable: null, left: "" },
    back: { seconds, censored },
    ...rest,
  };
}

/** A phase of a push as `pushOperations()` returns it. */
export function toPushRow(options: Partial<PushOperation> = {}): PushOperation {
  return {
    ...{ run_id: "r1", phase: "push", app: "hello-0", kind: "hello" },
    ...{ started: BEGIN, seconds: 1, outcome: "ok", code: "", error: "" },
    ...options,
  };
}

/** A batch whose items took as long, of which the first `ok` were done. */
export function toBatchTimes(
  kind: BatchTimes["kind"],
  seconds: readonly number[],
  ok: number = seconds.length,
): BatchTimes {
  const curve = kaplanMeier(seconds, seconds.map((_, i) => i < ok));
  const [median, p95, p99] = quantiles(seconds, [0.5, 0.95, 0.99]);
  if (!median || !p95 || !p99) throw new Error("There must be quantiles");
  return {
    ...{ run_id: "r1", kind, n: seconds.length, ok, spread: 0, curve },
    ...{ times: everyShare(curve), median, p95, p99 },
  };
}
