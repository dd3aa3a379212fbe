/** Counts, throughput and latency of each run of a load experiment: one row a run, failed and skipped runs included. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import {
  causeOf,
  type RunValidity,
  validity,
  validityOf,
} from "../validity/validity.ts";

const Row = z.strictObject({
  run_id: z.string(),
  experiment: z.string(),
  system: z.string(),
  system_version: z.string(),
  mode: z.string(),
  case_id: z.string(),
  repetition: z.number(),
  order: z.number().nullable(),
  session: z.string().nullable(),
  notes: z.string(),
  loop: z.string().nullable(),
  fault: z.string().nullable(),
  nodes: z.number().nullable(),
  workers: z.number().nullable(),
  value_size: z.number().nullable(),
  /** Seconds of the phase `measure`; null when it never ended. */
  seconds: z.number().nullable(),
  /** Operations due in the phase, and those of them that succeeded in time (see the view `load_operations`). */
  attempted: z.number(),
  ok: z.number(),
  /** Operations that ended in the phase, in time, whenever they were due. */
  completed: z.number(),
  /** Seconds, of successful operations, late ones included; null where there are too few. */
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});

/** One run, with the status re-evaluated from its rows. */
export interface MeasuredRun extends z.infer<typeof Row>, RunValidity {
  /** Operations completed in the phase `measure`, a second; null unless the run is ok. */
  readonly throughput: number | null;
}

/** Options of `measuredRuns`. */
export interface MeasuredRunsOptions {
  /** Setting that is the size of a value, in bytes; your own experiment may call it otherwise. @default {"value_size"} */
  readonly size?: string;
  /** Preset whose runs are taken; empty for those of all. @default {""} */
  readonly preset?: string;
}

/** Returns the runs of `experiment`, of whatever status, in order of time; failed, skipped and invalid runs have no throughput. */
export async function measuredRuns(
  store: Store,
  experiment: string,
  { size = "value_size", preset = "" }: MeasuredRunsOptions = {},
): Promise<MeasuredRun[]> {
  const rows = await store.query(
    Row,
    `WITH sizes AS (
       PIVOT (SELECT run_id, CASE WHEN key = $2 THEN 'value_size' ELSE key END AS key, number
         FROM params WHERE isfinite(number) AND (key <> 'value_size' OR key = $2))
       ON key IN ('nodes', 'workers', 'value_size', 'order')
       USING any_value(number) GROUP BY run_id),
     words AS (
       PIVOT (SELECT run_id, key, value FROM params)
       ON key IN ('loop', 'fault', 'session', 'preset') USING any_value(value) GROUP BY run_id),
     settings AS (FROM words LEFT JOIN sizes USING (run_id))
     SELECT run_id, experiment, system, system_version, mode, case_id, repetition,
       settings."order" AS "order", session, notes,
       loop, fault, nodes, workers, value_size, seconds,
       coalesce(attempted, 0) AS attempted, coalesce(ok, 0) AS ok,
       coalesce(completed, 0) AS completed, p50, p95, p99
     FROM runs LEFT JOIN measurements USING (run_id) LEFT JOIN settings USING (run_id)
     WHERE experiment = $1 AND ($3 = '' OR settings.preset = $3)
     ORDER BY run_id`,
    [experiment, size, preset],
  );
  const validities = await validity(store, experiment);
  return rows.map((row) => {
    const judged = validityOf(validities, row.run_id);
    return {
      ...row,
      ...judged,
      notes: row.notes || causeOf(judged),
      throughput: judged.status === "ok" ? toThroughput(row) : null,
    };
  });
}

/** Operations completed a second; null for a run whose phase `measure` never ended. */
export function toThroughput(
  { seconds, completed }: Pick<MeasuredRun, "seconds" | "completed">,
): number | null {
  return seconds !== null && seconds > 0 ? completed / seconds : null;
}
