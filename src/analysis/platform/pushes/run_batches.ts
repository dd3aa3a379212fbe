/** Work that was asked for at once, with the run that asked for it. */
import type { PlatformRun } from "../runs/platform_runs.ts";
import type { BatchTimes } from "./batch_times.ts";

/** A batch with its run. */
export interface RunBatch {
  readonly run: PlatformRun;
  readonly times: BatchTimes;
}

/** Returns the batch of each run: of a run of tasks, not the instances that it staged. */
export function runBatches(
  runs: readonly PlatformRun[],
  batches: readonly BatchTimes[],
): RunBatch[] {
  return runs.flatMap((run) => {
    const kind = run.work === "tasks" ? "task" : "lrp";
    const times = batches.find((one) =>
      one.run_id === run.run_id && one.kind === kind
    );
    return times ? [{ run, times }] : [];
  });
}

/** Returns the work that was done in a second until all of it was; null if some never was. */
export function throughputOf({ n, times }: BatchTimes): number | null {
  const all = times.at(-1)?.time;
  return !all || all.censored || all.seconds === 0 ? null : n / all.seconds;
}
