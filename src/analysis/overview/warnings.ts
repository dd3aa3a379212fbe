/** Warnings recorded with the runs, counted by kind. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";

const Row = z.strictObject({
  /** Experiments of whose records it is, by name, joined by commas. */
  experiments: z.string(),
  stage: z.string(),
  code: z.string(),
  n: z.number(),
  runs: z.number(),
  example: z.string(),
  place: z.string(),
});

/** Warnings of one kind: their number, the number of runs, and the first one as example. */
export type WarningCount = z.infer<typeof Row>;

/** Counts the warnings of all visible runs by kind, the most frequent first. */
export function warningsOf(store: Store): Promise<WarningCount[]> {
  return store.query(
    Row,
    `SELECT string_agg(DISTINCT experiment, ', ' ORDER BY experiment) AS experiments, stage, code,
       sum(n) AS n, count(DISTINCT run_id) AS runs,
       first(message ORDER BY run_id, place, message) AS example,
       first(place ORDER BY run_id, place, message) AS place
     FROM warnings GROUP BY stage, code ORDER BY n DESC, code`,
  );
}

/** Returns a warning's code in words: `probe-late` is `probe late`. */
export function warningName(code: string): string {
  return code.replaceAll("-", " ");
}
