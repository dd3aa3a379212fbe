/** Whether a platform's loops take longer the more instances run: each value beside the number of instances at its time. */
import {
  type QuantileEstimate,
  quantiles,
  summarise,
} from "../../../statistics/mod.ts";
import type { Point } from "../../series/counter.ts";

/** Values of a metric at one level of fill. */
export interface FillLevel {
  /** From 1 to 10: tenths of the most instances that ran. */
  readonly tenth: number;
  /** Instances at its ends. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Median number of instances that ran at these values; null without a value. */
  readonly instances: number | null;
  /** Of the metric, in its unit. */
  readonly median: QuantileEstimate;
  readonly p95: QuantileEstimate;
}

/** Metric that tells how many instances run. */
export const RUNNING_METRIC = "LRPsRunning";

const TENTHS = 10;

/**
 * Returns ten levels of fill with the values of a metric at each, from empty to the most instances that ran. A value
 * counts with the number of instances that was sampled last before it; one without is left out. Empty if none ever ran.
 */
export function fillLevels(
  points: readonly Point[],
  running: readonly Point[],
): FillLevel[] {
  const most = running.reduce((max, { value }) => Math.max(max, value), 0);
  if (most === 0) return [];
  const values = Array.from({ length: TENTHS }, (): number[] => []);
  const counts = Array.from({ length: TENTHS }, (): number[] => []);
  let next = 0;
  for (const { at, value } of points) {
    while ((running[next]?.at ?? Infinity) <= at) next++;
    const level = running[next - 1]?.value;
    if (level === undefined) continue;
    // The lower end belongs to a level, but for the last, which has both.
    const tenth = Math.min(TENTHS - 1, Math.floor(TENTHS * level / most));
    values[tenth]?.push(value);
    counts[tenth]?.push(level);
  }
  return values.map((own, i) => {
    const [median, p95] = quantiles(own, [0.5, 0.95]) as [
      QuantileEstimate,
      QuantileEstimate,
    ];
    return {
      ...{ tenth: i + 1, n: own.length, median, p95 },
      instances: summarise(counts[i] ?? []).median,
      from: i * most / TENTHS,
      to: (i + 1) * most / TENTHS,
    };
  });
}
