/** Measures each run: one value of each metric a run, as a run is what is repeated, not an operation. */
import { z } from "zod";
import {
  apdex as apdexOf,
  APDEX_TOLERATED,
  burnRate,
  type HistogramBucket,
  histogramQuantile,
} from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import type { RunWarmUp } from "./warm_ups.ts";
import loadSql from "./run_metrics.sql" with { type: "text" };

/** The same of whole runs as a load computed it, where neither parts nor warm-up nor a target are asked for. */
const loadedSql =
  `SELECT run_id, '' AS part, seconds, attempted, ok, completed, 0 AS satisfied, 0 AS tolerating, percentiles
  FROM load_facts WHERE run_id IN (SELECT unnest($runs::JSON::VARCHAR[])) ORDER BY run_id`;

const Load = z.strictObject({
  run_id: z.string(),
  part: z.string(),
  seconds: z.number().nullable(),
  attempted: z.number(),
  ok: z.number(),
  completed: z.number(),
  satisfied: z.number(),
  tolerating: z.number(),
  percentiles: z.array(z.number().nullable()),
});

const Bucket = z.strictObject({
  run_id: z.string(),
  kind: z.string(),
  lower: z.number(),
  upper: z.number().nullable(),
  count: z.number(),
});

const Reported = z.strictObject({
  run_id: z.string(),
  name: z.string(),
  unit: z.string(),
  value: z.number(),
});

/** What was measured of a run, in base units. */
export interface RunMetrics {
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Units of the metrics that other tools named. */
  readonly units: Readonly<Record<string, string>>;
  /** Null for a run of which only other tools' figures are known. */
  readonly operations: number | null;
}

/** By what the operations of a run are split: each part has metrics of its own, as in `p95(GET)`. */
export type SplitBy = "" | "kind" | "subject";

/** What is measured beside throughput, success and latency, and of what. */
export interface MeasureOptions {
  readonly by: SplitBy;
  /** Seconds that users are satisfied to wait, for the metric `apdex`; null for none. */
  readonly apdex: number | null;
  /** Share of operations that must succeed, for the metric `budget_burn`; null for none. */
  readonly objective: number | null;
  /** Warm-up that is left out, by run id. */
  readonly warmUps: ReadonlyMap<string, RunWarmUp>;
}

/** Nothing beside, of all operations together, and no warm-up left out. */
export const plainMeasure: MeasureOptions = {
  by: "",
  apdex: null,
  objective: null,
  warmUps: new Map(),
};

/** Percentiles of every comparison. */
export const percentiles = [0.5, 0.95, 0.99] as const;

/** What a tool reports that its latency buckets do not hold. */
const beside: ReadonlySet<string> = new Set([
  "reported throughput",
  "reported success_rate",
  "reported failed_requests",
]);

/**
 * Measures runs by id, from their operations; from the latency buckets of an import that has none, with the rate and the
 * failures that its tool reported; and else from all that it reported, whose metrics are named `reported latency p95`.
 * Runs with none of these have no entry.
 */
export async function runMetrics(
  store: Store,
  run_ids: readonly string[],
  options: MeasureOptions = plainMeasure,
): Promise<Map<string, RunMetrics>> {
  const { by, apdex, warmUps } = options;
  const found = new Map<string, RunMetrics>();
  const rest = () =>
    JSON.stringify(run_ids.filter((run_id) => !found.has(run_id)));
  const isPlain = by === "" && apdex === null && warmUps.size === 0;
  const loads = isPlain
    ? await store.query(Load, loadedSql, { runs: rest() })
    : await store.query(Load, loadSql, {
      ...{ runs: rest(), by, cuts: toCuts(warmUps) },
      ...{ apdex: apdex ?? 0, tolerated: APDEX_TOLERATED * (apdex ?? 0) },
    });
  for (const [run_id, parts] of Map.groupBy(loads, (row) => row.run_id)) {
    found.set(run_id, toLoadMetrics(parts, options));
  }
  const buckets = await store.query(
    Bucket,
    `SELECT run_id, kind, lower, CASE WHEN isfinite(upper) THEN upper END AS upper, count FROM histograms
     WHERE run_id IN (SELECT unnest($runs::JSON::VARCHAR[])) AND count > 0 ORDER BY run_id, kind, lower`,
    { runs: rest() },
  );
  for (const [run_id, rows] of Map.groupBy(buckets, (row) => row.run_id)) {
    found.set(run_id, toBucketMetrics(rows, options));
  }
  const bucketed = new Set(buckets.map(({ run_id }) => run_id));
  const reported = await store.query(
    Reported,
    // A tool counts responses by their status, and errors by their text.
    `SELECT run_id, trim('reported ' || kind || CASE
         WHEN kind IN ('responses', 'response_classes') THEN ' ' || label
         WHEN statistic = 'value' THEN '' ELSE ' ' || statistic END) AS name,
       unit, CASE WHEN any_value(kind) = 'errors' THEN sum(value) ELSE first(value ORDER BY position) END AS value
     FROM reported
     WHERE run_id IN (SELECT unnest($runs::JSON::VARCHAR[])) AND isfinite(value) AND NOT struck
     GROUP BY ALL ORDER BY run_id, name`,
    {
      runs: JSON.stringify(
        run_ids.filter((run_id) => bucketed.has(run_id) || !found.has(run_id)),
      ),
    },
  );
  for (const [run_id, all] of Map.groupBy(reported, (row) => row.run_id)) {
    const known = found.get(run_id);
    const rows = known === undefined
      ? all
      : all.filter(({ name }) => beside.has(name));
    found.set(run_id, {
      metrics: {
        ...Object.fromEntries(rows.map(({ name, value }) => [name, value])),
        ...known?.metrics,
      },
      units: Object.fromEntries(rows.map(({ name, unit }) => [name, unit])),
      operations: known?.operations ?? null,
    });
  }
  return found;
}

/** Returns the moments until which operations are left out, as JSON. */
export function toCuts(warmUps: MeasureOptions["warmUps"]): string {
  return JSON.stringify(
    [...warmUps].flatMap(([run_id, { from_us }]) =>
      from_us === null ? [] : [{ run_id, from_us }]
    ),
  );
}

function toLoadMetrics(
  parts: readonly z.infer<typeof Load>[],
  { apdex, objective }: MeasureOptions,
): RunMetrics {
  const metrics = parts.flatMap((
    { part, seconds, attempted, ok, completed, percentiles, ...felt },
  ) => {
    const [p50, p95, p99] = percentiles;
    const { satisfied, tolerating } = felt;
    return toEntries(part, {
      throughput: seconds !== null && seconds > 0 ? completed / seconds : null,
      success_rate: attempted > 0 ? ok / attempted : null,
      ...{ p50: p50 ?? null, p95: p95 ?? null, p99: p99 ?? null },
      ...apdex === null
        ? {}
        : { apdex: apdexOf({ satisfied, tolerating, n: attempted }).score },
      ...burnOf({ failed: attempted - ok, n: attempted }, objective),
    });
  });
  return {
    metrics: Object.fromEntries(metrics),
    units: {},
    operations: parts.reduce((sum, { attempted }) => sum + attempted, 0),
  };
}

/** Returns the metric of the error budget; none without an objective. */
function burnOf(
  failures: Parameters<typeof burnRate>[0],
  objective: number | null,
): Readonly<Record<string, number | null>> {
  return objective === null
    ? {}
    : { budget_burn: burnRate(failures, objective) };
}

/** End of the kind of an import's operations that failed. */
const FAILED = "_failed";

function toBucketMetrics(
  rows: readonly z.infer<typeof Bucket>[],
  { by, objective }: MeasureOptions,
): RunMetrics {
  const total = (buckets: readonly { readonly count: number }[]) =>
    buckets.reduce((sum, { count }) => sum + count, 0);
  const parts = Map.groupBy(
    rows,
    ({ kind }) => by === "kind" ? kind.replace(/_failed$/, "") : "",
  );
  const metrics = [...parts].flatMap(([part, all]) => {
    const answered = all.filter(({ kind }) => !kind.endsWith(FAILED))
      .map(({ lower, upper, count }): HistogramBucket => ({
        lower,
        upper: upper ?? Infinity,
        count,
      }));
    const [p50 = null, p95 = null, p99 = null] = percentiles.map((p) =>
      histogramQuantile(answered, p).value
    );
    const failed = total(all) - total(answered);
    return toEntries(part, {
      ...failed > 0
        ? {
          success_rate: total(answered) / total(all),
          ...burnOf({ failed, n: total(all) }, objective),
        }
        : {},
      ...{ p50, p95, p99 },
    });
  });
  return {
    metrics: Object.fromEntries(metrics),
    units: {},
    operations: total(rows),
  };
}

/** Names the metrics of a part: `p95(GET)`, or `p95` of the whole. */
function toEntries(
  part: string,
  metrics: Readonly<Record<string, number | null>>,
): [string, number | null][] {
  return Object.entries(metrics).map(([name, value]) => [
    part === "" ? name : `${name}(${part})`,
    value,
  ]);
}
