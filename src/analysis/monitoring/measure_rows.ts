/** Rows of the tables of measures of `monitoring-load`: queries, drift, storage. */
import { formatPercent, formatValue } from "../../record/mod.ts";
import { rangeText } from "../overview/bound_format.ts";
import type { Drift } from "../series/drift.ts";
import type { Outage } from "../series/outages.ts";
import { blocksOf } from "./configurations.ts";
import type { MonitoringMeasures } from "./monitoring_measures.ts";
import type { MonitoringRun } from "./monitoring_runs.ts";
import type { QueryStatistics } from "./query_statistics.ts";

/** A run that enters statistics, with its measures. */
export interface MeasuredMonitoringRun {
  readonly run: MonitoringRun;
  readonly measures: MonitoringMeasures;
}

/** Returns the runs that enter statistics. */
export function measuredMonitoringRuns(
  runs: readonly MonitoringRun[],
): MeasuredMonitoringRun[] {
  return runs.flatMap((run) =>
    run.measures === null || run.status !== "ok"
      ? []
      : [{ run, measures: run.measures }]
  );
}

/** What every row says of its run. */
export interface RunRow {
  readonly run: MonitoringRun;
  /** Datapoints a second, as configured. */
  readonly load: number;
}

/** Returns what every row says of its run. */
export function toRunRow({ run, measures }: MeasuredMonitoringRun): RunRow {
  return { run, load: measures.nominal };
}

/** An outage of the server under load. */
export interface OutageRow extends RunRow, Outage {
  /** Phase in which it was over, or in which it was last seen. */
  readonly phase: "warm-up" | "measure" | "cool-down";
}

/** Returns the outages of all runs, those before and after the phase `measure` included. */
export function outageRows(
  measured: readonly MeasuredMonitoringRun[],
): OutageRow[] {
  return measured.flatMap((one) => {
    const { outages, warm_up_outages, late_outages } = one.measures;
    const rowsOf = (
      phase: OutageRow["phase"],
      outages: readonly Outage[],
    ): OutageRow[] =>
      outages.map((outage) => ({ ...toRunRow(one), ...outage, phase }));
    return [
      ...rowsOf("warm-up", warm_up_outages),
      ...rowsOf("measure", outages),
      ...rowsOf("cool-down", late_outages),
    ];
  });
}

/** The queries of one kind of one run; latencies in seconds. */
export interface QueryRow extends RunRow, QueryStatistics {
  readonly kind: "incremental" | "big";
  /** Share that failed, and its interval, or why there is none. */
  readonly failedShare: number | null;
  readonly failedNote: string;
  /** `12 × failed: 503`: the most frequent failure; null for none. */
  readonly worst: string | null;
}

/** Returns a row for each run and kind of query that was due. */
export function queryRows(
  measured: readonly MeasuredMonitoringRun[],
): QueryRow[] {
  return measured.flatMap((one) =>
    (["incremental", "big"] as const).flatMap((kind) => {
      const statistics = one.measures[kind];
      const [worst] = statistics.failures;
      return statistics.attempted === 0 ? [] : [{
        ...toRunRow(one),
        ...statistics,
        kind,
        failedShare: statistics.failed.share,
        failedNote: describeInterval(statistics),
        worst: worst ? `${worst.n} × ${worst.text}` : null,
      }];
    })
  );
}

/** A run as a point of a chart: datapoints a minute, milliseconds. */
export interface LatencyPoint {
  readonly x: number;
  readonly y: number;
  readonly verdict: string;
}

/** Returns the median latency of the incremental query by load. */
export function medianLatencies(queries: readonly QueryRow[]): LatencyPoint[] {
  return queries.flatMap(({ kind, load, p50, run }) =>
    kind === "incremental" && p50 !== null
      ? [{ x: load * 60, y: p50 * 1000, verdict: run.verdict }]
      : []
  );
}

function describeInterval({ failed }: QueryStatistics): string {
  const { share, lower, upper, reason } = failed;
  if (share === null) return "";
  if (lower === null || upper === null) {
    return share === 0 ? "" : `no interval: ${reason}`;
  }
  return rangeText(formatPercent(lower, 1), formatPercent(upper, 1));
}

/** The drift of one metric over one run. */
export interface DriftRow extends RunRow {
  readonly seconds: number;
  /** Flushes of the head, and their period: `blocks of 2 h`. */
  readonly flushes: number | null;
  readonly blocks: string;
  readonly metric: "memory" | "incremental latency";
  /** Slope with its unit, and its 95 % interval. */
  readonly slope: string;
  readonly range: string;
  readonly n: number;
  readonly verdict: Drift["verdict"];
}

/** Returns a row for each drift that could be estimated. */
export function driftRows(
  measured: readonly MeasuredMonitoringRun[],
): DriftRow[] {
  return measured.flatMap((one) => {
    const { memory_drift, latency_drift, seconds, flushes } = one.measures;
    const blocks = `blocks of ${blocksOf(one.run)}`;
    const row = { ...toRunRow(one), seconds, flushes, blocks };
    return [
      ...memory_drift
        ? [{ ...row, ...describeDrift(memory_drift, memory) }]
        : [],
      ...latency_drift
        ? [{ ...row, ...describeDrift(latency_drift, latency) }]
        : [],
    ];
  });
}

interface DriftUnit {
  readonly metric: DriftRow["metric"];
  readonly unit: string;
  /** Slopes are stored by the second. */
  readonly factor: number;
}
const memory: DriftUnit = {
  metric: "memory",
  unit: "MiB/h",
  factor: 3600 / 2 ** 20,
};
const latency: DriftUnit = {
  metric: "incremental latency",
  unit: "ms/h",
  factor: 3600e3,
};

function describeDrift(
  { slope, lower, upper, n, verdict }: Drift,
  { metric, unit, factor }: DriftUnit,
) {
  const format = (value: number | null) =>
    value === null ? "–" : formatValue(value * factor, "", { digits: 3 });
  return {
    metric,
    slope: `${format(slope)} ${unit}`,
    range: rangeText(format(lower), format(upper)),
    n,
    verdict,
  };
}

/** The growth of the data folder in one run, in bytes a second. */
export interface GrowthRow extends RunRow {
  readonly blocks: string;
  /** Whole flush periods. */
  readonly periods: number;
  readonly rate: number;
  /** 95 % interval in GiB a day, or why there is none. */
  readonly rateNote: string;
  /** Bytes for each datapoint ingested, and those of them in blocks; null where not known. */
  readonly perDatapoint: number | null;
  readonly blocksPerDatapoint: number | null;
}

/** Returns a row for each run that saw a whole flush period. */
export function growthRows(
  measured: readonly MeasuredMonitoringRun[],
): GrowthRow[] {
  return measured.flatMap((one) => {
    const { storage, ingested } = one.measures;
    if (!storage) return [];
    const { periods, rate, lower, upper } = storage;
    const perDatapoint = (bytes: number | null) =>
      bytes === null || !ingested ? null : bytes / ingested;
    const format = (bytes: number) =>
      formatValue(bytes, "GiB/day", { digits: 3 });
    return [{
      ...toRunRow(one),
      periods,
      rate,
      blocks: blocksOf(one.run),
      rateNote: lower === null || upper === null
        ? "one period: no interval"
        : rangeText(format(lower), format(upper)),
      perDatapoint: perDatapoint(rate),
      blocksPerDatapoint: perDatapoint(storage.blocks),
    }];
  });
}
