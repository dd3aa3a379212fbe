/** Reads what a run on a container platform did: pushes, tasks, instances, recovery and loops. */
import {
  type PlatformMeasures,
  platformMeasures,
  type PushPhaseTimes,
  pushPhaseTimes,
  type PushRun,
  pushRuns,
  type StoreProbes,
  storeProbes,
} from "../../analysis/mod.ts";
import type { Run } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";

/** One run on a container platform. */
export interface PlatformContent extends PlatformMeasures {
  /** Pushes of each kind of application, the largest kind first. */
  readonly kinds: readonly KindPushes[];
  /** Each phase by kind. */
  readonly phases: readonly PushPhaseTimes[];
  /** Small tasks around a fault of the store; null without any. */
  readonly probes: StoreProbes | null;
}

/** The pushes of one kind of application. */
export interface KindPushes extends PushRun {
  readonly kind: string;
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
  const { pushes } = measures;
  // Summed up once, as there may be a hundred thousand.
  const kinds = [...Map.groupBy(pushes, ({ kind }) => kind)]
    .flatMap(([kind, own]) => pushRuns(own).map((run) => ({ kind, ...run })))
    .sort((a, b) => b.apps - a.apps);
  return { ...measures, probes, kinds, phases: pushPhaseTimes(pushes) };
}
