/** What documents say of a platform in words and numbers. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";

/** A statement. `value` is in the base unit. */
const Claim = z.strictObject({
  document: z.string(),
  /** Day; empty if not stated. */
  date: z.string(),
  about: z.string(),
  kind: z.string(),
  /** `below`, `above`, an end of a range (`min`, `max`), or `value`. */
  statistic: z.string(),
  value: z.number(),
  unit: z.string(),
  cells: z.number().nullable(),
  instances: z.number().nullable(),
  statement: z.string(),
});
/** What a document states of a platform: a bound, an end of a range, or a value. */
export type PublishedClaim = z.infer<typeof Claim>;

/** Returns the statements of an experiment of imports, in the order of their file; only those of some kinds if any is named. */
export function publishedClaims(
  store: Store,
  experiment: string,
  kinds: readonly string[] = [],
): Promise<PublishedClaim[]> {
  return store.query(
    Claim,
    `WITH settings AS (
       SELECT run_id, any_value(value) FILTER (key = 'document') AS document,
         any_value(value) FILTER (key = 'date') AS date, any_value(value) FILTER (key = 'about') AS about,
         any_value(number) FILTER (key = 'cells') AS cells, any_value(number) FILTER (key = 'instances') AS instances
       FROM params GROUP BY run_id)
     SELECT document, coalesce(date, '') AS date, coalesce(about, '') AS about, reported.kind AS kind, statistic, value,
       unit, cells, instances, notes AS statement
     FROM reported JOIN runs USING (run_id) JOIN settings USING (run_id)
     WHERE experiment = $1 AND document IS NOT NULL AND value IS NOT NULL
       AND ($2 = '[]' OR reported.kind IN (SELECT UNNEST($2::JSON::VARCHAR[])))
     ORDER BY run_id`,
    [experiment, JSON.stringify(kinds)],
  );
}
