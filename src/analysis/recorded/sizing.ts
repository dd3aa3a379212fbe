/**
 * Sizing: machine requirements for a load of datapoints and log lines, fitted to runs that passed.
 *
 * The model is the one Canonical published for COS Lite: disk grows linearly with both loads, Prometheus's cpu and
 * memory linearly with datapoints, Loki's level off with log lines; other services take a fixed share.
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
import type { RunByName } from "./runs_by_name.ts";

/** A run as a point of a fit. */
export interface SizingPoint {
  readonly run_id: string;
  readonly verdict: string;
  readonly x: number;
  readonly y: number;
}

/** The load and the resource that a fit relates. */
export interface SizingAxes {
  readonly name: string;
  /** Reported metric of the load, per minute, and its label. */
  readonly load: string;
  readonly loadLabel: string;
  /** Unit of the resource. */
  readonly unit: string;
  /** Returns the resource use of a run; null if not recorded. */
  readonly taken: (run: RunByName) => number | null;
}

/** One fitted curve. */
export interface SizingFit extends SizingAxes {
  readonly equation: string;
  /** By name, in the units of the equation. */
  readonly coefficients: Readonly<Record<string, Estimate>>;
  readonly r2: number;
  readonly n: number;
  readonly points: readonly SizingPoint[];
  /** Predicts the mean of runs at a load, with its 95 % interval; single runs vary more. */
  readonly predict: (x: number) => Estimate;
}

/** The fits of all resources. */
export interface SizingModel {
  /** Disk [GiB/day] from log lines/min, in runs with hardly any metrics. */
  readonly diskOfLogs: SizingFit;
  /** Disk [GiB/day] from datapoints/min, less the predicted share of the logs. */
  readonly diskOfMetrics: SizingFit;
  /** Loki's cpus and memory [GB] from log lines/min. */
  readonly lokiCpu: SizingFit;
  readonly lokiMemory: SizingFit;
  /** Prometheus's cpus and memory [GB] from datapoints/min. */
  readonly prometheusCpu: SizingFit;
  readonly prometheusMemory: SizingFit;
  /** Loads of the fitted runs; predictions outside of them are extrapolated. */
  readonly loads: readonly SizingLoad[];
}

/** Loads per minute: reported metric and label. */
const metrics = { load: "datapoints_rate", loadLabel: "Datapoints" };
const logs = { load: "log_lines_rate", loadLabel: "Log lines" };

/** Selects runs on one kind of machine with an ssd whose verdict is exactly `PASS`, as the published fits did. */
export function passedOn(
  runs: readonly RunByName[],
  { cpus, memoryGb }: { readonly cpus: number; readonly memoryGb: number },
): RunByName[] {
  return runs.filter((run) =>
    run.verdict_text === "PASS" && run.setting("disk_type") === "ssd" &&
    run.number("cpus") === cpus && run.number("memory", "GB") === memoryGb
  );
}

/**
 * Fits the model to runs of one machine (`passedOn`). `diskOfLogs`: under 1,000 datapoints/min and Loki 2.9.2. Loki's
 * curves: Loki 2.9.2 and 12 hours or more. Runs that lack a value are left out of its fits; `n` counts the others.
 */
export function fitSizing(passed: readonly RunByName[]): SizingModel {
  const newLoki = passed.filter((run) =>
    run.setting("loki_version") === "2.9.2"
  );
  const steady = newLoki.filter((run) =>
    (run.number("duration", "h") ?? 0) >= 12
  );
  const logsOnly = newLoki.filter((run) =>
    (run.number(metrics.load, "1/min") ?? Infinity) < 1000
  );
  const disk = reportedIn("storage_rate", "GiB/day");
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
      taken: reportedIn("loki_pod_cpu", "cpu"),
    }),
    lokiMemory: fitCurve(steady, {
      name: "memory of Loki",
      ...logs,
      unit: "GB",
      taken: reportedIn("loki_pod_memory", "GB"),
    }),
    prometheusCpu: fitLine(passed, {
      name: "cpu of Prometheus",
      ...metrics,
      unit: "cpus",
      taken: reportedIn("prom_pod_cpu", "cpu"),
    }),
    prometheusMemory: fitLine(passed, {
      name: "memory of Prometheus",
      ...metrics,
      unit: "GB",
      taken: reportedIn("prom_pod_memory", "GB"),
    }),
    loads: sizingLoads(passed),
  };
}

function reportedIn(name: string, unit: string): SizingAxes["taken"] {
  return (run) => run.number(name, unit);
}

/** Converts runs to points of a fit, whether fitted or not; runs that lack either value are left out. */
export function sizingPoints(
  runs: readonly RunByName[],
  { load, taken }: SizingAxes,
): SizingPoint[] {
  return runs.flatMap((run) => {
    const [x, y] = [run.number(load, "1/min"), taken(run)];
    const { run_id, verdict } = run;
    return x === null || y === null ? [] : [{ run_id, verdict, x, y }];
  });
}

function fitLine(runs: readonly RunByName[], axes: SizingAxes): SizingFit {
  const points = sizingPoints(runs, axes);
  const fit = leastSquares(
    { load: points.map(({ x }) => x) },
    points.map(({ y }) => y),
  );
  const term = (wanted: string): Estimate => {
    const fitted = fit.terms.find(({ name }) => name === wanted);
    return toEstimate(fitted?.estimate ?? NaN, {
      lower: fitted?.lower ?? null,
      upper: fitted?.upper ?? null,
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

function fitCurve(runs: readonly RunByName[], axes: SizingAxes): SizingFit {
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
      const { predictions: [interval] } = arctangentIntervals(
        loads,
        taken,
        fit,
        {
          at: [x],
        },
      );
      return toEstimate(
        fit.a + fit.b * Math.atan(fit.c * x),
        interval ?? { lower: null, upper: null },
      );
    },
  };
}

function toEstimate(value: number, { lower, upper }: Interval): Estimate {
  return { value, lower, upper };
}

/** Segments of a drawn curve. */
const CURVE_STEPS = 50;

/** Returns the curve of a fit and its interval at evenly spaced loads, from 0 to the highest load run. */
export function sizingCurve(
  { points, predict }: SizingFit,
): ({ readonly x: number } & Estimate)[] {
  const highest = Math.max(...points.map(({ x }) => x));
  return Array.from({ length: CURVE_STEPS + 1 }, (_, i) => {
    const x = highest * i / CURVE_STEPS;
    return { x, ...predict(x) };
  });
}

/** Fixed resources of other services, whatever the load: published constants, not fitted. */
export interface FixedShare {
  readonly cpu: number;
  readonly memoryGb: number;
}

/** The requirements of one load. */
export interface SizingRow extends SizingLoad {
  /** With the margin, rounded up to whole units as machines are bought. */
  readonly cpu: number;
  readonly memoryGb: number;
  readonly diskGibPerDay: number;
  /** The same before rounding, with the intervals of the fits; the fixed share and the margin count as exact. */
  readonly estimates: {
    readonly cpu: Estimate;
    readonly memoryGb: Estimate;
    readonly diskGibPerDay: Estimate;
  };
}

/** Options of `sizingTable`. */
export interface SizingOptions {
  readonly fixed: FixedShare;
  /** Added on top, 1 = 100 %. @default {0.1} */
  readonly margin?: number;
}

/** Returns the requirements of each load, margin added. `placeOf()` checks whether a load lies within the runs. */
export function sizingTable(
  model: SizingModel,
  loads: readonly SizingLoad[],
  { fixed, margin = 0.1 }: SizingOptions,
): SizingRow[] {
  const constant = (value: number): Estimate =>
    toEstimate(value, { lower: value, upper: value });
  const withMargin = (...parts: readonly Estimate[]): Estimate => {
    const { value, lower, upper } = sumOf(parts);
    const factor = 1 + margin;
    return {
      value: value * factor,
      lower: lower === null ? null : lower * factor,
      upper: upper === null ? null : upper * factor,
    };
  };
  // Twelve digits hide binary rounding errors: 70 * 1.1 is 77.00000000000001.
  const whole = ({ value }: Estimate) =>
    Math.ceil(Number(value.toPrecision(12)));
  return loads.map(({ datapoints, logLines }) => {
    const estimates = {
      cpu: withMargin(
        model.lokiCpu.predict(logLines),
        model.prometheusCpu.predict(datapoints),
        constant(fixed.cpu),
      ),
      memoryGb: withMargin(
        model.lokiMemory.predict(logLines),
        model.prometheusMemory.predict(datapoints),
        constant(fixed.memoryGb),
      ),
      diskGibPerDay: withMargin(
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
 * Adds independent estimates: the distances of the bounds add in quadrature (Zou and Donner, Statistics in Medicine
 * 27, 2008: MOVER). Ignores the correlation of fits that share runs.
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
