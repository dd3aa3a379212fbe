/** The smallest difference that a source's timings can tell, found from the timings. */
import { z } from "zod";
import { clockStep, stepConcentration } from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import { counts, invalidRuns } from "../validity/counted_runs.ts";
import { seriesKey } from "./trend.ts";

const Repetitions = z.strictObject({
  series: z.string(),
  subject: z.string(),
  kind: z.string(),
  values: z.array(z.number()),
});

/** Durations of one run's successful operations of one kind, seconds. */
export type Repetitions = z.infer<typeof Repetitions>;

/** Repetitions of every run that is valid, in order of time. */
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
       WHERE ${counts("$invalid")} AND started_at IS NOT NULL
       GROUP BY run_id, started_at)
     SELECT series, subject, kind, list(duration_s ORDER BY duration_s) AS values
     FROM operations JOIN settings USING (run_id)
     WHERE outcome = 'ok' AND duration_s IS NOT NULL
     GROUP BY series, subject, kind, settings.started_at, run_id
     ORDER BY series, subject, kind, settings.started_at, run_id`,
    { series, invalid: await invalidRuns(store) },
  );
}

/** In which steps timings come, and what follows for differences. */
export interface MeasurementFloor {
  /** Step of the source's timings in seconds; null when they show none. */
  readonly step: number | null;
  /** Smallest difference that counts, by `seriesKey()`, seconds; series without the step have no entry. */
  readonly floors: ReadonlyMap<string, number>;
  /** Series looked at. */
  readonly series: number;
}

/** A median that lies at the edge of a step may move to the next one for nothing: only two steps are a difference. */
const STEPS_OF_FLOOR = 1.5;
/** Concentration of a series' differences on whole steps from which the step is its own. */
const LEAST_CONCENTRATION = 0.5;
/** A series may come to the step, or leave it, as its times grow: parts of its history are looked at one by one. */
const PARTS = 8;

/** Finds the step in which the timings of a source come, and the series that have it in any eighth of their runs. */
export function measurementFloor(
  repetitions: readonly Repetitions[],
): MeasurementFloor {
  const groups = Map.groupBy(repetitions, seriesKey);
  const step = clockStep(repetitions.map(({ values }) => values));
  const floors = new Map<string, number>();
  for (const [key, runs] of groups) {
    if (step === null) break;
    const size = Math.ceil(runs.length / PARTS);
    const stepped = Array.from({ length: PARTS }, (_, part) => {
      const own = runs.slice(part * size, (part + 1) * size);
      return stepConcentration(own.map(({ values }) => values), step) ?? 0;
    });
    if (Math.max(...stepped) >= LEAST_CONCENTRATION) {
      floors.set(key, STEPS_OF_FLOOR * step);
    }
  }
  return { step, floors, series: groups.size };
}
