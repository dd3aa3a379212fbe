/** Reads on which other machines the nodes of a run were, and how far their clocks were from that of the run. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";

const Row = z.strictObject({
  node: z.string(),
  host: z.string(),
  /** Name and release of the kernel, and the architecture; empty if unknown. */
  system: z.string(),
  cores: z.number().nullable(),
  /** Bytes. */
  memory: z.number().nullable(),
  /** Seconds by which the clock was ahead of the run's at the begin, within `bound`. */
  offset: z.number().nullable(),
  bound: z.number().nullable(),
  /** The same when it was last measured. */
  last_offset: z.number().nullable(),
  last_bound: z.number().nullable(),
});

/** The machine of one node. */
export type OtherMachine = z.infer<typeof Row>;

/** Returns them by node; none for a run on this machine alone. */
export async function otherMachines(
  store: Store,
  run_id: string,
): Promise<OtherMachine[]> {
  return await store.query(
    Row,
    `WITH clocks AS (
       SELECT samples.source AS node, arg_max(value, samples.at) FILTER (metric = 'clock_offset') AS last_offset,
         arg_max(value, samples.at) FILTER (metric = 'clock_bound') AS last_bound
       FROM samples WHERE run_id = $1 AND metric IN ('clock_offset', 'clock_bound') GROUP BY samples.source)
     SELECT subject AS node, detail AS host, coalesce(data ->> 'system', '') AS system,
       TRY_CAST(data ->> 'cores' AS DOUBLE) AS cores, TRY_CAST(data ->> 'memory' AS DOUBLE) AS memory,
       TRY_CAST(data ->> 'clock_offset' AS DOUBLE) AS "offset", TRY_CAST(data ->> 'clock_bound' AS DOUBLE) AS bound,
       last_offset, last_bound
     FROM events LEFT JOIN clocks ON clocks.node = events.subject
     WHERE run_id = $1 AND kind = 'machine' ORDER BY subject`,
    [run_id],
  );
}
