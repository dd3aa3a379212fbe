/**
 * Sizing: what a machine must have for a load of datapoints and log lines, fitted to runs that passed.
 *
 * The model is the one Canonical published for COS Lite: disk grows in a straight line with both loads, Prometheus's cpu
 * and memory in a straight line with datapoints, Loki's level off with log lines; other services take a fixed share.
 */
import {
  fitArctangent,
  INTERCEPT,
  type LeastSquares,
  leastSquares,
} from "../statistics/mod.ts";
import type { WideRun } from "./wide_runs.ts";

/** A run as a point of a fit. */
export interface SizingPoint {
  readonly run_id: string;
  readonly x: number;
  readonly y: number;
}

/** One fitted curve. */
export interface SizingFit {
  readonly name: string;
  readonly equation: string;
  /** By name, in the units of the equation. */
  readonly coefficients: Readonly<Record<string, number>>;
  readonly r2: number;
  readonly n: number;
  readonly points: readonly SizingPoint[];
  readonly predict: (x: number) => number;
}

export interface SizingModel {
  /** Disk [GiB/day] from log lines/min, in runs with hardly any metrics. */
  readonly diskOfLogs: SizingFit;
  /** Disk [GiB/day] from datapoints/min, the logs' share taken off. */
  readonly diskOfMetrics: SizingFit;
  /** Loki's cpus and memory [GB] from log lines/min. */
  readonly lokiCpu: SizingFit;
  readonly lokiMemory: SizingFit;
  /** Prometheus's cpus and memory [GB] from datapoints/min. */
  readonly prometheusCpu: SizingFit;
  readonly prometheusMemory: SizingFit;
}

/** Reported metrics of the loads, per minute. */
const METRICS = "datapoints_rate";
const LOGS = "log_lines_rate";

/** Runs on one kind of machine with an ssd whose verdict is plainly `PASS`: what the published fits were made from. */
export function passedOn(
  runs: readonly WideRun[],
  { cpus, memoryGb }: { readonly cpus: number; readonly memoryGb: number },
): WideRun[] {
  return runs.filter((run) =>
    run.verdict_text === "PASS" && run.setting("disk_type") === "ssd" &&
    run.number("cpus") === cpus && run.number("memory", "GB") === memoryGb
  );
}

/**
 * Fits the model to runs of one machine (`passedOn`). Logs alone: under 1,000 datapoints/min and Loki 2.9.2. Loki's curves:
 * Loki 2.9.2 and 12 hours or more. A run that lacks a figure is left out of the fits that need it; `n` says how many remain.
 */
export function fitSizing(passed: readonly WideRun[]): SizingModel {
  const newLoki = passed.filter((run) =>
    run.setting("loki_version") === "2.9.2"
  );
  const steady = newLoki.filter((run) =>
    (run.number("duration", "h") ?? 0) >= 12
  );
  const logsOnly = newLoki.filter((run) =>
    (run.number(METRICS, "1/min") ?? Infinity) < 1000
  );
  const disk = (run: WideRun) => run.number("storage_rate", "GiB/day");
  const diskOfLogs = fitLine(
    "disk of log lines",
    pointsOf(logsOnly, LOGS, disk),
  );
  const rest = (run: WideRun) => {
    const [total, logs] = [disk(run), run.number(LOGS, "1/min")];
    return total === null || logs === null
      ? null
      : total - diskOfLogs.predict(logs);
  };
  const figure = (name: string, unit: string) => (run: WideRun) =>
    run.number(name, unit);
  return {
    diskOfLogs,
    diskOfMetrics: fitLine(
      "disk of datapoints",
      pointsOf(passed, METRICS, rest),
    ),
    lokiCpu: fitCurve(
      "cpu of Loki",
      pointsOf(steady, LOGS, figure("loki_pod_cpu", "cpu")),
    ),
    lokiMemory: fitCurve(
      "memory of Loki",
      pointsOf(steady, LOGS, figure("loki_pod_memory", "GB")),
    ),
    prometheusCpu: fitLine(
      "cpu of Prometheus",
      pointsOf(passed, METRICS, figure("prom_pod_cpu", "cpu")),
    ),
    prometheusMemory: fitLine(
      "memory of Prometheus",
      pointsOf(passed, METRICS, figure("prom_pod_memory", "GB")),
    ),
  };
}

function pointsOf(
  runs: readonly WideRun[],
  load: string,
  y: (run: WideRun) => number | null,
): SizingPoint[] {
  return runs.flatMap((run) => {
    const [x, value] = [run.number(load, "1/min"), y(run)];
    return x === null || value === null
      ? []
      : [{ run_id: run.run_id, x, y: value }];
  });
}

function fitLine(name: string, points: readonly SizingPoint[]): SizingFit {
  const fit: LeastSquares = leastSquares(
    { load: points.map(({ x }) => x) },
    points.map(({ y }) => y),
  );
  const estimate = (term: string) =>
    fit.terms.find(({ name }) => name === term)?.estimate ?? 0;
  const [intercept, slope] = [estimate(INTERCEPT), estimate("load")];
  return {
    name,
    equation: "intercept + slope x load",
    coefficients: { intercept, slope },
    r2: fit.r2,
    n: fit.n,
    points,
    predict: (x) => intercept + slope * x,
  };
}

function fitCurve(name: string, points: readonly SizingPoint[]): SizingFit {
  const { a, b, c, r2, n } = fitArctangent(
    points.map(({ x }) => x),
    points.map(({ y }) => y),
  );
  return {
    name,
    equation: "intercept + height x atan(steepness x load)",
    coefficients: { intercept: a, height: b, steepness: c },
    r2,
    n,
    points,
    predict: (x) => a + b * Math.atan(c * x),
  };
}

/** What other services take whatever the load: the published constants, which no fit gives. */
export interface FixedShare {
  readonly cpu: number;
  readonly memoryGb: number;
}

export interface SizingRow {
  /** Datapoints and log lines a minute. */
  readonly datapoints: number;
  readonly logLines: number;
  readonly cpu: number;
  readonly memoryGb: number;
  readonly diskGibPerDay: number;
  /** A load above all that was run: a guess, not a measurement. */
  readonly extrapolated: boolean;
}

export interface SizingOptions {
  readonly fixed: FixedShare;
  /** Added on top, 1 = 100 %. @default {0.1} */
  readonly margin?: number;
}

/** Needs of each load with the margin added, rounded up to whole units as machines are bought. */
export function sizingTable(
  model: SizingModel,
  loads: readonly { readonly datapoints: number; readonly logLines: number }[],
  { fixed, margin = 0.1 }: SizingOptions,
): SizingRow[] {
  const highest = (fit: SizingFit) => Math.max(...fit.points.map(({ x }) => x));
  const withMargin = (value: number) => Math.ceil(value * (1 + margin));
  return loads.map(({ datapoints, logLines }) => ({
    datapoints,
    logLines,
    cpu: withMargin(
      model.lokiCpu.predict(logLines) +
        model.prometheusCpu.predict(datapoints) + fixed.cpu,
    ),
    memoryGb: withMargin(
      model.lokiMemory.predict(logLines) +
        model.prometheusMemory.predict(datapoints) + fixed.memoryGb,
    ),
    diskGibPerDay: withMargin(
      model.diskOfLogs.predict(logLines) +
        model.diskOfMetrics.predict(datapoints),
    ),
    extrapolated: datapoints > highest(model.prometheusMemory) ||
      logLines > highest(model.lokiMemory),
  }));
}
