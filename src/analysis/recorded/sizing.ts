/**
 * Sizing: what a machine must have for a load of datapoints and log lines, fitted to runs that passed.
 *
 * The model is the one Canonical published for COS Lite: disk grows in a straight line with both loads, Prometheus's cpu
 * and memory in a straight line with datapoints, Loki's level off with log lines; other services take a fixed share.
 */
import type { Estimate } from "../../record/mod.ts";
import {
  arctangentIntervals,
  fitArctangent,
  INTERCEPT,
  type Interval,
  leastSquares,
  predict,
} from "../../statistics/mod.ts";
import { type SizingLoad, sizingLoads } from "./sizing_place.ts";
import type { WideRun } from "./runs_by_name.ts";

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
  readonly coefficients: Readonly<Record<string, Estimate>>;
  readonly r2: number;
  readonly n: number;
  readonly points: readonly SizingPoint[];
  /** The mean of such runs at a load, with its 95 % interval; a single run lies farther off. */
  readonly predict: (x: number) => Estimate;
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
  /** Loads of the runs that the fits were made from: what lies outside of them is a guess. */
  readonly loads: readonly SizingLoad[];
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
          : total - diskOfLogs.predict(lines).value;
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
    loads: sizingLoads(passed),
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
  const term = (wanted: string): Estimate => {
    const found = fit.terms.find(({ name }) => name === wanted);
    return toEstimate(found?.estimate ?? NaN, {
      lower: found?.lower ?? null,
      upper: found?.upper ?? null,
    });
  };
  return {
    ...axes,
    equation: "intercept + slope x load",
    coefficients: { intercept: term(INTERCEPT), slope: term("load") },
    r2: fit.r2,
    n: fit.n,
    points,
    predict: (x) => predict(fit, { load: x }),
  };
}

function fitCurve(runs: readonly WideRun[], axes: SizingAxes): SizingFit {
  const points = sizingPoints(runs, axes);
  const [loads, taken] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const fit = fitArctangent(loads, taken);
  const intervals = arctangentIntervals(loads, taken, fit);
  return {
    ...axes,
    equation: "intercept + height x atan(steepness x load)",
    coefficients: {
      intercept: toEstimate(fit.a, intervals.a),
      height: toEstimate(fit.b, intervals.b),
      steepness: toEstimate(fit.c, intervals.c),
    },
    r2: fit.r2,
    n: fit.n,
    points,
    predict: (x) => {
      const { predictions: [found] } = arctangentIntervals(loads, taken, fit, {
        at: [x],
      });
      return toEstimate(
        fit.a + fit.b * Math.atan(fit.c * x),
        found ?? { lower: null, upper: null },
      );
    },
  };
}

function toEstimate(value: number, { lower, upper }: Interval): Estimate {
  return { value, lower, upper };
}

/** Pieces that a drawn curve is made of. */
const CURVE_STEPS = 50;

/** The curve of a fit and its interval at evenly spaced loads, from nothing to the highest that was run. */
export function sizingCurve(
  { points, predict }: SizingFit,
): ({ readonly x: number } & Estimate)[] {
  const highest = Math.max(...points.map(({ x }) => x));
  return Array.from({ length: CURVE_STEPS + 1 }, (_, i) => {
    const x = highest * i / CURVE_STEPS;
    return { x, ...predict(x) };
  });
}

/** What other services take whatever the load: the published constants, which no fit gives. */
export interface FixedShare {
  readonly cpu: number;
  readonly memoryGb: number;
}

export interface SizingRow extends SizingLoad {
  /** What is needed with the margin, rounded up to whole units as machines are bought. */
  readonly cpu: number;
  readonly memoryGb: number;
  readonly diskGibPerDay: number;
  /** The same before it is rounded up, with the intervals of the fits; the fixed share and the margin have none. */
  readonly estimates: {
    readonly cpu: Estimate;
    readonly memoryGb: Estimate;
    readonly diskGibPerDay: Estimate;
  };
}

export interface SizingOptions {
  readonly fixed: FixedShare;
  /** Added on top, 1 = 100 %. @default {0.1} */
  readonly margin?: number;
}

/** Needs of each load with the margin added. Whether it lies within the runs tells `placeOf`. */
export function sizingTable(
  model: SizingModel,
  loads: readonly SizingLoad[],
  { fixed, margin = 0.1 }: SizingOptions,
): SizingRow[] {
  const constant = (value: number): Estimate =>
    toEstimate(value, { lower: value, upper: value });
  const need = (...parts: readonly Estimate[]): Estimate => {
    const { value, lower, upper } = sumOf(parts);
    const factor = 1 + margin;
    return {
      value: value * factor,
      lower: lower === null ? null : lower * factor,
      upper: upper === null ? null : upper * factor,
    };
  };
  // Twelve digits: 70 with a tenth on top is 77, not the 77.00000000000001 of binary fractions.
  const whole = ({ value }: Estimate) =>
    Math.ceil(Number(value.toPrecision(12)));
  return loads.map(({ datapoints, logLines }) => {
    const estimates = {
      cpu: need(
        model.lokiCpu.predict(logLines),
        model.prometheusCpu.predict(datapoints),
        constant(fixed.cpu),
      ),
      memoryGb: need(
        model.lokiMemory.predict(logLines),
        model.prometheusMemory.predict(datapoints),
        constant(fixed.memoryGb),
      ),
      diskGibPerDay: need(
        model.diskOfLogs.predict(logLines),
        model.diskOfMetrics.predict(datapoints),
      ),
    };
    return {
      datapoints,
      logLines,
      cpu: whole(estimates.cpu),
      memoryGb: whole(estimates.memoryGb),
      diskGibPerDay: whole(estimates.diskGibPerDay),
      estimates,
    };
  });
}

/**
 * A sum of independent estimates: distances of the bounds add up by their squares (Zou and Donner, Statistics in Medicine 27,
 * 2008: MOVER). The fits share runs, which it leaves out.
 */
function sumOf(parts: readonly Estimate[]): Estimate {
  const value = parts.reduce((sum, part) => sum + part.value, 0);
  const distance = (side: "lower" | "upper"): number | null => {
    let squares = 0;
    for (const part of parts) {
      const bound = part[side];
      if (bound === null) return null;
      squares += (bound - part.value) ** 2;
    }
    return Math.sqrt(squares);
  };
  const [below, above] = [distance("lower"), distance("upper")];
  return {
    value,
    lower: below === null ? null : value - below,
    upper: above === null ? null : value + above,
  };
}
