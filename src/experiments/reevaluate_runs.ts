/** Judges recorded runs again, by today's rules and objectives, for the next step of a resumed search. */
import {
  type JudgeOptions,
  judgeRecordedRun,
} from "../analysis/validity/judge_run.ts";
import type { Run } from "../record/mod.ts";
import type { Store } from "../store/mod.ts";

/** Returns runs of one experiment with their current status and verdict; unchanged if the store does not have them. */
export async function reevaluateRuns(
  store: Store,
  runs: readonly Run[],
  options: JudgeOptions,
): Promise<Run[]> {
  const judged: Run[] = [];
  for (const run of runs) {
    judged.push((await judgeRecordedRun(store, run, options)).run);
  }
  return judged;
}
