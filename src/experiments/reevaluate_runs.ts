/** Evaluates recorded runs again, by today's rules and objectives, for the next step of a resumed search. */
import { monitoringRuns, validity } from "../analysis/mod.ts";
import type { Run } from "../record/mod.ts";
import type { Store } from "../store/mod.ts";
import { monitoringLoad } from "./monitoring/monitoring_load.ts";

/** Returns runs of one experiment with their current status and verdict; unchanged if the store does not have them. */
export async function reevaluateRuns(
  store: Store,
  experiment: string,
  runs: readonly Run[],
): Promise<Run[]> {
  const validityOfRuns = await validity(store, experiment);
  const measured = experiment === monitoringLoad.name
    ? await monitoringRuns(store, experiment)
    : [];
  const verdicts = new Map(measured.map((run) => [run.run_id, run]));
  return runs.map((run) => {
    const { verdict, verdict_text, objectives } = verdicts.get(run.run_id) ??
      run;
    const status = validityOfRuns.get(run.run_id)?.status ?? run.status;
    return { ...run, status, verdict, verdict_text, objectives };
  });
}
