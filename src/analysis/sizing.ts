/**
 * Sizing: what a machine must have for a load of datapoints and log lines, fitted to runs that passed.
 *
 * The model is the one Canonical published for COS Lite: disk grows in a straight line with both loads, Prometheus's cpu
 * and memory in a straight line with datapoints, Loki's level off with log lines; other services take a fixed share.
 */
import { fitArctangent, INTERCEPT, leastSquares } from "../statistics/mod.ts";
import type { WideRun } from "./wide_runs.ts";

/** A run as a point of a fit. */
export interface SizingPoint {
  readonly run_id: string;
  readonly verdict: string;
  readonly x: number;
  readonly y: number;
}

/** What a fit is of. */
export interface SizingAxes {
  readonly name: string;
  /** Reported metric of the load, per minute, and what to call it. */
  readonly load: string;
  readonly loadLabel: string;
  /** Unit of what the load takes. */
  readonly unit: string;
  /** What a run took; null when it does not say. */
  readonly taken: (run: WideRun) => number | null;
}

/** One fitted curve. */
export interface SizingFit extends SizingAxes {
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

/** Loads, per minute: the reported metric and what to call it. */
const metrics = { load: "datapoints_rate", loadLabel: "Datapoints" };
const logs = { load: "log_lines_rate", loadLabel: "Log lines" };

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
    (run.number(metrics.load, "1/min") ?? Infinity) < 1000
  );
  const disk = figure("storage_rate", "GiB/day");
  const diskOfLogs = fitLine(logsOnly, {
    name: "disk of log lines",
    ...logs,
    unit: "GiB/day",
    taken: disk,
  });
  return {
    diskOfLogs,
    diskOfMetrics: fitLine(passed, {
      name: "disk of datapoints",
      ...metrics,
      unit: "GiB/day",
      taken: (run) => {
        const [total, lines] = [disk(run), run.number(logs.load, "1/min")];
        return total === null || lines === null
          ? null
          : total - diskOfLogs.predict(lines);
      },
    }),
    lokiCpu: fitCurve(steady, {
      name: "cpu of Loki",
      ...logs,
      unit: "cpus",
      taken: figure("loki_pod_cpu", "cpu"),
    }),
    lokiMemory: fitCurve(steady, {
      name: "memory of Loki",
      ...logs,
      unit: "GB",
      taken: figure("loki_pod_memory", "GB"),
    }),
    prometheusCpu: fitLine(passed, {
      name: "cpu of Prometheus",
      ...metrics,
      unit: "cpus",
      taken: figure("prom_pod_cpu", "cpu"),
    }),
    prometheusMemory: fitLine(passed, {
      name: "memory of Prometheus",
      ...metrics,
      unit: "GB",
      taken: figure("prom_pod_memory", "GB"),
    }),
  };
}

function figure(name: string, unit: string): SizingAxes["taken"] {
  return (run) => run.number(name, unit);
}

/** Runs as points of a fit, whether they took part in it or not; runs that lack a figure are left out. */
export function sizingPoints(
  runs: readonly WideRun[],
  { load, taken }: SizingAxes,
): SizingPoint[] {
  return runs.flatMap((run) => {
    const [x, y] = [run.number(load, "1/min"), taken(run)];
    const { run_id, verdict } = run;
    return x === null || y === null ? [] : [{ run_id, verdict, x, y }];
  });
}

function fitLine(runs: readonly WideRun[], axes: SizingAxes): SizingFit {
  const points = sizingPoints(runs, axes);
  const fit = leastSquares(
    { load: points.map(({ x }) => x) },
    points.map(({ y }) => y),
  );
  const estimate = (term: string) =>
    fit.terms.find(({ name }) => name === term)?.estimate ?? 0;
  const [intercept, slope] = [estimate(INTERCEPT), estimate("load")];
  return {
    ...axes,
    equation: "intercept + slope x load",
    coefficients: { intercept, slope },
    r2: fit.r2,
    n: fit.n,
    points,
    predict: (x) => intercept + slope * x,
  };
}

function fitCurve(runs: readonly WideRun[], axes: SizingAxes): SizingFit {
  const points = sizingPoints(runs, axes);
  const { a, b, c, r2, n } = fitArctangent(
    points.map(({ x }) => x),
    points.map(({ y }) => y),
  );
  return {
    ...axes,
    equation: "intercept + height x atan(steepness x load)",
    coefficients: { intercept: a, height: b, steepness: c },
    r2,
    n,
    points,
    predict: (x) => a + b * Math.atan(c * x),
  };
}

/** The curve of a fit at evenly spaced loads, from nothing to the highest that was run. */
export function sizingCurve(
  { points, predict }: SizingFit,
): { readonly x: number; readonly value: number }[] {
  const highest = Math.max(...points.map(({ x }) => x));
  return Array.from({ length: 101 }, (_, i) => {
    const x = highest * i / 100;
    return { x, value: predict(x) };
  });
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
  // Twelve digits: 70 with a tenth on top is 77, not the 77.00000000000001 of binary fractions.
  const withMargin = (value: number) =>
    Math.ceil(Number((value * (1 + margin)).toPrecision(12)));
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
