/** Whether a platform does each thing that it is asked for: what was asked, how often it succeeded, and how long it took. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";

const Row = z.strictObject({
  /** `push`, `start`, `scale`, `task`, `remove`. */
  kind: z.string(),
  /** Kind of the application; `task` for tasks. */
  subject: z.string(),
  /** Times that it was asked, over all runs. */
  n: z.number(),
  ok: z.number(),
  /** Seconds, of what succeeded; null without one. */
  median: z.number().nullable(),
  longest: z.number().nullable(),
  /** Code of one that failed; empty for none. */
  code: z.string(),
});

/** A kind of thing that a platform was asked for. */
export type SmokeStep = z.infer<typeof Row>;

/** Kinds of operations in the order in which they are asked for. */
const kinds = ["push", "start", "scale", "task", "remove"];

/** Returns a row for each thing that the runs of an experiment asked of a system, in order. */
export async function smokeSteps(
  store: Store,
  { experiment, system }: {
    readonly experiment: string;
    readonly system: string;
  },
): Promise<SmokeStep[]> {
  const rows = await store.query(
    Row,
    `SELECT kind, subject, count(*) AS n, count(*) FILTER (outcome = 'ok') AS ok,
       median(duration_s) FILTER (outcome = 'ok') AS median, max(duration_s) FILTER (outcome = 'ok') AS longest,
       coalesce(min(CASE WHEN code = '' THEN outcome::VARCHAR ELSE code END) FILTER (outcome <> 'ok'), '') AS code
     FROM operations JOIN runs USING (run_id)
     WHERE experiment = $1 AND system = $2 AND kind IN (SELECT UNNEST($3::JSON::VARCHAR[]))
     GROUP BY kind, subject ORDER BY kind, subject`,
    [experiment, system, JSON.stringify(kinds)],
  );
  return rows.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}
