/** Which runs enter no statistic, for queries over runs of several experiments. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { validity } from "./validity.ts";

const Row = z.strictObject({ experiment: z.string() });

/** Ids of all visible runs that are invalid by what their rows say now, as JSON: the parameter of `counts()`. */
export async function invalidRuns(store: Store): Promise<string> {
  const experiments = await store.query(
    Row,
    "SELECT DISTINCT experiment FROM runs ORDER BY experiment",
  );
  const ids: string[] = [];
  // One after the other: each reads the rows of a whole experiment.
  for (const { experiment } of experiments) {
    for (
      const { run_id, status } of (await validity(store, experiment)).values()
    ) {
      if (status === "invalid") ids.push(run_id);
    }
  }
  return JSON.stringify(ids);
}

/** The SQL condition that `run_id` is none of the runs in a parameter such as `$invalid`. */
export function counts(parameter: string): string {
  return `run_id NOT IN (SELECT UNNEST(${parameter}::JSON::VARCHAR[]))`;
}
