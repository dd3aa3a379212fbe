/** Reads the stages of a run's tasks, instances, pushes and requests, whoever recorded them. */
import {
  countTimelines,
  stagedKinds,
  type StageDuration,
  stageDurations,
  stageTimelines,
  type TimelineCounts,
} from "../../analysis/mod.ts";
import { maybeStageModel } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";

/** Stages of all operations of one kind. */
export interface KindStages {
  /** What has the stages: `task`. */
  readonly counted: string;
  /** Number of operations. */
  readonly n: number;
  /** Null for more operations than a report that takes seconds can read. */
  readonly read: {
    readonly durations: readonly StageDuration[];
    readonly counts: TimelineCounts;
  } | null;
}

/** Operations of a kind whose stages are read. */
const MAX_OPERATIONS = 5000;

/** Returns a row for each kind of operations with stages, by name; empty for a run without any. */
export async function runStages(
  store: Store,
  run_id: string,
): Promise<KindStages[]> {
  const stages: KindStages[] = [];
  for (const { kind, operations: n } of await stagedKinds(store, run_id)) {
    if (n > MAX_OPERATIONS) {
      const counted = maybeStageModel(kind)?.entity ?? kind;
      stages.push({ counted, n, read: null });
      continue;
    }
    const timelines = await stageTimelines(store, { run_id, kind });
    if (timelines === null) continue;
    stages.push({
      ...{ counted: timelines.counted, n },
      read: {
        durations: stageDurations(timelines),
        counts: countTimelines(timelines),
      },
    });
  }
  return stages;
}
