/**
 * What one run alone says: bounds of its percentiles from order statistics, of its operations and not of runs; how exactly
 * runs know them; and the difference of two runs that have no others.
 */
import { z } from "zod";
import {
  boundedDifference,
  type BoundedRate,
  type ClusteredShare,
  median,
  quantileInterval,
  wilson,
} from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import type { MetricComparison } from "./compare_metrics.ts";
import type { ComparedRun } from "./compared_run.ts";
import { percentiles, toCuts } from "./run_metrics.ts";
import type { RunWarmUp } from "./warm_ups.ts";
import sql from "./within_run.sql" with { type: "text" };

const Count = z.strictObject({ run_id: z.string(), n: z.number() });

const Bounds = z.strictObject({
  run_id: z.string(),
  p: z.number(),
  lower: z.number(),
  upper: z.number(),
});

/** Bounds of a percentile of one run, in seconds, of its measured phase or of all where it has none. */
export interface WithinRun {
  /** `p50`, `p95` or `p99`. */
  readonly metric: string;
  readonly lower: number;
  readonly upper: number;
}

/** Operations that are sorted at most: seconds, and a few hundred megabytes. */
const MAX_OPERATIONS = 5e6;

/** Options of `withinRuns`. */
export interface WithinOptions {
  /** Two bounds at 97.5 % enclose a difference at 95 %. @default {0.975} */
  readonly confidence?: number;
  /** Kind of the operations; empty for all of the load. @default {""} */
  readonly kind?: string;
  /** Warm-up that is left out, by run id. @default {new Map()} */
  readonly warmUps?: ReadonlyMap<string, RunWarmUp>;
}

/**
 * Returns the bounds of the percentiles of each run that has enough operations, by run id; empty if there are more than
 * five million of them.
 */
export async function withinRuns(
  store: Store,
  run_ids: readonly string[],
  { confidence = 0.975, kind = "", warmUps = new Map() }: WithinOptions = {},
): Promise<Map<string, WithinRun[]>> {
  const cuts = toCuts(warmUps);
  const found = await store.query(
    Count,
    `WITH cuts AS (
       SELECT unnest(from_json($cuts::JSON, '[{"run_id": "VARCHAR", "from_us": "BIGINT"}]'), recursive := true))
     SELECT run_id, count(*) AS n FROM load_operations LEFT JOIN (
       SELECT run_id, began, ended FROM phases WHERE phase = 'measure') USING (run_id) LEFT JOIN cuts USING (run_id)
     WHERE run_id IN (SELECT unnest($runs::JSON::VARCHAR[])) AND outcome = 'ok' AND duration_s IS NOT NULL
       AND kind = coalesce(nullif($kind, ''), kind)
       AND (began IS NULL OR (load_operations.started_at >= began
         AND (ended IS NULL OR load_operations.started_at < ended)))
       AND coalesce(load_operations.started_at >= make_timestamp(from_us), true)
     GROUP BY run_id`,
    { runs: JSON.stringify(run_ids), kind, cuts },
  );
  if (found.reduce((sum, { n }) => sum + n, 0) > MAX_OPERATIONS) {
    return new Map();
  }
  const wanted = found.flatMap(({ run_id, n }) =>
    percentiles.flatMap((p) => {
      const ranks = quantileInterval(n, p, { confidence });
      return ranks
        ? [{ run_id, p, lower: ranks.lower, upper: ranks.upper }]
        : [];
    })
  );
  if (wanted.length === 0) return new Map();
  const rows = await store.query(Bounds, sql, {
    ...{ wanted: JSON.stringify(wanted), kind, cuts },
  });
  return new Map(
    [...Map.groupBy(rows, ({ run_id }) => run_id)].map(([run_id, rows]) => [
      run_id,
      rows.map(({ p, lower, upper }) => ({
        metric: `p${100 * p}`,
        lower,
        upper,
      })),
    ]),
  );
}

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
