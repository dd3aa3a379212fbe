/** Throughput, latency and errors of one run over its time, of any experiment whose operations have times. */
import { z } from "zod";
import type { RunTimeline } from "../../figures/mod.ts";
import type { Store } from "../../store/mod.ts";
import { binnedRows } from "./binned_rows.ts";
import type { BinWishes } from "./run_bins.ts";
import sql from "./run_timeline.sql" with { type: "text" };

const seconds = z.number().nullable();

const Row = z.strictObject({
  bin: z.number(),
  in_time: z.number().nullable(),
  late: z.number().nullable(),
  failed: z.number().nullable(),
  p50: seconds,
  p95: seconds,
  p99: seconds,
  max: seconds,
});

/** A p99 needs a hundred operations; more bins than 120 cannot be told apart. */
export const timelineBins: BinWishes = { most: 120, operations: 100 };

/**
 * Returns the operations of a run's load by the time of their end, without probes and read-backs, in bins that suit its
 * length. Null for a run without the time of any operation.
 */
export async function runTimeline(
  store: Store,
  run_id: string,
): Promise<RunTimeline | null> {
  const found = await binnedRows(store, run_id, {
    schema: Row,
    sql,
    wishes: timelineBins,
  });
  return found && {
    clock: found.span.clock,
    width: found.width,
    unfinished: found.span.unfinished,
    bins: found.rows,
  };
}
