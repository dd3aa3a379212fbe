/** What single runs say: how exactly each knows its own percentiles, and the difference of two runs that have no others. */
import {
  boundedDifference,
  type BoundedRate,
  type ClusteredShare,
  median,
  wilson,
} from "../../statistics/mod.ts";
import type { MetricComparison } from "./compare_metrics.ts";
import type { ComparedRun } from "./compared_run.ts";
import type { WithinRun } from "./within_run.ts";

/** What one run of each side says of the difference of a metric, and nothing of other runs. */
export interface SingleRuns {
  readonly metric: string;
  /** Bounds at 95 % of the value of each run and of the difference, in the unit of the metric. */
  readonly a: readonly [lower: number, upper: number];
  readonly b: readonly [lower: number, upper: number];
  readonly difference: readonly [lower: number, upper: number];
}

/** What is known of single runs, by run id. */
interface SingleFacts {
  /** Share of operations that failed, with an interval that allows for outages. */
  readonly failed: ReadonlyMap<string, ClusteredShare>;
  /** Bounds of the percentiles. */
  readonly within: ReadonlyMap<string, readonly WithinRun[]>;
}

/** Median over runs of the half-width of a percentile's interval, as a share of its middle. */
export function withinOf(
  runs: readonly ComparedRun[],
  within: ReadonlyMap<string, readonly WithinRun[]>,
): Map<string, number> {
  const widths = Map.groupBy(
    runs.flatMap(({ run_id }) => within.get(run_id) ?? []),
    ({ metric }) => metric,
  );
  return new Map(
    [...widths].flatMap(([metric, bounds]) => {
      const shares = bounds.filter(({ lower, upper }) => lower + upper > 0)
        .map(({ lower, upper }) => (upper - lower) / (upper + lower));
      return shares.length === 0 ? [] : [[metric, median(shares)]];
    }),
  );
}

/** Returns what one run of each side says by itself; nothing where a side has several. */
export function singleRuns(
  compared: readonly MetricComparison[],
  { a, b }: {
    readonly a: readonly ComparedRun[];
    readonly b: readonly ComparedRun[];
  },
  { within, failed }: SingleFacts,
): SingleRuns[] {
  const [first, second] = [a[0], b[0]];
  if (!first || !second || a.length !== 1 || b.length !== 1) return [];
  const boundsOf = (run: ComparedRun, metric: string) =>
    within.get(run.run_id)?.find((one) => one.metric === metric);
  return compared.flatMap(({ metric }): SingleRuns[] => {
    if (metric === "success_rate") return successOf(first, second, failed);
    const [before, after] = [boundsOf(first, metric), boundsOf(second, metric)];
    if (!before || !after) return [];
    return [{
      metric,
      a: [before.lower, before.upper],
      b: [after.lower, after.upper],
      difference: [after.lower - before.upper, after.upper - before.lower],
    }];
  });
}

/** Operations fail together, as in an outage: their interval is that of blocks of seconds wherever these tell. */
function successOf(
  first: ComparedRun,
  second: ComparedRun,
  failed: SingleFacts["failed"],
): SingleRuns[] {
  const toBounds = (run: ComparedRun): BoundedRate | null => {
    const { metrics, operations } = run;
    const rate = metrics.success_rate;
    if (rate === null || rate === undefined || !operations) return null;
    const blocks = failed.get(run.run_id);
    return blocks && blocks.lower !== null && blocks.upper !== null
      ? { rate, lower: 1 - blocks.upper, upper: 1 - blocks.lower }
      : wilson(Math.round(rate * operations), operations);
  };
  const [a, b] = [toBounds(first), toBounds(second)];
  if (!a || !b) return [];
  const { lower, upper } = boundedDifference(a, b);
  return [{
    metric: "success_rate",
    a: [a.lower, a.upper],
    b: [b.lower, b.upper],
    difference: [lower, upper],
  }];
}
