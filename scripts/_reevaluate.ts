/** Judges the completed runs of a resumed search again. */
import { reevaluateRuns } from "../src/experiments/mod.ts";
import type { Run } from "../src/record/mod.ts";
import { Store } from "../src/store/mod.ts";
import type { Chosen } from "./_chosen.ts";
import { loadRecords } from "./_records.ts";

/** Returns them by today's rules, from their rows in a folder of records. */
export async function reevaluateDone(
  done: readonly Run[],
  { chosen, data }: { readonly chosen: Chosen; readonly data: string },
): Promise<readonly Run[]> {
  const { experiment, measure } = chosen;
  const loaded = await loadRecords(data);
  using store = await Store.open(loaded.path, {
    experiments: [experiment.name],
  });
  const { objectives } = experiment;
  return await reevaluateRuns(store, done, { objectives, measure });
}
