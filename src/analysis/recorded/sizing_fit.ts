/** Fits the use of a resource to a load: a line, or a curve that levels off. */
import type { Estimate } from "../../record/mod.ts";
import {
  arctangentIntervals,
  arctangentPredictions,
  fitArctangent,
  INTERCEPT,
  type Interval,
  leastSquares,
  predict,
} from "../../statistics/mod.ts";
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

/** Fits a straight line to the points of the runs. */
export function fitLine(
  runs: readonly RunByName[],
  axes: SizingAxes,
): SizingFit {
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

/** Fits a curve that levels off to the points of the runs. */
export function fitCurve(
  runs: readonly RunByName[],
  axes: SizingAxes,
): SizingFit {
  const points = sizingPoints(runs, axes);
  const [loads, taken] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const fit = fitArctangent(loads, taken);
  const intervals = arctangentIntervals(loads, taken, fit);
  const predictAt = (x: number): Estimate => {
    const [interval] = arctangentPredictions(loads, taken, fit, { at: [x] });
    return toEstimate(
      fit.a + fit.b * Math.atan(fit.c * x),
      interval ?? { lower: null, upper: null },
    );
  };
  // An interval takes long, and the rows of tables and curves have one of their two loads in common.
  const known = new Map<number, Estimate>();
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
      const estimate = known.get(x) ?? predictAt(x);
      known.set(x, estimate);
      return estimate;
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
