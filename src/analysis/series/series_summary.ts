/** Summary statistics of a series, in its unit. */
import { quantile } from "../../statistics/mod.ts";
import type { Point } from "./counter.ts";

export interface SeriesSummary {
  readonly min: number;
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** Returns the points with each value multiplied by `factor`, to convert the unit. */
export function scaled(points: readonly Point[], factor: number): Point[] {
  return points.map(({ at, value }) => ({ at, value: value * factor }));
}

/** Returns minimum, mean, median, p95 and maximum; null without points. */
export function seriesSummary(
  points: readonly Point[],
): SeriesSummary | null {
  if (points.length === 0) return null;
  const sorted = Float64Array.from(points, ({ value }) => value).sort();
  return {
    min: quantile(sorted, 0),
    mean: meanOf(points) ?? NaN,
    median: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    max: quantile(sorted, 1),
  };
}

/** Returns the mean value; null without points. */
export function meanOf(points: readonly Point[]): number | null {
  if (points.length === 0) return null;
  return points.reduce((sum, { value }) => sum + value, 0) / points.length;
}

/** Returns the maximum value; null without points. */
export function maxOf(points: readonly Point[]): number | null {
  return points.length === 0
    ? null
    : Math.max(...points.map(({ value }) => value));
}
