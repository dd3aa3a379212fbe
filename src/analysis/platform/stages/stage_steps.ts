/** Steps between stages that follow each other: what distributions and scatter measure. */
import type { EntityTimeline, StageTimelines } from "./stage_timelines.ts";

/** The time from a stage to the next one of those that a record tells, named after the one that is reached. */
export interface StageStep {
  readonly stage: string;
  /** Stage that it begins with. */
  readonly after: string;
  /** Position of the stage that is reached. */
  readonly position: number;
}

/** The stage at which someone ends an instance: the way to it is how long it was left running, and tells nothing of a platform. */
export const ASKED_STAGE = "Stopping";

/** Returns the steps between the stages of a run, in order. */
export function stageSteps({ stages }: StageTimelines): StageStep[] {
  return stages.slice(1).map((stage, i) => ({
    stage,
    after: stages[i] ?? "",
    position: i + 1,
  }));
}

/** Returns the seconds of a step of an entity, negative where clocks differ; null unless both of its stages were seen. */
export function stepSeconds(
  { times }: Pick<EntityTimeline, "times">,
  { position }: Pick<StageStep, "position">,
): number | null {
  const seconds = (times[position] ?? NaN) - (times[position - 1] ?? NaN);
  return Number.isNaN(seconds) ? null : seconds;
}
