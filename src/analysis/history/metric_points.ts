/** One metric of every run of an experiment, in order of time. */
import { z } from "zod";
import { compareText } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import {
  comparableRuns,
  declaredMeasure,
  toComparedRuns,
} from "../comparison/comparable_runs.ts";
import {
  type ComparedRun,
  entersStatistics,
  ownValue,
  unitOf,
} from "../comparison/compared_run.ts";
import { plainMeasure } from "../comparison/run_metrics.ts";
import { withinRuns } from "../comparison/within_run.ts";
import type { TrendPoint } from "../trend/trend.ts";

/** Which metric of which operations, and what tells series and versions. */
export interface MetricOptions {
  /** Metric such as `p95`, as `deno task compare` names it. */
  readonly metric: string;
  /** Kind of the operations; empty for the whole load. */
  readonly kind: string;
  /** Setting whose values are the series; empty for one series of all runs. */
  readonly series: string;
  /** Setting that is the version; empty for the version of the system. */
  readonly version: string;
}

/** The runs of a metric. */
export interface MetricPoints {
  /**
   * `median` is the metric in base units, `min` and `max` the 95 % interval that the operations of the run give; both are
   * the metric where they give none.
   */
  readonly points: readonly TrendPoint[];
  /** The same runs, by id. */
  readonly runs: ReadonlyMap<string, ComparedRun>;
  /** Unit of the metric, if its tool named it; else empty. */
  readonly unit: string;
  /** Runs that count and have too few operations for the metric. */
  readonly leftOut: number;
  /** Metrics that the runs have, for the message that this one is missing. */
  readonly known: readonly string[];
}

const Start = z.strictObject({
  run_id: z.string(),
  started_at: z.string(),
  system_version: z.string(),
  n: z.number(),
});

/** Measures every run that counts, whose start is known, and which has the metric. */
export async function metricPoints(
  store: Store,
  { metric, kind, series, version }: MetricOptions,
): Promise<MetricPoints> {
  const starts = new Map(
    (await store.query(
      Start,
      `WITH kinds AS (
         SELECT run_id, count(*) AS n FROM load_operations WHERE kind = coalesce(nullif($kind, ''), kind) GROUP BY run_id
         UNION ALL
         SELECT run_id, CAST(sum(count) AS BIGINT) AS n FROM histograms
         WHERE kind IN (coalesce(nullif($kind, ''), kind), $kind || '_failed') GROUP BY run_id)
       SELECT run_id, started_at, system_version, CAST(coalesce(sum(n), 0) AS BIGINT) AS n
       FROM runs LEFT JOIN kinds USING (run_id)
       WHERE started_at IS NOT NULL GROUP BY ALL HAVING $kind = '' OR sum(n) > 0`,
      { kind },
    )).map((row) => [row.run_id, row]),
  );
  const runs = await toComparedRuns(
    store,
    (await comparableRuns(store)).filter(({ run_id }) => starts.has(run_id)),
    {
      ...plainMeasure,
      by: kind === "" ? "" : "kind",
      measureOf: declaredMeasure,
    },
  );
  const counted = runs.filter(entersStatistics);
  const name = kind === "" ? metric : `${metric}(${kind})`;
  const ids = counted.map(({ run_id }) => run_id);
  const bounds = await withinRuns(store, ids, { kind, confidence: 0.95 });
  const points = counted.flatMap((run): TrendPoint[] => {
    const start = starts.get(run.run_id);
    const value = run.metrics[name];
    if (!start || typeof value !== "number") return [];
    const own = bounds.get(run.run_id)?.find((one) => one.metric === metric);
    return [{
      series: ownValue(run.factors, series) ?? "",
      ...{ subject: "", kind },
      ...start,
      version: version === ""
        ? start.system_version
        : ownValue(run.factors, version) ?? "",
      median: value,
      min: own?.lower ?? value,
      max: own?.upper ?? value,
    }];
  });
  return {
    points: points.toSorted((a, b) => compareText(keyOf(a), keyOf(b))),
    runs: new Map(counted.map((run) => [run.run_id, run])),
    leftOut: counted.filter(({ metrics }) => metrics[name] === null).length,
    unit: unitOf(counted, name),
    known: [...new Set(counted.flatMap(({ metrics }) => Object.keys(metrics)))],
  };
}

/** Order of series, and of the runs of each. */
function keyOf({ series, started_at, run_id }: TrendPoint): string {
  return [series, started_at, run_id].join("\n");
}
