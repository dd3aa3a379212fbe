/** How busy the machine was on which generator, forwarder and sinks of a run share the processors. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";

const sql = `SELECT run_id, favg(value) AS cpu
  FROM samples SEMI JOIN (
    SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported'
  ) USING (run_id) JOIN phases USING (run_id)
  WHERE samples.source = 'host' AND metric = 'cpu' AND phase = 'measure'
    AND samples.at >= began AND (ended IS NULL OR samples.at < ended)
  GROUP BY run_id ORDER BY run_id`;

const Row = z.strictObject({
  run_id: z.string(),
  /** Mean share of all processors that was not idle in the phase measure. */
  cpu: z.number(),
});

/** Use of the machine in one run. */
export type HostUse = z.infer<typeof Row>;

/** Returns the use of the machine in each run of an experiment in which it was sampled. */
export function hostUses(
  store: Store,
  experiment = "forwarders",
): Promise<HostUse[]> {
  return store.query(Row, sql, [experiment]);
}
