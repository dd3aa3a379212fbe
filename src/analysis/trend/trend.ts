/** Durations over time: one point a run, summarising its repetitions. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { invalidRuns, isCounted } from "../validity/counted_runs.ts";

const Point = z.strictObject({
  /** Value of the param that defines the series. */
  series: z.string(),
  subject: z.string(),
  kind: z.string(),
  run_id: z.string(),
  started_at: z.string(),
  version: z.string(),
  /** Version of the system under test, which may be more precise than the param. */
  system_version: z.string(),
  n: z.number(),
  /** Seconds. */
  median: z.number(),
  min: z.number(),
  max: z.number(),
});

/** Summary of one run's operations of one kind. */
export type TrendPoint = z.infer<typeof Point>;

/** Options of `durationTrend`. */
export interface DurationTrendOptions {
  /** Param whose values define the series, such as a database. */
  readonly series: string;
  /** Param with the version. */
  readonly version: string;
}

/** Returns the durations of successful operations of every kind in every run, by series and kind, in order of time. */
export async function durationTrend(
  store: Store,
  { series, version }: DurationTrendOptions,
): Promise<TrendPoint[]> {
  return await store.query(
    Point,
    `WITH settings AS (
       SELECT run_id, started_at, system_version,
         coalesce(max(value) FILTER (key = $series), '') AS series,
         coalesce(max(value) FILTER (key = $version), '') AS version
       FROM runs LEFT JOIN params USING (run_id)
       WHERE ${isCounted("$invalid")} AND started_at IS NOT NULL
       GROUP BY run_id, started_at, system_version)
     SELECT series, subject, kind, run_id, any_value(s.started_at) AS started_at,
       any_value(version) AS version, any_value(system_version) AS system_version,
       count(duration_s) AS n,
       median(duration_s) AS median, min(duration_s) AS min, max(duration_s) AS max
     FROM operations JOIN settings s USING (run_id)
     WHERE outcome = 'ok' AND duration_s IS NOT NULL AND isfinite(duration_s)
     GROUP BY series, subject, kind, run_id
     ORDER BY series, subject, kind, started_at, run_id`,
    { series, version, invalid: await invalidRuns(store) },
  );
}

/** Identity of a series. */
export type SeriesName = Pick<TrendPoint, "series" | "subject" | "kind">;

/** Returns a unique key of a series. */
export function seriesKey({ series, subject, kind }: SeriesName): string {
  return JSON.stringify([series, subject, kind]);
}

/** Groups points by `seriesKey()`, in their order. */
export function seriesOf(
  points: readonly TrendPoint[],
): Map<string, TrendPoint[]> {
  // Neighbours are of one series: to compare names takes less time than to make a key for each point.
  let last: TrendPoint | null = null;
  let key = "";
  return Map.groupBy(points, (point) => {
    if (last === null || !isSameSeries(last, point)) key = seriesKey(point);
    last = point;
    return key;
  });
}

function isSameSeries(a: SeriesName, b: SeriesName): boolean {
  return a.series === b.series && a.subject === b.subject && a.kind === b.kind;
}
