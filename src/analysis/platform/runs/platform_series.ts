/** Series of a platform's own metrics in runs. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";
import type { Point } from "../../series/counter.ts";
import { withPoints } from "../../series/series_points.ts";

/** Values of one metric of one component, in order of time. Points have seconds since 1970 and base units. */
export interface PlatformSeries {
  /** Component: `bbs`. */
  readonly source: string;
  readonly metric: string;
  readonly unit: string;
  readonly points: readonly Point[];
}

const Series = z.strictObject({
  run_id: z.string(),
  source: z.string(),
  metric: z.string(),
  unit: z.string(),
  n: z.number(),
});

/**
 * Conditions on the run of a sample: one run, of which only the blocks are read that may have it, or several; and what
 * orders the series, as to compare ids of runs that are all the same takes long.
 */
const oneRun = { condition: "run_id = $1", order: "metric, source" };
const manyRuns = {
  condition: "run_id IN (SELECT UNNEST($1::JSON::VARCHAR[]))",
  order: "run_id, metric, source",
};

/** Returns the series of a run with these metrics, by metric and source. Samples without a time are left out. */
export async function platformSeries(
  store: Store,
  run_id: string,
  metrics: readonly string[],
): Promise<PlatformSeries[]> {
  const series = await readSeries(store, { ...oneRun, value: run_id, metrics });
  return series.get(run_id) ?? [];
}

/** Returns the same of several runs, by run; a run without any has no entry. It takes little longer than one run. */
export function platformSeriesOf(
  store: Store,
  run_ids: readonly string[],
  metrics: readonly string[],
): Promise<ReadonlyMap<string, PlatformSeries[]>> {
  return readSeries(store, {
    ...manyRuns,
    value: JSON.stringify(run_ids),
    metrics,
  });
}

async function readSeries(
  store: Store,
  { condition, order, value, metrics }: {
    readonly condition: string;
    readonly order: string;
    /** Parameter of the condition. */
    readonly value: string;
    readonly metrics: readonly string[];
  },
): Promise<Map<string, PlatformSeries[]>> {
  const sampled = `FROM samples WHERE ${condition} AND samples.at IS NOT NULL
    AND metric IN (SELECT UNNEST($2::JSON::VARCHAR[]))`;
  const params = [value, JSON.stringify(metrics)];
  const found = await store.query(
    Series,
    `SELECT run_id, source, metric, first(unit ORDER BY samples.at, value) AS unit, count(*) AS n
     ${sampled} GROUP BY run_id, metric, source ORDER BY ${order}`,
    params,
  );
  return await withPoints(store, found, {
    sql: `SELECT CAST(epoch_us(samples.at) AS DOUBLE) / 1e6 AS second, value
     ${sampled} ORDER BY ${order}, samples.at, value`,
    params,
  });
}

/** Returns the series of a metric of any component; empty without one. */
export function metricPoints(
  series: readonly PlatformSeries[],
  metric: string,
): readonly Point[] {
  const own = series.filter((one) => one.metric === metric);
  return own.length === 1
    ? own[0]?.points ?? []
    : own.flatMap(({ points }) => points).sort((a, b) => a.at - b.at);
}
