/** Faults on real control planes: of the experiments with faults, and cells that died while one was under load. */
import type { Store } from "../../../store/mod.ts";
import { KILL_CELLS } from "../runs/platform_runs.ts";
import { type RealRun, realRuns } from "./real_runs.ts";
import { faultExperiments } from "./recovery_study.ts";

/** Loads control planes with the requests of many cells; its faults of a store are of other stores and sizes. */
const LOADED = "control-plane";

/** Returns the runs of every status, by system and number of cells. */
export async function realFaults(store: Store): Promise<RealRun[]> {
  const runs = await realRuns(store, [...faultExperiments, LOADED]);
  return runs.filter(({ experiment, fault }) =>
    experiment !== LOADED || fault === KILL_CELLS
  );
}
