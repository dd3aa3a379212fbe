/** Reads the stages of a run's tasks, instances, pushes and requests, whoever recorded them. */
import {
  countTimelines,
  stagedKinds,
  type StageDuration,
  stageDurations,
  stageTimelines,
  type TimelineCounts,
} from "../../analysis/mod.ts";
import type { Store } from "../../store/mod.ts";

/** Stages of all operations of one kind. */
export interface KindStages {
  /** What has the stages: `task`. */
  readonly counted: string;
  readonly durations: readonly StageDuration[];
  readonly counts: TimelineCounts;
}

/** Returns a row for each kind of operations with stages, by name; empty for a run without any. */
export async function runStages(
  store: Store,
  run_id: string,
): Promise<KindStages[]> {
  const stages: KindStages[] = [];
  for (const { kind } of await stagedKinds(store, run_id)) {
    const timelines = await stageTimelines(store, { run_id, kind });
    if (timelines === null) continue;
    stages.push({
      counted: timelines.counted,
      durations: stageDurations(timelines),
      counts: countTimelines(timelines),
    });
  }
  return stages;
}
