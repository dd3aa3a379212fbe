/** Timelines as `stageTimelines()` returns them. */
import type { StageTimelines } from "../../src/analysis/platform/stages/stage_timelines.ts";

/** Timelines of a list of times for each entity; the last of the stages completes one. NaN: not seen. */
export function toTestTimelines(
  stages: readonly string[],
  times: readonly (readonly number[])[],
): StageTimelines {
  return {
    ...{ run_id: "r1", kind: "task", counted: "task", stages, zero: 0 },
    until: stages.length - 1,
    entities: times.map((own, i) => ({
      ...{ entity: `task:${i}`, subject: "", outcome: "ok" },
      cell: `cell-${i % 2}`,
      times: Float64Array.from(own),
    })),
  };
}
