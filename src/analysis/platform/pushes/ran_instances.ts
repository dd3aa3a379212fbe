/** Instances of the applications of a push that came to run, by the kind of their application. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";
import type { MixKind } from "./mix_check.ts";

const Row = z.strictObject({
  run_id: z.string(),
  kind: z.string(),
  /** Instances that ran at least once. */
  n: z.number(),
});
/** Instances of one kind that ran in a run. */
export type RanInstances = z.infer<typeof Row>;

/** Returns a row for each run and kind, in order. */
export function ranInstances(
  store: Store,
  experiment: string,
): Promise<RanInstances[]> {
  return store.query(
    Row,
    `SELECT run_id, subject AS kind, count(*) AS n
     FROM operations JOIN runs USING (run_id)
     WHERE experiment = $1 AND operations.kind = 'lrp' AND outcome = 'ok'
     GROUP BY run_id, subject ORDER BY run_id, subject`,
    [experiment],
  );
}

/** What ran in one run. */
export interface RanTotal {
  readonly instances: number;
  /** Bytes that the mix gives to these instances. */
  readonly memory: number;
}

/** Sums the instances of a run, and the memory that a mix gives to them; null if none is on record. */
export function sumRan(
  ran: readonly RanInstances[],
  mix: readonly MixKind[],
  run_id: string,
): RanTotal | null {
  const own = ran.filter((row) => row.run_id === run_id);
  if (own.length === 0) return null;
  const memoryOf = new Map(mix.map(({ kind, memory }) => [kind, memory]));
  return {
    instances: own.reduce((sum, { n }) => sum + n, 0),
    memory: own.reduce(
      (sum, { kind, n }) => sum + n * (memoryOf.get(kind) ?? 0),
      0,
    ),
  };
}
