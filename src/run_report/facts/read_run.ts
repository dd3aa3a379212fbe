/** Reads the line of one run from the store, in the form of the record. */
import { z } from "zod";
import { Param, Run } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";

const json = z.string().transform((text): unknown => JSON.parse(text));
const Row = Run.omit({ params: true })
  .extend({ environment: json, objectives: json });

/** Returns a run with its settings, as recorded. Throws `TypeError` if the store does not have it. */
export async function readRun(store: Store, run_id: string): Promise<Run> {
  const [row] = await store.query(
    Row,
    "SELECT * FROM runs WHERE run_id = $1",
    [run_id],
  );
  if (!row) {
    throw new TypeError(`Cannot read run ${run_id} as the store has no such`);
  }
  const params = await store.query(
    Param,
    `SELECT * EXCLUDE (run_id) FROM params WHERE run_id = $1
     ORDER BY position, key`,
    [run_id],
  );
  return Run.parse({ ...row, params });
}
