/** Reads what a run on a container platform did: pushes, tasks, instances, recovery and loops. */
import {
  type PlatformMeasures,
  platformMeasures,
  type StoreProbes,
  storeProbes,
} from "../../analysis/mod.ts";
import type { Run } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";

/** One run on a container platform. */
export interface PlatformContent extends PlatformMeasures {
  /** Small tasks around a fault of the store; null without any. */
  readonly probes: StoreProbes | null;
}

/** Reads a run on a container platform; null if the store has no such run. */
export async function readPlatform(
  store: Store,
  run: Run,
): Promise<PlatformContent | null> {
  const measures = await platformMeasures(store, run);
  if (measures === null) return null;
  const [probes = null] = await storeProbes(store, {
    experiment: run.experiment,
    runs: [measures.run],
  });
  return { ...measures, probes };
}
