/** Runs as returned by `measuredRuns()`, and latencies as returned by `caseLatencies()`. */
import type { CaseLatency, MeasuredRun } from "../../src/analysis/mod.ts";
import { sound } from "./validity.ts";

/** Returns a valid run with all fields. */
export function toTestMeasuredRun(
  options: Partial<MeasuredRun> = {},
): MeasuredRun {
  const { nodes = 3, workers = 25 } = options;
  return {
    run_id: "r",
    experiment: "kv",
    system: "etcd",
    system_version: "3.4",
    mode: "real",
    case_id: `etcd nodes=${nodes} workers=${workers}`,
    repetition: 1,
    order: 1,
    session: "s",
    ...sound,
    notes: "",
    loop: "closed",
    fault: null,
    nodes,
    workers,
    value_size: 1024,
    seconds: 10,
    attempted: 1000,
    ok: 1000,
    completed: 1000,
    p50: 0.01,
    p95: 0.02,
    p99: 0.03,
    throughput: 100,
    ...options,
  };
}

/** Returns runs of one case with these throughputs, and 1,000 operations each. */
export function toTestMeasuredRuns(
  throughputs: readonly number[],
  options: Partial<MeasuredRun> = {},
): MeasuredRun[] {
  return throughputs.map((throughput) =>
    toTestMeasuredRun({ ...options, throughput })
  );
}

/** Returns the latency of the case of `toTestMeasuredRun()`. */
export function toTestCaseLatency(
  options: Partial<CaseLatency> = {},
): CaseLatency {
  const { system, system_version, case_id, session } = toTestMeasuredRun();
  return {
    system,
    system_version,
    case_id,
    session: session ?? "",
    p50: 0.01,
    p95: 0.02,
    p99: 0.03,
    ...options,
  };
}
