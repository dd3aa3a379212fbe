/** Finds the most memory that a process under test used. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";

const Row = z.strictObject({
  source: z.string(),
  bytes: z.number(),
  samples: z.number(),
});

/** The process that used the most memory at once, of all that were sampled. */
export interface Peak extends z.infer<typeof Row> {
  /** Processes that were sampled. */
  readonly processes: number;
}

/** Returns the peak of resident memory over nodes and servers under test; null where none was sampled. */
export async function peakMemory(
  store: Store,
  run_id: string,
): Promise<Peak | null> {
  const rows = await store.query(
    Row,
    `SELECT samples.source, max(value) AS bytes, count(*) AS samples FROM samples
     WHERE run_id = $1 AND metric = 'memory' AND unit = 'B'
       AND source_kind(samples.source) IN ('node', 'prometheus', 'forwarder')
     GROUP BY samples.source ORDER BY bytes DESC, samples.source`,
    [run_id],
  );
  const [first] = rows;
  return first ? { ...first, processes: rows.length } : null;
}
