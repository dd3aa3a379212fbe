/** A metric over time: one point a run with its repetitions, the noise between runs, and where the level shifted. */
import { z } from "zod";
import type { Store } from "../store/mod.ts";
import {
  changePoints,
  hodgesLehmann,
  mannWhitney,
  median,
} from "../statistics/mod.ts";

const Point = z.strictObject({
  /** Value of the param that tells the series apart. */
  series: z.string(),
  subject: z.string(),
  kind: z.string(),
  run_id: z.string(),
  started_at: z.string(),
  version: z.string(),
  n: z.number(),
  /** Seconds. */
  median: z.number(),
  min: z.number(),
  max: z.number(),
});

/** One run's operations of one kind. */
export type TrendPoint = z.infer<typeof Point>;

export interface TrendOptions {
  /** Param whose values are the series, such as a database. */
  readonly series: string;
  /** Param that holds the version. */
  readonly version: string;
}

/** Durations of successful operations of every kind in every run, by series and kind, in order of time. */
export function durationTrend(
  store: Store,
  { series, version }: TrendOptions,
): Promise<TrendPoint[]> {
  return store.query(
    Point,
    `WITH settings AS (
       SELECT run_id, started_at,
         coalesce(max(value) FILTER (key = $series), '') AS series,
         coalesce(max(value) FILTER (key = $version), '') AS version
       FROM runs LEFT JOIN params USING (run_id)
       WHERE status <> 'invalid' AND started_at IS NOT NULL
       GROUP BY run_id, started_at)
     SELECT series, subject, kind, run_id, any_value(s.started_at) AS started_at,
       any_value(version) AS version, count(duration_s) AS n,
       median(duration_s) AS median, min(duration_s) AS min, max(duration_s) AS max
     FROM operations JOIN settings s USING (run_id)
     WHERE outcome = 'ok' AND duration_s IS NOT NULL
     GROUP BY series, subject, kind, run_id
     ORDER BY series, subject, kind, run_id`,
    { series, version },
  );
}

/** Where the level of a series changed for good. */
export interface Shift {
  readonly series: string;
  readonly subject: string;
  readonly kind: string;
  /** First run at the new level. */
  readonly run_id: string;
  readonly started_at: string;
  readonly version: string;
  /** Version of the last run at the old level. */
  readonly version_before: string;
  /** Medians over the runs of the segments on either side, seconds. */
  readonly before: number;
  readonly after: number;
  readonly runs_before: number;
  readonly runs_after: number;
  /** Hodges-Lehmann shift of run medians with its interval, seconds. */
  readonly shift: number;
  readonly lower: number;
  readonly upper: number;
  /** Mann-Whitney over run medians, adjusted for all shifts found together (Holm). */
  readonly p: number;
}

export interface ShiftOptions {
  /** Fewest runs on each side of a shift. @default {5} */
  readonly minimumSegment?: number;
  /** Significance of a change point. @default {0.001} */
  readonly alpha?: number;
}

/** Shifts of every series in which run medians changed level beyond their noise, in order of time. */
export function shifts(
  points: readonly TrendPoint[],
  { minimumSegment = 5, alpha = 0.001 }: ShiftOptions = {},
): Shift[] {
  const found = [...seriesOf(points).values()].flatMap((points) => {
    const medians = points.map(({ median }) => median);
    const indices = changePoints(medians, { minimumSegment, alpha })
      .map(({ index }) => index);
    return indices.map((index, i) =>
      toShift(
        points,
        indices[i - 1] ?? 0,
        index,
        indices[i + 1] ?? points.length,
      )
    );
  });
  return holm(found).sort((a, b) => a.started_at < b.started_at ? -1 : 1);
}

/** Points of each series, subject and kind, as the query ordered them. */
export function seriesOf(
  points: readonly TrendPoint[],
): Map<string, TrendPoint[]> {
  return Map.groupBy(
    points,
    ({ series, subject, kind }) => JSON.stringify([series, subject, kind]),
  );
}

function toShift(
  points: readonly TrendPoint[],
  from: number,
  index: number,
  to: number,
): Shift {
  const before = points.slice(from, index).map(({ median }) => median);
  const after = points.slice(index, to).map(({ median }) => median);
  const { shift, lower, upper } = hodgesLehmann(before, after);
  const { series, subject, kind, run_id, started_at, version } = points[index]!;
  return {
    series,
    subject,
    kind,
    run_id,
    started_at,
    version,
    version_before: points[index - 1]!.version,
    before: median(before),
    after: median(after),
    runs_before: before.length,
    runs_after: after.length,
    shift,
    lower,
    upper,
    p: mannWhitney(before, after).p,
  };
}

/** Holm's step-down adjustment (Scandinavian Journal of Statistics 6, 1979): many tests, one error rate. */
function holm(shifts: readonly Shift[]): Shift[] {
  let worst = 0;
  return shifts.toSorted((a, b) => a.p - b.p).map((shift, index) => {
    worst = Math.min(1, Math.max(worst, shift.p * (shifts.length - index)));
    return { ...shift, p: worst };
  });
}

/** How much run medians of one series move from run to run when nothing shifts. */
export interface Noise {
  readonly series: string;
  readonly subject: string;
  readonly kind: string;
  readonly runs: number;
  /** Median over runs of (max - min) / median within a run, 1 = 100 %. */
  readonly within: number;
  /** Median absolute step between consecutive run medians over the median, 1 = 100 %. */
  readonly between: number;
}

/** Noise within and between runs of every series; consecutive steps, so that a shift of level counts once. */
export function noise(points: readonly TrendPoint[]): Noise[] {
  return [...seriesOf(points).values()].map((points) => {
    const medians = points.map(({ median }) => median);
    const steps = medians.slice(1).map((value, i) =>
      Math.abs(value - medians[i]!)
    );
    const level = median(medians);
    return {
      series: points[0]!.series,
      subject: points[0]!.subject,
      kind: points[0]!.kind,
      runs: points.length,
      within: median(
        points.map(({ min, max, median }) => (max - min) / median),
      ),
      between: steps.length > 0 ? median(steps) / level : 0,
    };
  });
}
