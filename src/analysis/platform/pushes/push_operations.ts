/** Both phases of each push of an experiment, as recorded. */
import { z } from "zod";
import { Outcome, sqlEnum, sqlText } from "../../../record/mod.ts";
import {
  maybeNumberColumn,
  textColumn,
  wordColumn,
} from "../../../store/column_types.ts";
import type { Store } from "../../../store/mod.ts";

/** Phases of a push: upload, then staging and start until all instances run. */
export const pushPhases = ["push", "start"] as const;
/** Phase of a push. */
export type PushPhase = (typeof pushPhases)[number];

/** One phase of the push of one application. */
export interface PushOperation {
  readonly run_id: string;
  readonly phase: PushPhase;
  /** Name of the application; the id of the operation without its phase. */
  readonly app: string;
  /** Kind of the application; empty if not recorded. */
  readonly kind: string;
  /** Seconds since 1970; null for a phase that never began. */
  readonly started: number | null;
  readonly seconds: number | null;
  readonly outcome: Outcome;
  /** Why it did not succeed; empty for one that did. */
  readonly code: string;
  readonly error: string;
}

/** What is the same in many rows; null without a row. */
const Few = z.strictObject({
  runs: z.array(z.string()).nullable(),
  kinds: z.array(z.string()).nullable(),
});

const PushColumns = z.tuple([
  textColumn,
  wordColumn(pushPhases),
  textColumn,
  textColumn,
  maybeNumberColumn,
  maybeNumberColumn,
  wordColumn(Outcome.options),
]);

/** Why a phase did not succeed. */
const Reason = z.strictObject({
  run_id: z.string(),
  phase: z.enum(pushPhases),
  app: z.string(),
  code: z.string(),
  error: z.string(),
});

/** SQL: name of the application of an operation. */
const APP = `CASE WHEN starts_with(operation_id, operations.kind || ':')
  THEN substr(operation_id, length(operations.kind) + 2) ELSE operation_id END`;

/**
 * Returns the phases of all pushes, by run and in order of their start; those that never began come last. `run_ids` are
 * those of the runs that are read, null for all.
 */
export async function pushOperations(
  store: Store,
  experiment: string,
  run_ids: readonly string[] | null = null,
): Promise<PushOperation[]> {
  if (run_ids?.length === 0) return [];
  const own = "experiment = $1 AND operations.kind IN ('push', 'start')" +
    (run_ids === null
      ? ""
      : ` AND run_id IN (${run_ids.map(sqlText).join(", ")})`);
  const found = await store.query(
    Few,
    `SELECT list(DISTINCT run_id ORDER BY run_id) AS runs, list(DISTINCT subject ORDER BY subject) AS kinds
     FROM operations JOIN runs USING (run_id) WHERE ${own}`,
    [experiment],
  );
  const [few] = found;
  if (!few || few.runs === null || few.kinds === null) return [];
  // A platform of a thousand cells has a hundred thousand pushes: they are checked by column.
  const { values } = await store.columns(
    `SELECT CAST(run_id AS ${
      sqlEnum(few.runs)
    }) AS run, CAST(operations.kind AS ${
      sqlEnum(pushPhases)
    }) AS phase, ${APP} AS app,
      CAST(subject AS ${
      sqlEnum(few.kinds)
    }) AS kind, epoch(operations.started_at) AS started, duration_s AS seconds,
      CAST(outcome AS ${sqlEnum(Outcome.options)}) AS outcome
     FROM operations JOIN runs USING (run_id) WHERE ${own}
     ORDER BY run_id, operations.started_at NULLS LAST, operation_id`,
    [experiment],
  );
  // A result without rows has no columns either.
  if (values.length === 0) return [];
  const [runs, phases, apps, kinds, started, seconds, outcomes] = PushColumns
    .parse(values);
  // Few have a reason, and to read a text of every row takes longer than its numbers.
  const reasons = new Map(
    (await store.query(
      Reason,
      `SELECT run_id, operations.kind AS phase, ${APP} AS app, code, error
       FROM operations JOIN runs USING (run_id) WHERE ${own} AND outcome <> 'ok'`,
      [experiment],
    )).map((reason) => [keyOf(reason), reason]),
  );
  return runs.map((run_id, i): PushOperation => {
    const [phase, app, outcome] = [phases[i]!, apps[i]!, outcomes[i]!];
    const reason = outcome === "ok"
      ? undefined
      : reasons.get(keyOf({ run_id, phase, app }));
    return {
      ...{ run_id, phase, app, kind: kinds[i]!, outcome },
      started: started[i] ?? null,
      seconds: seconds[i] ?? null,
      code: reason?.code ?? "",
      error: reason?.error ?? "",
    };
  });
}

const Success = z.strictObject({ run_id: z.string(), share: z.number() });

/** Returns, of each run with pushes, the share of the applications of which both phases succeeded, by run id. */
export async function pushSuccess(
  store: Store,
  experiment: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await store.query(
    Success,
    `SELECT run_id, count(*) FILTER (succeeded) / count(*) AS share FROM (
       SELECT run_id, ${APP} AS app, bool_and(outcome = 'ok') AS succeeded
       FROM operations JOIN runs USING (run_id)
       WHERE experiment = $1 AND operations.kind IN ('push', 'start') GROUP BY ALL)
     GROUP BY run_id ORDER BY run_id`,
    [experiment],
  );
  return new Map(rows.map(({ run_id, share }) => [run_id, share]));
}

function keyOf(
  { run_id, phase, app }: Pick<PushOperation, "run_id" | "phase" | "app">,
): string {
  return JSON.stringify([run_id, phase, app]);
}

/** Returns the time at which a phase ended, in seconds since 1970; null if it never began or never ended. */
export function pushEnd(
  { started, seconds }: Pick<PushOperation, "started" | "seconds">,
): number | null {
  return started === null || seconds === null ? null : started + seconds;
}
