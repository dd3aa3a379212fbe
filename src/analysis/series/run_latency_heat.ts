/** Latency of one run over its time, as counts, of any experiment whose operations have times. */
import { z } from "zod";
import type { LatencyHeat } from "../../figures/mod.ts";
import type { Store } from "../../store/mod.ts";
import { binnedRows } from "./binned_rows.ts";
import sql from "./run_latency_heat.sql" with { type: "text" };

const Row = z.strictObject({
  bin: z.number(),
  lower: z.number(),
  upper: z.number(),
  count: z.number(),
});

/**
 * Returns how many operations of a run's load were answered, by the time of their end and their latency, without empty
 * cells. Null for a run without the time of any operation.
 */
export async function runLatencyHeat(
  store: Store,
  run_id: string,
): Promise<LatencyHeat | null> {
  const found = await binnedRows(store, run_id, {
    schema: Row,
    sql,
    wishes: { most: 80, operations: 50 },
  });
  return found && {
    clock: found.span.clock,
    width: found.width,
    cells: found.rows,
  };
}
