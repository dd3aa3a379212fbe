/**
 * Recomputes what another tool reported of latency, from the operations or the buckets that its file holds: estimators
 * differ, and a figure that its own data contradict is one to look at.
 */
import { z } from "zod";
import {
  type HistogramBucket,
  histogramQuantile,
} from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import type { ReportedLine } from "./run_lines.ts";

/** A figure that Loadline computes beside that of a tool; in seconds. */
export interface Recomputed {
  readonly value: number;
  readonly n: number;
  readonly from: "operations" | "buckets";
}

/** Figures by what they are of: `latency\np95`. */
export type RecomputedFigures = ReadonlyMap<string, Recomputed>;

/** Returns the key of a reported value. */
export function keyOfFigure(
  { kind, statistic }: Pick<ReportedLine, "kind" | "statistic">,
): string {
  return `${kind}\n${statistic}`;
}

const Latencies = z.strictObject({
  kind: z.string(),
  n: z.number(),
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  /** In the order that was asked for. */
  quantiles: z.array(z.number()),
});

const Bucket = z.strictObject({
  kind: z.string(),
  lower: z.number(),
  upper: z.number().nullable(),
  count: z.number(),
});

/** Kind of a reported latency: of all operations, or of one kind of them. */
const LATENCY = /^latency(?:: (.+))?$/;

/**
 * Recomputes the reported latencies of a run, of all of it and of each kind of operation, as `latency: put`: from the
 * operations that succeeded (estimator R-7), else within buckets, of which only percentiles are known. Empty where the
 * record has neither.
 */
export async function recompute(
  store: Store,
  run_id: string,
  reported: readonly ReportedLine[],
): Promise<RecomputedFigures> {
  const wanted = reported.filter(({ kind, unit }) =>
    unit === "s" && LATENCY.test(kind)
  );
  if (wanted.length === 0) return new Map();
  const shares = [
    ...new Set(wanted.flatMap(({ statistic }) => maybeShare(statistic) ?? [])),
  ];
  const latencies = await store.query(
    Latencies,
    // Shares are numbers of ours; a list of them cannot be a parameter.
    `WITH answered AS (SELECT kind, duration_s FROM load_operations
       WHERE run_id = $1 AND outcome = 'ok' AND duration_s IS NOT NULL)
     SELECT kind, count(*) AS n, min(duration_s) AS min, max(duration_s) AS max, favg(duration_s) AS mean,
       quantile_cont(duration_s, [${[0.5, ...shares].join(", ")}]) AS quantiles
     FROM (SELECT * FROM answered UNION ALL SELECT '' AS kind, duration_s FROM answered) GROUP BY kind`,
    [run_id],
  );
  const buckets = latencies.length > 0 ? [] : await store.query(
    Bucket,
    `SELECT kind, lower, CASE WHEN isfinite(upper) THEN upper END AS upper, count FROM histograms
     WHERE run_id = $1 AND count > 0 AND NOT ends_with(kind, '_failed')`,
    [run_id],
  );
  return new Map(wanted.flatMap(({ kind, statistic }) => {
    const of = LATENCY.exec(kind)?.[1] ?? "";
    const figure = fromOperations(
      latencies.find((one) => one.kind === of),
      statistic,
      shares,
    ) ?? fromBuckets(
      buckets.filter((one) => of === "" || one.kind === of),
      statistic,
    );
    return figure === null ? [] : [[keyOfFigure({ kind, statistic }), figure]];
  }));
}

function fromOperations(
  found: z.infer<typeof Latencies> | undefined,
  statistic: string,
  shares: readonly number[],
): Recomputed | null {
  if (found === undefined) return null;
  const share = maybeShare(statistic);
  const value = statistic === "min" || statistic === "max" ||
      statistic === "mean"
    ? found[statistic]
    : share === null
    ? undefined
    : found.quantiles[1 + shares.indexOf(share)];
  return value === undefined ? null : { value, n: found.n, from: "operations" };
}

function fromBuckets(
  rows: readonly z.infer<typeof Bucket>[],
  statistic: string,
): Recomputed | null {
  const share = maybeShare(statistic);
  if (share === null || rows.length === 0) return null;
  const { value, n } = histogramQuantile(
    rows.map(({ lower, upper, count }): HistogramBucket => ({
      ...{ lower, upper: upper ?? Infinity, count },
    })),
    share,
  );
  return value === null ? null : { value, n, from: "buckets" };
}

/** Returns the share of a percentile: 0.95 for `p95`; null for another statistic. */
function maybeShare(statistic: string): number | null {
  if (statistic === "median") return 0.5;
  const [, digits] = /^p(\d{1,2}(?:\.\d{1,6})?)$/.exec(statistic) ?? [];
  const share = Number(digits) / 100;
  return digits !== undefined && share > 0 && share < 1 ? share : null;
}
