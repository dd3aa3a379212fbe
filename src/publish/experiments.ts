/** Checks the names of experiments that a notebook opens. */
import { nearest } from "../record/mod.ts";
import type { Store } from "../store/store.ts";

/** Throws `RangeError` if the store holds no record of one of these experiments. */
export async function requireExperiments(
  store: Store,
  experiments: readonly string[],
): Promise<void> {
  // `loaded` names every part of every record, also where rows are filtered; the schema's own entry has no experiment.
  const { rows } = await store.rows(
    "SELECT DISTINCT experiment FROM store.main.loaded WHERE experiment <> '' ORDER BY ALL",
  );
  const present = rows.map(({ experiment }) => String(experiment));
  const unknown = experiments.find((name) => !present.includes(name));
  if (unknown === undefined) return;
  throw new RangeError(
    `Cannot open the store for '${unknown}' as ${
      present.length === 0
        ? "it holds no record: make one with deno task run or deno task ingest"
        : nearest(unknown, present)
    }`,
  );
}
