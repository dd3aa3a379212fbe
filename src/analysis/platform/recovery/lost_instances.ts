/**
 * Instances that a fault took away: when the platform noticed, when each ran again, and when it could be reached. Of one
 * whose record a store lost, it ran again when it was recorded as running.
 */
import { z } from "zod";
import type { CensoredTime } from "../../recovery/censored_time.ts";
import type { Store } from "../../../store/mod.ts";
import { type PlatformRun, recoveryEnd } from "../runs/platform_runs.ts";

/** One instance that a fault took away. Times are seconds from the fault. */
export interface LostInstance {
  readonly run_id: string;
  readonly instance: string;
  /** Kind of its application: `crashing` crashes by itself as well. */
  readonly kind: string;
  /** Cell that it runs on again, or was on; empty if not recorded. */
  readonly cell: string;
  /** Time until it ran again; censored where it did not during observation. */
  readonly back: CensoredTime;
  /** Time until the platform no longer took it for running, or did something about its lost record; null if not recorded. */
  readonly noticed: number | null;
  /** Time until requests reached it again; null if not recorded. */
  readonly routable: number | null;
  /** State that it was left in; empty if it ran again. */
  readonly left: string;
}

const Row = z.strictObject({
  run_id: z.string(),
  operation_id: z.string(),
  subject: z.string(),
  worker: z.string(),
  code: z.string(),
  is_back: z.boolean(),
  seconds: z.number().nullable(),
  /** Seconds since 1970. */
  since: z.number().nullable(),
  noticed: z.number().nullable(),
  routable: z.number().nullable(),
});

const sql = `
  WITH lost AS (
    SELECT * FROM operations SEMI JOIN (
      SELECT run_id FROM runs WHERE experiment = $1 AND run_id IN (SELECT unnest($2::JSON::VARCHAR[]))) USING (run_id)
    WHERE kind = 'recover'),
  moments AS (
    SELECT run_id, operation_id,
      min(epoch(stages.at)) FILTER (stage IN ('Noticed-Missing-Cell', 'Noticed-Missing-Record')) AS noticed_at,
      min(epoch(stages.at)) FILTER (stage = 'Routable') AS routable_at
    FROM stages SEMI JOIN lost USING (run_id, operation_id) GROUP BY run_id, operation_id)
  SELECT run_id, operation_id, subject, worker, CASE WHEN outcome = 'ok' THEN '' ELSE code END AS code,
    outcome = 'ok' AND duration_s IS NOT NULL AS is_back, duration_s AS seconds, epoch(started_at) AS since,
    noticed_at - epoch(started_at) AS noticed, routable_at - epoch(started_at) AS routable
  FROM lost LEFT JOIN moments USING (run_id, operation_id)
  ORDER BY run_id, started_at, operation_id`;

/**
 * Returns the lost instances of these runs of an experiment, by run and time. An instance that did not run again before
 * dead cells were brought back, or observation ended, is censored there; one without the times to say so is left out.
 */
export async function lostInstances(
  store: Store,
  { experiment, runs }: {
    readonly experiment: string;
    readonly runs: readonly Pick<
      PlatformRun,
      "run_id" | "fault" | "heal_at" | "end_at"
    >[];
  },
): Promise<LostInstance[]> {
  const ends = new Map(runs.map((run) => [run.run_id, recoveryEnd(run)]));
  const run_ids = JSON.stringify([...ends.keys()]);
  const rows = await store.query(Row, sql, [experiment, run_ids]);
  return rows.flatMap((row) => {
    const back = toBack(row, ends.get(row.run_id) ?? null);
    return back === null ? [] : [{
      run_id: row.run_id,
      instance: row.operation_id,
      kind: row.subject,
      cell: row.worker,
      back,
      noticed: row.noticed,
      routable: row.routable,
      left: row.code,
    }];
  });
}

function toBack(
  { is_back, seconds, since }: z.infer<typeof Row>,
  end: number | null,
): CensoredTime | null {
  const watched = since === null || end === null
    ? null
    : Math.max(0, end - since);
  if (is_back && seconds !== null && seconds <= (watched ?? Infinity)) {
    return { seconds, censored: false };
  }
  return watched === null ? null : { seconds: watched, censored: true };
}
