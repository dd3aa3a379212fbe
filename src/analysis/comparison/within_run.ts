/** What one run alone says of its percentiles: bounds from order statistics, of its operations and not of runs. */
import { z } from "zod";
import { quantileInterval } from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import { percentiles, toCuts } from "./run_metrics.ts";
import type { RunWarmUp } from "./warm_ups.ts";

const Count = z.strictObject({ run_id: z.string(), n: z.number() });

const Bounds = z.strictObject({
  run_id: z.string(),
  p: z.number(),
  lower: z.number(),
  upper: z.number(),
});

const sql = Deno.readTextFileSync(new URL("./within_run.sql", import.meta.url));

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
