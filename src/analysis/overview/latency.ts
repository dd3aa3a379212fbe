/**
 * Latency quantiles from raw durations, or from the buckets of an import, always with n and the number of attempts, so
 * that failures show.
 */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { histogramQuantile, quantileInterval } from "../../statistics/mod.ts";
import { invalidRuns, isCounted } from "../validity/counted_runs.ts";
import { byCaseAndKind, importedBuckets } from "./imported_buckets.ts";

const Group = z.strictObject({
  experiment: z.string(),
  case_id: z.string(),
  kind: z.string(),
  attempted: z.number(),
  n: z.number(),
  values: z.array(z.number().nullable()),
});

const Bounds = z.strictObject({
  group: z.number(),
  p: z.number(),
  lower: z.number(),
  upper: z.number(),
});

/** Latency of one kind of operation, with the share that failed. */
export interface Latency {
  readonly experiment: string;
  readonly case_id: string;
  readonly kind: string;
  /** Operations attempted; the quantiles include only successful ones. */
  readonly attempted: number;
  /** Successful operations with a duration. */
  readonly n: number;
  readonly p: number;
  /** Seconds, estimator R-7, or within buckets; null if n is too small for a two-sided interval of this quantile. */
  readonly value: number | null;
  /** 95 % confidence bounds from order statistics, in seconds; null if n is too small. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Quantiles of `latencies()` unless others are asked for. */
const usualQuantiles = [0.5, 0.95, 0.99];

/**
 * Returns latency quantiles in seconds of each case and kind, pooled over all runs except invalid ones; those of an import
 * that has latency buckets in place of operations from its merged buckets.
 */
export async function latencies(
  store: Store,
  quantiles: readonly number[] = usualQuantiles,
): Promise<Latency[]> {
  const invalid = await invalidRuns(store);
  const groups = await store.query(
    Group,
    `SELECT experiment, case_id, kind, count(*) AS attempted,
       count(duration_s) FILTER (outcome = 'ok') AS n,
       [${
      quantiles.map((p) => `latency_percentile(outcome, duration_s, ${p})`)
        .join(", ")
    }] AS values
     FROM operations JOIN runs USING (run_id)
     WHERE ${isCounted("$1")}
     GROUP BY ALL ORDER BY experiment, case_id, kind`,
    [invalid],
  );
  const wanted = groups.flatMap(({ values, ...group }, index) =>
    quantiles.map((p, i) => ({ group, index, p, value: values[i] ?? null }))
  );
  const rows = wanted.flatMap(({ group, index, p }) => {
    const ranks = quantileInterval(group.n, p);
    return ranks ? [`(${index}, ${p}, ${ranks.lower}, ${ranks.upper})`] : [];
  });
  const bounds = rows.length === 0 ? [] : await store.query(
    Bounds,
    `WITH collected AS (
       SELECT list_sort(list(duration_s) FILTER (
           outcome = 'ok' AND duration_s IS NOT NULL)) AS durations,
         row_number() OVER (ORDER BY experiment, case_id, kind) - 1 AS "group"
       FROM operations JOIN runs USING (run_id)
       WHERE ${isCounted("$1")}
       GROUP BY experiment, case_id, kind),
     wanted("group", p, lower, upper) AS (VALUES ${rows.join(", ")})
     SELECT "group"::INTEGER AS "group", p::DOUBLE AS p,
       durations[lower] AS lower, durations[upper] AS upper
     FROM wanted JOIN collected USING ("group")`,
    [invalid],
  );
  const byKey = new Map(bounds.map((row) => [`${row.group} ${row.p}`, row]));
  const measured = wanted.map(({ group, index, p, value }) => {
    const { lower = null, upper = null } = byKey.get(`${index} ${p}`) ?? {};
    return { ...group, p, value, lower, upper };
  });
  const imported = (await importedBuckets(store, invalid)).flatMap((
    { experiment, case_id, kind, answered, n, failed },
  ) =>
    quantiles.map((p) => {
      const { value, lower, upper } = histogramQuantile(answered, p);
      return {
        ...{ experiment, case_id, kind, attempted: n + (failed ?? 0), n },
        ...{ p, value, lower, upper },
      };
    })
  );
  return imported.length === 0
    ? measured
    : [...measured, ...imported].toSorted(byCaseAndKind);
}
