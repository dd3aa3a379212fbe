/** Excludes invalid runs from queries over several experiments. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { validity } from "./validity.ts";

const Row = z.strictObject({ experiment: z.string() });

/** Returns the ids of all visible runs that are invalid by the current rules, as a JSON array for `isCounted()`. */
export async function invalidRuns(store: Store): Promise<string> {
  const experiments = await store.query(
    Row,
    "SELECT DISTINCT experiment FROM runs ORDER BY experiment",
  );
  const ids: string[] = [];
  // Sequentially, as each query reads the rows of a whole experiment.
  for (const { experiment } of experiments) {
    for (
      const { run_id, status } of (await validity(store, experiment)).values()
    ) {
      if (status === "invalid") ids.push(run_id);
    }
  }
  return JSON.stringify(ids);
}

/** Returns the SQL condition that `run_id` is not in the parameter, such as `$invalid`, of `invalidRuns()`. */
export function isCounted(parameter: string): string {
  return `run_id NOT IN (SELECT UNNEST(${parameter}::JSON::VARCHAR[]))`;
}
