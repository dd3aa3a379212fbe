/** Reads what a run left in words: its events, warnings and reported values. */
import { z } from "zod";
import { Event, Reported, Warning } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";

const EventLine = Event.omit({ run_id: true, data: true }).extend({
  /** Fields of its kind. */
  data: z.string().transform((text): Record<string, unknown> =>
    JSON.parse(text)
  ),
});
const WarningLine = Warning.omit({ run_id: true });
const ReportedLine = Reported.omit({ run_id: true });

/** One event of a run. */
export type EventLine = z.infer<typeof EventLine>;
/** One warning of a run. */
export type WarningLine = z.infer<typeof WarningLine>;
/** One value that another tool, or a person, computed. */
export type ReportedLine = z.infer<typeof ReportedLine>;

/** All lines of one run. */
export interface RunLines {
  /** In order of time; those without a time first. */
  readonly events: readonly EventLine[];
  /** The most frequent first. */
  readonly warnings: readonly WarningLine[];
  /** In the order of their source. */
  readonly reported: readonly ReportedLine[];
}

/**
 * Returns the lines of a run, of a store that `openRun()` opened. Rows of other runs of an import are no fault of this
 * one; other damage of the part is.
 */
export async function runLines(
  store: Store,
  run_id: string,
): Promise<RunLines> {
  return {
    events: await store.query(
      EventLine,
      `SELECT events.at, kind, subject, detail, data FROM events WHERE run_id = $1
       ORDER BY events.at NULLS FIRST, kind, subject, detail`,
      [run_id],
    ),
    warnings: await store.query(
      WarningLine,
      `SELECT stage, code, message, place, n FROM warnings
       WHERE run_id = $1 OR (stage = 'load' AND code NOT IN ('stray-rows', 'missing-runs'))
       ORDER BY n DESC, code, place, message`,
      [run_id],
    ),
    reported: await store.query(
      ReportedLine,
      `SELECT * EXCLUDE (run_id) FROM reported WHERE run_id = $1
       ORDER BY position, kind, statistic`,
      [run_id],
    ),
  };
}
