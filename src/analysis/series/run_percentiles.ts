/** Latency distribution of one run by kind of operation, from operations or from the buckets of an import. */
import { z } from "zod";
import type { PercentilePoint, PercentileSeries } from "../../figures/mod.ts";
import {
  type HistogramBucket,
  histogramQuantile,
  quantileInterval,
} from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import operationsSql from "./run_percentiles.sql" with { type: "text" };
import histogramsSql from "./run_histograms.sql" with { type: "text" };

const Ranked = z.strictObject({
  kind: z.string(),
  phase: z.string(),
  n: z.number(),
  failed: z.number(),
  rank: z.number(),
  seconds: z.number(),
});

const Bucket = z.strictObject({
  kind: z.string(),
  lower: z.number(),
  upper: z.number().nullable(),
  count: z.number(),
});

const phaseNames: Readonly<Record<string, string>> = {
  measure: "before the fault",
  fault: "during the fault",
  heal: "after healing",
};

/**
 * Returns latency against percentiles for each kind of operation of a run's load: of the measured phase, apart for the
 * phases of a fault, or of all operations where there are no phases. Values are order statistics; bounds of 95 %
 * intervals are rounded outwards to the next known rank. A run of buckets is interpolated within them. Empty for a run
 * with neither.
 */
export async function runPercentiles(
  store: Store,
  run_id: string,
): Promise<PercentileSeries[]> {
  const ranked = await store.query(Ranked, operationsSql, [run_id]);
  const hasFault = ranked.some(({ phase }) =>
    phase === "fault" || phase === "heal"
  );
  const groups = Map.groupBy(ranked, ({ kind, phase }) => `${phase}\n${kind}`);
  const fromOperations = [...groups.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first) return [];
    const { kind, phase, n, failed } = first;
    return [{
      series: hasFault ? `${kind} ${phaseNames[phase] ?? phase}` : kind,
      group: hasFault ? phaseNames[phase] ?? phase : "",
      n,
      failed,
      isBucketed: false,
      points: rankedPoints(rows, n),
    }];
  });
  const buckets = await store.query(Bucket, histogramsSql, [run_id]);
  const kinds = Map.groupBy(buckets, ({ kind }) => kind);
  const fromBuckets = [...kinds.entries()]
    .filter(([kind]) => !kind.endsWith(FAILED))
    .map(([kind, rows]) =>
      bucketed(kind, rows, kinds.get(kind + FAILED) ?? [])
    );
  return [...fromOperations, ...fromBuckets];
}

/** Percentiles of a decade of 1 / (1 - p); more could not be told apart. */
const STEPS_PER_DECADE = 20;

/** Returns percentiles from 0 to 1 - 1/n, evenly on a logarithmic axis of 1 / (1 - p). */
function percentilesUpTo(n: number): number[] {
  const steps = Math.floor(Math.log10(n) * STEPS_PER_DECADE - 1e-9);
  return [
    ...Array.from(
      { length: Math.max(0, steps + 1) },
      (_, i) => 1 - 10 ** (-i / STEPS_PER_DECADE),
    ),
    1 - 1 / n,
  ];
}

/** Order statistic of durations; the lowest has rank 1. */
export interface Rank {
  readonly rank: number;
  readonly seconds: number;
}

/** Returns percentiles from known order statistics, in order of rank: rank k of n is quantile (k - 1) / (n - 1) of estimator R-7. */
export function rankedPoints(
  ranks: readonly Rank[],
  n: number,
): PercentilePoint[] {
  if (n === 1) {
    const value = ranks[0]?.seconds ?? NaN;
    return [{ p: 0, value, lower: null, upper: null }];
  }
  const indexes = percentilesUpTo(n).map((p) =>
    indexFrom(ranks, Math.round(1 + (n - 1) * p))
  );
  return [...new Set(indexes)].flatMap((index) => {
    const known = ranks[index];
    // The slowest of all is quantile 1, which has no place on the axis.
    if (!known || known.rank === n) return [];
    const p = (known.rank - 1) / (n - 1);
    const bounds = p > 0 ? quantileInterval(n, p) : null;
    return [{
      p,
      value: known.seconds,
      lower: bounds ? atMost(ranks, bounds.lower) : null,
      upper: bounds
        ? ranks[indexFrom(ranks, bounds.upper)]?.seconds ?? null
        : null,
    }];
  });
}

/** Returns the index of the first known rank that is not below another; the last is always known. */
function indexFrom(ranks: readonly Rank[], rank: number): number {
  let [low, high] = [0, ranks.length - 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((ranks[middle]?.rank ?? NaN) >= rank) high = middle;
    else low = middle + 1;
  }
  return low;
}

function atMost(ranks: readonly Rank[], rank: number): number | null {
  const index = indexFrom(ranks, rank);
  const exact = ranks[index]?.rank === rank;
  return ranks[exact ? index : index - 1]?.seconds ?? null;
}

/** End of the kind of an import's operations that failed, whose latencies stand beside those of the answered. */
const FAILED = "_failed";

function countOf(buckets: readonly { readonly count: number }[]): number {
  return buckets.reduce((sum, { count }) => sum + count, 0);
}

function bucketed(
  kind: string,
  rows: readonly z.infer<typeof Bucket>[],
  failed: readonly z.infer<typeof Bucket>[],
): PercentileSeries {
  const buckets = rows.map(({ lower, upper, count }): HistogramBucket => ({
    lower,
    upper: upper ?? Infinity,
    count,
  }));
  const n = countOf(buckets);
  const points = percentilesUpTo(n).filter((p) => p > 0).flatMap((p) => {
    const { value, lower, upper } = histogramQuantile(buckets, p);
    return value === null ? [] : [{ p, value, lower, upper }];
  });
  return {
    series: kind,
    group: "",
    n,
    failed: countOf(failed),
    isBucketed: true,
    points,
  };
}
