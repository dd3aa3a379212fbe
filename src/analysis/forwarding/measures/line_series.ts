/** Lines sent and arrived over the time of each run, with the size of the buffer, as sampled four times a second. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";
import { oncePerStore } from "../../../store/once_per_store.ts";
import type { Point } from "../../series/counter.ts";
import { withPoints } from "../../series/series_points.ts";

const sampled = `FROM samples SEMI JOIN (
    SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported'
  ) USING (run_id)
  WHERE samples.at IS NOT NULL AND (metric IN ('sent_lines', 'blocked_s',
    'unique_lines', 'spool_bytes', 'spool_free', 'queued_lines')
    OR metric LIKE 'spool_bytes;%')`;

const seriesSql =
  `SELECT run_id, samples.source AS source, metric, count(*) AS n
  ${sampled} GROUP BY run_id, samples.source, metric
  ORDER BY run_id, samples.source, metric`;

const pointSql = `SELECT epoch(samples.at) AS seconds, value
  ${sampled} ORDER BY run_id, samples.source, metric, seconds`;

const Series = z.strictObject({
  run_id: z.string(),
  source: z.string(),
  metric: z.string(),
  n: z.number(),
});

/** Metrics of lines that are sampled; all but those of the buffer are counts since the start. */
export type LineMetric =
  | "sent_lines"
  | "blocked_s"
  | "unique_lines"
  | "spool_bytes"
  | `spool_bytes;${string}`
  | "spool_free"
  | "queued_lines";

/** One series of one run; times are seconds since 1970. */
export interface LineSeries {
  readonly source: string;
  readonly metric: LineMetric;
  readonly points: readonly Point[];
}

/** Returns the series of each run of an experiment, by run id. */
export function lineSeries(
  store: Store,
  experiment = "forwarders",
): Promise<ReadonlyMap<string, readonly LineSeries[]>> {
  return readOnce(store, experiment);
}

const readOnce = oncePerStore(readSeries);

async function readSeries(
  store: Store,
  experiment: string,
): Promise<ReadonlyMap<string, readonly LineSeries[]>> {
  const params = [experiment];
  const found = await store.query(Series, seriesSql, params);
  return await withPoints(
    store,
    found.map((one) => ({ ...one, metric: one.metric as LineMetric })),
    { sql: pointSql, params },
  );
}

/** Returns the points of one series of a run; empty if it was not sampled. */
export function pointsOf(
  series: readonly LineSeries[],
  source: string,
  metric: LineMetric,
): readonly Point[] {
  return series.find((one) => one.source === source && one.metric === metric)
    ?.points ?? [];
}

/** Returns the sum of a gauge over all sources that have it, such as the buffers of several hops, at each time of the first. */
export function summedPoints(
  series: readonly LineSeries[],
  metric: LineMetric,
): readonly Point[] {
  const [first, ...others] = series.filter((one) => one.metric === metric);
  return (first?.points ?? []).map(({ at, value }) => ({
    at,
    value: others.reduce(
      (sum, { points }) => sum + (valueAt(points, at) ?? 0),
      value,
    ),
  }));
}

/** Returns the last value at or before a time; null before the first. */
export function valueAt(points: readonly Point[], at: number): number | null {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return points[low - 1]?.value ?? null;
}

/** Returns the value at a time on the straight line between the samples around it; the nearest beyond the ends, null without any. */
export function interpolatedAt(
  points: readonly Point[],
  at: number,
): number | null {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.at ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [points[low - 1], points[low]];
  if (!before || !after) return (before ?? after)?.value ?? null;
  const share = (at - before.at) / (after.at - before.at);
  return before.value + share * (after.value - before.value);
}
