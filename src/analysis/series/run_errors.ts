/** Errors of one run over its time, of any experiment whose operations have times. */
import { z } from "zod";
import type { RunErrors } from "../../figures/mod.ts";
import type { Store } from "../../store/mod.ts";
import { binnedRows } from "./binned_rows.ts";
import { timelineBins } from "./run_timeline.ts";
import sql from "./run_errors.sql" with { type: "text" };

const Row = z.strictObject({
  error: z.string(),
  bin: z.number(),
  count: z.number(),
});

/**
 * Returns the operations of a run's load that failed, by the time of their end and by outcome and error, in the bins of
 * `runTimeline`. Null for a run without the time of any operation.
 */
export async function runErrors(
  store: Store,
  run_id: string,
): Promise<RunErrors | null> {
  const found = await binnedRows(store, run_id, {
    schema: Row,
    sql,
    wishes: timelineBins,
  });
  return found && {
    clock: found.span.clock,
    width: found.width,
    ended: found.span.ended,
    bins: found.rows,
  };
}
