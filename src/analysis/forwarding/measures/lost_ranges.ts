/** The map of lost lines of runs: which sequence numbers each sink never got. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";

/** Ranges of one subject of a run that a figure can show; nearby ones are joined beyond that. */
const MAX_RANGES = 2000;

const sql = `WITH chosen AS (SELECT unnest($1::JSON::VARCHAR[]) AS run_id),
  lost AS (
    SELECT run_id, subject, outcome, stream, "first" AS first_line,
      "last" AS last_line, n, epoch(from_at) AS from_s, epoch(to_at) AS to_s,
      count(*) OVER (PARTITION BY run_id, subject, outcome) AS ranges,
      max("last") OVER (PARTITION BY run_id, subject, outcome) AS highest,
      greatest(1, ${MAX_RANGES} // max(stream) OVER (
        PARTITION BY run_id, subject, outcome)) AS bins
    FROM sequences SEMI JOIN chosen USING (run_id)
    WHERE outcome IN ('lost', 'duplicated')),
  zero AS (
    SELECT run_id, min(epoch(events.at)) AS zero_s
    FROM events SEMI JOIN chosen USING (run_id)
    WHERE kind = 'phase' AND subject = 'measure' GROUP BY run_id)
  SELECT run_id, subject, outcome, stream, min(first_line) AS first_line,
    max(last_line) AS last_line, CAST(sum(n) AS BIGINT) AS n,
    min(from_s) - any_value(zero_s) AS from_s,
    max(to_s) - any_value(zero_s) AS to_s
  FROM lost LEFT JOIN zero USING (run_id)
  GROUP BY run_id, subject, outcome, stream, CASE WHEN ranges > ${MAX_RANGES}
    THEN first_line * bins // (highest + 1) ELSE -1 - first_line END
  ORDER BY run_id, subject, outcome, stream, first_line`;

const Row = z.strictObject({
  run_id: z.string(),
  subject: z.string(),
  outcome: z.enum(["lost", "duplicated"]),
  stream: z.number(),
  /** Sequence numbers, both included; `n` lines of them, fewer where ranges were joined. */
  first_line: z.number(),
  last_line: z.number(),
  n: z.number(),
  /** When they were due, in seconds since the start of the phase measure; null if not recorded. */
  from_s: z.number().nullable(),
  to_s: z.number().nullable(),
});

/** Lines of one stream of a run that one sink never got, or got more than once. */
export type LostRange = z.infer<typeof Row>;

/** Returns the lost and the duplicated ranges of runs, by run, subject, stream and number; some thousands of each. */
export function lostRanges(
  store: Store,
  run_ids: readonly string[],
): Promise<LostRange[]> {
  return store.query(Row, sql, [JSON.stringify(run_ids)]);
}
