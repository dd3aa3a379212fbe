/** Times without success around a fault: at the surviving nodes, at each node, and in the load. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import sql from "./recovery_gaps.sql" with { type: "text" };

export interface GapOptions {
  /** Detection limit, as a multiple of the longest gap before the fault. @default {2} */
  readonly noise?: number;
}

const Row = z.strictObject({
  run_id: z.string(),
  /** `survivors`: probes of all nodes outside the targets. `node-0` ...: probes of one node. `load`: the load. */
  scope: z.string(),
  /** `fault` for a gap that began before healing, `heal` for one that began after. */
  phase: z.enum(["fault", "heal"]),
  seconds: z.number(),
  /** True if it was still open when observation ended. */
  censored: z.boolean(),
  /** Seconds from the end of the injection to the start of the gap; negative when success ended before. */
  from: z.number(),
  /** Longest gap of the same scope before the fault, in seconds; null where fewer than two attempts succeeded. */
  baseline: z.number().nullable(),
});

/** Longest gap of one scope of one run in one phase. */
export interface RecoveryGap extends z.infer<typeof Row> {
  /** True if it reaches the detection limit. Attempts are spaced, so there always is a gap. */
  readonly detected: boolean;
  /** Detection limit in seconds; null where there was no gap before the fault. */
  readonly limit: number | null;
}

/**
 * Returns the longest times between consecutive successes, by run, scope and phase. A gap open at the request for the
 * fault counts from then. Without any later success, a gap lasts until observation ended.
 */
export async function recoveryGaps(
  store: Store,
  experiment: string,
  { noise = 2 }: GapOptions = {},
): Promise<RecoveryGap[]> {
  const rows = await store.query(Row, sql, [experiment]);
  return rows.map((row) => {
    const limit = row.baseline === null ? null : noise * row.baseline;
    return { ...row, limit, detected: limit === null || row.seconds >= limit };
  });
}
