/** Latency quantiles from raw durations, always with n and the number of attempts, so that failures show. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { quantileInterval } from "../../statistics/mod.ts";
import { invalidRuns, isCounted } from "../validity/counted_runs.ts";

const Group = z.strictObject({
  experiment: z.string(),
  case_id: z.string(),
  kind: z.string(),
  attempted: z.number(),
  n: z.number(),
});

const Ranked = z.strictObject({
  group: z.number(),
  p: z.number(),
  value: z.number(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
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
  /** Seconds, estimator R-7; null if n is too small for a two-sided interval of this quantile. */
  readonly value: number | null;
  /** Confidence bounds from order statistics, in seconds; null if n is too small. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Options of `latencies`. */
export interface LatencyOptions {
  /** @default {[0.5, 0.95, 0.99]} */
  readonly quantiles?: readonly number[];
  /** @default {0.95} */
  readonly confidence?: number;
}

/** Returns latency quantiles in seconds of each case and kind, pooled over all runs except invalid ones. */
export async function latencies(
  store: Store,
  { quantiles = [0.5, 0.95, 0.99], confidence = 0.95 }: LatencyOptions = {},
): Promise<Latency[]> {
  const invalid = await invalidRuns(store);
  const groups = await store.query(
    Group,
    `SELECT experiment, case_id, kind, count(*) AS attempted,
       count(duration_s) FILTER (outcome = 'ok') AS n
     FROM operations JOIN runs USING (run_id)
     WHERE ${isCounted("$1")}
     GROUP BY ALL ORDER BY experiment, case_id, kind`,
    [invalid],
  );
  const wanted = groups.flatMap(({ n }, group) =>
    quantiles.map((p) => ({
      group,
      p,
      ranks: quantileInterval(n, p, { confidence }),
    }))
  );
  const rows = wanted.flatMap(({ group, p, ranks }) =>
    ranks ? [`(${group}, ${p}, ${ranks.lower}, ${ranks.upper})`] : []
  );
  const ranked = rows.length === 0 ? [] : await store.query(
    Ranked,
    `WITH collected AS (
       SELECT experiment, case_id, kind,
         list_sort(list(duration_s) FILTER (
           outcome = 'ok' AND duration_s IS NOT NULL)) AS durations
       FROM operations JOIN runs USING (run_id)
       WHERE ${isCounted("$1")}
       GROUP BY experiment, case_id, kind),
     groups AS (
       SELECT durations,
         row_number() OVER (ORDER BY experiment, case_id, kind) - 1 AS "group"
       FROM collected),
     wanted("group", p, lower, upper) AS (VALUES ${rows.join(", ")})
     SELECT "group"::INTEGER AS "group", p::DOUBLE AS p,
       durations[below] + (rank - below)
         * (durations[least(below + 1, len(durations))] - durations[below]) AS value,
       durations[lower] AS lower, durations[upper] AS upper
     FROM (SELECT *, 1 + (len(durations) - 1) * p::DOUBLE AS rank,
         floor(rank)::BIGINT AS below
       FROM wanted JOIN groups USING ("group"))`,
    [invalid],
  );
  const byKey = new Map(ranked.map((row) => [`${row.group} ${row.p}`, row]));
  return wanted.map(({ group, p }) => {
    const row = byKey.get(`${group} ${p}`);
    return {
      ...groups[group]!,
      p,
      value: row?.value ?? null,
      lower: row?.lower ?? null,
      upper: row?.upper ?? null,
    };
  });
}

const Second = z.strictObject({
  experiment: z.string(),
  case_id: z.string(),
  second: z.string(),
  n: z.number(),
  failed: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});

/** Latency and failures of one case in one second of wall clock. */
export type LatencySecond = z.infer<typeof Second>;

/** The query of `latencySeries()`, exported for its benchmark. */
export const latencySeriesSql = `
  SELECT experiment, case_id,
    date_trunc('second', operations.started_at) AS second,
    count(*) AS n, count(*) FILTER (outcome <> 'ok') AS failed,
    quantile_cont(duration_s, 0.5) FILTER (outcome = 'ok') AS p50,
    quantile_cont(duration_s, 0.95) FILTER (outcome = 'ok') AS p95,
    quantile_cont(duration_s, 0.99) FILTER (outcome = 'ok') AS p99
  FROM operations JOIN runs USING (run_id)
  WHERE status <> 'invalid' AND operations.started_at IS NOT NULL
  GROUP BY ALL ORDER BY experiment, case_id, second`;

/**
 * Returns latency quantiles of successful operations per case and second, in seconds. Seconds without attempts have no
 * row. Excludes runs by their stored status, so that its query reads nothing but the operations: the rules would read
 * every other row as well, and its benchmark compares the query with plain SQL.
 */
export function latencySeries(store: Store): Promise<LatencySecond[]> {
  return store.query(Second, latencySeriesSql);
}
