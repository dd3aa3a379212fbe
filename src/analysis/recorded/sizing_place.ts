/** Where a load lies among the runs: whether they surround it, and how the nearest of them ended. */
import { withinHull } from "../../statistics/mod.ts";
import type { WideRun } from "./runs_by_name.ts";

/** Both loads of a machine, a minute. */
export interface SizingLoad {
  readonly datapoints: number;
  readonly logLines: number;
}

/** A load among the runs. */
export interface SizingPlace {
  /** Whether it lies within the convex hull of the loads that were run, both axes together; beyond it a fit is a guess. */
  readonly within: boolean;
  /** Runs whose loads are nearest, all that are no farther than the third, and how many of them failed. */
  readonly nearest: number;
  readonly nearestFailed: number;
}

/** Fewest runs that count as the nearest. */
const NEAREST = 3;

/** Loads of runs that record both. */
export function sizingLoads(runs: readonly WideRun[]): SizingLoad[] {
  return runs.flatMap((run) => loadOf(run) ?? []);
}

/**
 * Tells for a load whether `fitted`, the loads that a fit was made from, surround it, and how the nearest runs of the machine
 * with a verdict ended: distances in shares of the largest load of each axis.
 */
export function placeOf(
  { datapoints, logLines }: SizingLoad,
  { fitted, runs }: {
    readonly fitted: readonly SizingLoad[];
    readonly runs: readonly WideRun[];
  },
): SizingPlace {
  const judged = runs.flatMap((run) => {
    const load = loadOf(run);
    return load !== null && (run.verdict === "pass" || run.verdict === "fail")
      ? [{ load, failed: run.verdict === "fail" }]
      : [];
  });
  const most = {
    datapoints: Math.max(1, ...judged.map(({ load }) => load.datapoints)),
    logLines: Math.max(1, ...judged.map(({ load }) => load.logLines)),
  };
  const sorted = judged.map(({ load, failed }) => ({
    failed,
    distance: Math.hypot(
      (load.datapoints - datapoints) / most.datapoints,
      (load.logLines - logLines) / most.logLines,
    ),
  })).toSorted((a, b) => a.distance - b.distance);
  const farthest = (sorted[NEAREST - 1] ?? sorted.at(-1))?.distance ?? 0;
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

function loadOf(run: WideRun): SizingLoad | null {
  const datapoints = run.number("datapoints_rate", "1/min");
  const logLines = run.number("log_lines_rate", "1/min");
  return datapoints === null || logLines === null
    ? null
    : { datapoints, logLines };
}
