/** How the values of a series are spread, in its unit. */
import { quantile } from "../../statistics/mod.ts";
import type { Point } from "./counter.ts";

export interface Spread {
  readonly min: number;
  readonly mean: number;
  readonly median: number;
  readonly p95: number;
  readonly max: number;
}

/** The same points in another unit. */
export function scaled(points: readonly Point[], factor: number): Point[] {
  return points.map(({ at, value }) => ({ at, value: value * factor }));
}

/** Null without points. */
export function spreadOf(points: readonly Point[]): Spread | null {
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

/** Null without points. */
export function meanOf(points: readonly Point[]): number | null {
  if (points.length === 0) return null;
  return points.reduce((sum, { value }) => sum + value, 0) / points.length;
}

/** Null without points. */
export function maxOf(points: readonly Point[]): number | null {
  return points.length === 0
    ? null
    : Math.max(...points.map(({ value }) => value));
}
