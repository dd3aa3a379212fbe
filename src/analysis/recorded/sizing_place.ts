/** Locates a load among the runs: inside or outside their convex hull, and the verdicts of the nearest runs. */
import { withinHull } from "../../statistics/mod.ts";
import type { RunByName } from "./runs_by_name.ts";

/** Both loads of a machine, per minute. */
export interface SizingLoad {
  readonly datapoints: number;
  readonly logLines: number;
}

/** The location of a load among the runs. */
export interface SizingPlace {
  /** True if the load lies within the convex hull of the fitted loads; outside, a fit extrapolates. */
  readonly within: boolean;
  /** Number of runs as near as the third nearest or nearer, and how many of them failed. */
  readonly nearest: number;
  readonly nearestFailed: number;
}

/** Minimum number of nearest runs; more if several are equally far. */
const MIN_NEAREST_RUNS = 3;

/** Returns the loads of the runs that record both. */
export function sizingLoads(runs: readonly RunByName[]): SizingLoad[] {
  return runs.flatMap((run) => loadOf(run) ?? []);
}

/**
 * Locates a load within `fitted`, the loads of a fit, and counts the nearest of `runs` that passed or failed. Distances
 * are relative to the largest load of each axis.
 */
export function placeOf(
  { datapoints, logLines }: SizingLoad,
  { fitted, runs }: {
    readonly fitted: readonly SizingLoad[];
    readonly runs: readonly RunByName[];
  },
): SizingPlace {
  const decided = runs.flatMap((run) => {
    const load = loadOf(run);
    return load !== null && (run.verdict === "pass" || run.verdict === "fail")
      ? [{ load, failed: run.verdict === "fail" }]
      : [];
  });
  const largest = {
    datapoints: Math.max(1, ...decided.map(({ load }) => load.datapoints)),
    logLines: Math.max(1, ...decided.map(({ load }) => load.logLines)),
  };
  const sorted = decided.map(({ load, failed }) => ({
    failed,
    distance: Math.hypot(
      (load.datapoints - datapoints) / largest.datapoints,
      (load.logLines - logLines) / largest.logLines,
    ),
  })).toSorted((a, b) => a.distance - b.distance);
  const farthest = (sorted[MIN_NEAREST_RUNS - 1] ?? sorted.at(-1))?.distance ??
    0;
  const nearest = sorted.filter(({ distance }) => distance <= farthest);
  return {
    within: withinHull(
      fitted.map((load) => [load.datapoints, load.logLines]),
      [datapoints, logLines],
    ),
    nearest: nearest.length,
    nearestFailed: nearest.filter(({ failed }) => failed).length,
  };
}

function loadOf(run: RunByName): SizingLoad | null {
  const datapoints = run.number("datapoints_rate", "1/min");
  const logLines = run.number("log_lines_rate", "1/min");
  return datapoints === null || logLines === null
    ? null
    : { datapoints, logLines };
}
