/** Both phases of each push of an experiment, as recorded. */
import { z } from "zod";
import { Outcome } from "../../../record/mod.ts";
import type { Store } from "../../../store/mod.ts";

/** Phases of a push: upload, then staging and start until all instances run. */
export const pushPhases = ["push", "start"] as const;
/** Phase of a push. */
export type PushPhase = (typeof pushPhases)[number];

const Row = z.strictObject({
  run_id: z.string(),
  phase: z.enum(pushPhases),
  /** Name of the application; the id of the operation without its phase. */
  app: z.string(),
  /** Kind of the application; empty if not recorded. */
  kind: z.string(),
  /** Seconds since 1970; null for a phase that never began. */
  started: z.number().nullable(),
  seconds: z.number().nullable(),
  outcome: Outcome,
  code: z.string(),
  error: z.string(),
});
/** One phase of the push of one application. */
export type PushOperation = z.infer<typeof Row>;

/** Returns the phases of all pushes, by run and in order of their start; those that never began come last. */
export function pushOperations(
  store: Store,
  experiment: string,
): Promise<PushOperation[]> {
  return store.query(
    Row,
    `SELECT run_id, operations.kind AS phase, CASE WHEN starts_with(operation_id, operations.kind || ':')
        THEN substr(operation_id, length(operations.kind) + 2) ELSE operation_id END AS app,
      subject AS kind, epoch(operations.started_at) AS started, duration_s AS seconds, outcome, code, error
     FROM operations JOIN runs USING (run_id)
     WHERE experiment = $1 AND operations.kind IN ('push', 'start')
     ORDER BY run_id, operations.started_at NULLS LAST, operation_id`,
    [experiment],
  );
}

/** Returns the time at which a phase ended, in seconds since 1970; null if it never began or never ended. */
export function pushEnd(
  { started, seconds }: Pick<PushOperation, "started" | "seconds">,
): number | null {
  return started === null || seconds === null ? null : started + seconds;
}
