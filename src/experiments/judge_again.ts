/** Runs on record as their rows, and today's objectives, say: what a search that is resumed goes by. */
import { monitoringRuns, validity } from "../analysis/mod.ts";
import type { Run } from "../record/mod.ts";
import type { Store } from "../store/mod.ts";
import { monitoringLoad } from "./monitoring/monitoring_load.ts";

/** Runs of one experiment with the status and verdict that they have now. Those that the store does not hold stay as they are. */
export async function judgeAgain(
  store: Store,
  experiment: string,
  runs: readonly Run[],
): Promise<Run[]> {
  const found = await validity(store, experiment);
  const measured = experiment === monitoringLoad.name
    ? await monitoringRuns(store, experiment)
    : [];
  const verdicts = new Map(measured.map((run) => [run.run_id, run]));
  return runs.map((run) => {
    const { verdict, verdict_text } = verdicts.get(run.run_id) ?? run;
    const status = found.get(run.run_id)?.status ?? run.status;
    return { ...run, status, verdict, verdict_text };
  });
}
