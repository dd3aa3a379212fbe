/** Platforms of one system that were left alone, and what they did when they were asked for much at once. */
import type { Store } from "../../../store/mod.ts";
import { batchTimes } from "../pushes/batch_times.ts";
import { type RunBatch, runBatches } from "../pushes/run_batches.ts";
import { type SmokeStep, smokeSteps } from "../pushes/smoke_steps.ts";
import { type PlatformRun, platformRuns } from "../runs/platform_runs.ts";
import { lengthOf, type SoakRun, soakRuns } from "./soak_series.ts";

/** Everything on record on the soaks of one system's platforms. */
export interface SoakStudy {
  readonly system: string;
  /** Runs of the soak, of every status. */
  readonly runs: readonly PlatformRun[];
  /** Full platforms that were watched for long, the smallest first; all soaks if none was. */
  readonly soaks: readonly SoakRun[];
  /** Short ones, and those that were filled in part. */
  readonly others: readonly SoakRun[];
  /** Work that was asked for at once: tasks first, and of each kind of work the smallest platform. */
  readonly batches: readonly RunBatch[];
  readonly smoke: readonly SmokeStep[];
}

/** Experiments that the study reads. */
export const soakExperiments = [
  "platform-soak",
  "platform-fezzik",
  "platform-smoke",
] as const;

/** Shortest soak that is called long, in seconds. */
const LONG_S = 6 * 3600;

/** Reads the soaks of a system's platforms. */
export async function soakStudy(
  store: Store,
  system: string,
): Promise<SoakStudy> {
  const ownOf = async (experiment: string) =>
    (await platformRuns(store, experiment))
      .filter((run) => run.system === system);
  const runs = await ownOf("platform-soak");
  const all = await soakRuns(store, runs);
  const isLong = (soak: SoakRun) =>
    (soak.run.fill ?? 1) >= 1 && lengthOf(soak) >= LONG_S;
  const hasLong = all.some(isLong);
  const asked = (await ownOf("platform-fezzik"))
    .filter(({ status }) => status === "ok");
  const batches = await batchTimes(store, {
    ...{ experiment: "platform-fezzik", runs: asked },
  });
  return {
    ...{ system, runs },
    soaks: hasLong ? all.filter(isLong) : all,
    others: hasLong ? all.filter((soak) => !isLong(soak)) : [],
    batches: runBatches(asked, batches).toSorted(compareBatches),
    smoke: await smokeSteps(store, { experiment: "platform-smoke", system }),
  };
}

function compareBatches(a: RunBatch, b: RunBatch): number {
  return Number(b.run.work === "tasks") - Number(a.run.work === "tasks") ||
    (a.run.cells ?? 0) - (b.run.cells ?? 0) || a.times.n - b.times.n ||
    a.run.repetition - b.run.repetition;
}
