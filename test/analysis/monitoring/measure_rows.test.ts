import { expect, test } from "vitest";
import {
  driftRows,
  growthRows,
  measuredMonitoringRuns,
  medianLatencies,
  outageRows,
  queryRows,
} from "../../../src/analysis/monitoring/measure_rows.ts";
import type { MonitoringMeasures } from "../../../src/analysis/monitoring/monitoring_measures.ts";
import { toTestMonitoringRun } from "../../testing/monitoring_runs.ts";

const measuredWith = (measures: Partial<MonitoringMeasures>) =>
  measuredMonitoringRuns([toTestMonitoringRun({ metrics: 150, measures })]);
const outage = {
  ...{ from: 0, until: 2, seconds: 2 },
  ...{ reason: "SIGKILL", oom: true },
};
const queries = {
  attempted: 10,
  success: 0.8,
  failed: { share: 0.2, lower: 0.1, upper: 0.35, n: 10, reason: "" },
  ...{ p50: 0.002, p95: null, p99: null, bytes: 0 },
  failures: [{ text: "failed: 503", n: 2 }],
};

test("measuredMonitoringRuns() leaves out runs that enter no statistic", () => {
  expect(measuredMonitoringRuns([
    toTestMonitoringRun({ metrics: 100, status: "invalid" }),
    { ...toTestMonitoringRun({ metrics: 100 }), measures: null },
  ])).toEqual([]);
});

test("outageRows() lists outages of the warm-up, of the phase measure and after it", () => {
  expect(outageRows(measuredWith({
    warm_up_outages: [outage],
    outages: [outage],
    late_outages: [outage],
  }))).toMatchObject([
    { phase: "warm-up", load: 1000, reason: "SIGKILL" },
    { phase: "measure", load: 1000, reason: "SIGKILL" },
    { phase: "cool-down", load: 1000, reason: "SIGKILL" },
  ]);
});

test("queryRows() has a row for each kind that was due, with its worst failure", () => {
  const rows = queryRows(measuredWith({
    incremental: queries,
    big: { ...queries, attempted: 0 },
  }));
  expect(rows).toMatchObject([{
    kind: "incremental",
    failedShare: 0.2,
    failedNote: "10 % to 35 %",
    worst: "2 × failed: 503",
  }]);
  expect(medianLatencies(rows)).toEqual([{ x: 60_000, y: 2, verdict: "pass" }]);
});

test("driftRows() states slopes by the hour", () => {
  const drift = { level: 1, n: 60, correlation: 0, verdict: "flat" as const };
  expect(driftRows(measuredWith({
    memory_drift: { ...drift, slope: 2 ** 20, lower: null, upper: null },
    latency_drift: { ...drift, slope: 1e-6, lower: 0, upper: 2e-6 },
  }))).toMatchObject([
    { metric: "memory", slope: "3,600 MiB/h", range: "–" },
    { metric: "incremental latency", slope: "3.6 ms/h", range: "0 to 7.2" },
  ]);
});

test("growthRows() divides growth by the datapoints ingested", () => {
  const storage = { periods: 1, seconds: 600, rate: 3000, blocks: 1500 };
  expect(growthRows(measuredWith({
    ingested: 1000,
    storage: { ...storage, lower: null, upper: null },
  }))).toMatchObject([{
    rateNote: "one period: no interval",
    perDatapoint: 3,
    blocksPerDatapoint: 1.5,
  }]);
  expect(growthRows(measuredWith({ storage: null }))).toEqual([]);
});
