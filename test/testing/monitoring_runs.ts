/** Runs as returned by `monitoringRuns()`. */
import {
  measureMonitoring,
  type MonitoringMeasures,
} from "../../src/analysis/monitoring/monitoring_measures.ts";
import type { MonitoringRun } from "../../src/analysis/monitoring/monitoring_runs.ts";
import type { RunStatus } from "../../src/record/mod.ts";
import { toTestRows } from "./monitoring_rows.ts";
import { toTestParam } from "./records.ts";
import { sound } from "./validity.ts";

export interface TestRunOptions {
  readonly metrics: number;
  readonly targets?: number;
  readonly session?: string;
  readonly preset?: string;
  readonly status?: RunStatus;
  /** Missed objectives, as in the verdict; empty for a run that passed. */
  readonly broken?: string;
  readonly flushes?: number;
  readonly measures?: Partial<MonitoringMeasures>;
}

/** Returns a run of one minute with status `ok`. */
export function toTestMonitoringRun(
  {
    metrics,
    targets = 10,
    session = "s1",
    preset = "search",
    status = "ok",
    broken = "",
    flushes = 0,
    measures = {},
  }: TestRunOptions,
): MonitoringRun {
  const params = Object.entries({
    metrics,
    targets,
    session,
    preset,
    memory_limit: 512 * 2 ** 20,
    cpu_limit: 1,
    big_period: 300,
    users: 20,
    value_interval: 15,
    scrape_interval: 15,
    log_lines: 0,
  }).map(([key, value]) => toTestParam(key, value));
  const measured = measureMonitoring(
    toTestRows({ params: { metrics, targets } }),
  );
  return {
    run_id: "r",
    case_id: `prometheus metrics=${metrics}`,
    repetition: 1,
    mode: "real",
    system_version: "2.42.0",
    started_at: "2026-01-02T03:00:00Z",
    ...sound,
    status,
    verdict: status !== "ok" ? "none" : broken === "" ? "pass" : "fail",
    verdict_text: broken,
    objectives: broken.split("; ").filter((text) => text !== "").map((
      text,
    ) => ({
      metric: text.split(" ")[0] ?? "",
      is: "at most",
      limit: 1,
      value: text.endsWith(": unknown") ? null : 2,
      result: text.endsWith(": unknown") ? "unknown" : "missed",
    })),
    notes: "",
    params,
    setting: (key) => params.find((param) => param.key === key)?.value ?? "",
    selfReported: [],
    measures: measured && { ...measured, flushes, ...measures },
  };
}
