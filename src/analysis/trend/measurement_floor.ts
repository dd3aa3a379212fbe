/** Smallest difference that the timings of a source can resolve, estimated from the timings. */
import { z } from "zod";
import { clockStep, stepConcentration } from "../../statistics/mod.ts";
import { numberColumn } from "../../store/column_types.ts";
import type { Store } from "../../store/mod.ts";
import { invalidRuns, isCounted } from "../validity/counted_runs.ts";
import { seriesKey } from "./trend.ts";

const Repetitions = z.strictObject({
  series: z.string(),
  subject: z.string(),
  kind: z.string(),
  values: numberColumn,
});

/** Durations of one run's successful operations of one kind, seconds. */
export type Repetitions = z.infer<typeof Repetitions>;

/** Returns the repetitions of every valid run, in order of time. */
export async function repetitions(
  store: Store,
  { series }: { readonly series: string },
): Promise<Repetitions[]> {
  return await store.query(
    Repetitions,
    `WITH settings AS (
       SELECT run_id, started_at,
         coalesce(max(value) FILTER (key = $series), '') AS series
       FROM runs LEFT JOIN params USING (run_id)
       WHERE ${isCounted("$invalid")} AND started_at IS NOT NULL
       GROUP BY run_id, started_at)
     SELECT series, subject, kind, list(duration_s ORDER BY duration_s) AS values
     FROM operations JOIN settings USING (run_id)
     WHERE outcome = 'ok' AND duration_s IS NOT NULL
     GROUP BY series, subject, kind, settings.started_at, run_id
     ORDER BY series, subject, kind, settings.started_at, run_id`,
    { series, invalid: await invalidRuns(store) },
  );
}

/** Clock step of the timings and the floors of differences. */
export interface MeasurementFloor {
  /** Clock step of the source in seconds; null when its timings show none. */
  readonly step: number | null;
  /** Minimum relevant difference by `seriesKey()`, seconds; series without the step have no entry. */
  readonly floors: ReadonlyMap<string, number>;
  /** Number of series. */
  readonly series: number;
}

/** A median at the edge of a step may move to the next one by chance: only a difference of two steps is real. */
const FLOOR_STEPS = 1.5;
/** Minimum concentration of the differences of a series on whole steps for the series to have the step. */
const MIN_CONCENTRATION = 0.5;
/** A series may gain or lose the step as its times grow: each part of its history is checked. */
const PARTS = 8;

/** Estimates the clock step of a source, and finds the series that have it in any eighth of their runs. */
export function measurementFloor(
  repetitions: readonly Repetitions[],
): MeasurementFloor {
  const groups = Map.groupBy(repetitions, seriesKey);
  const step = clockStep(repetitions.map(({ values }) => values));
  const floors = new Map<string, number>();
  for (const [key, runs] of groups) {
    if (step === null) break;
    const size = Math.ceil(runs.length / PARTS);
    const concentrations = Array.from({ length: PARTS }, (_, part) => {
      const partRuns = runs.slice(part * size, (part + 1) * size);
      return stepConcentration(partRuns.map(({ values }) => values), step) ?? 0;
    });
    if (Math.max(...concentrations) >= MIN_CONCENTRATION) {
      floors.set(key, FLOOR_STEPS * step);
    }
  }
  return { step, floors, series: groups.size };
}
