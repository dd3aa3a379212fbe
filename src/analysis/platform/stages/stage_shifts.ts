/** Whether a stage takes longer for entities late in the order than for early ones, over the runs of a case. */
import { type MeanInterval, meanInterval } from "../../../statistics/mod.ts";
import type { StageCase } from "./stage_study.ts";

/** By how much the last fifth takes longer than the first to reach a stage. */
export interface StageShift {
  readonly stage: string;
  /** Seconds; mean of the runs, as entities of one run wait in one queue and are not independent. */
  readonly seconds: MeanInterval;
  /** Seconds of the least and the largest run. */
  readonly least: number;
  readonly most: number;
  /** Median of the whole step in the first run, in seconds. */
  readonly median: number | null;
}

/** Returns a row for each stage of a case of which a run tells the fifths, in order of the stages. */
export function stageShifts({ sets }: Pick<StageCase, "sets">): StageShift[] {
  const steps = sets[0]?.durations ?? [];
  return steps.flatMap(({ stage, median }) => {
    const values = sets.flatMap(({ durations }) =>
      durations.find((one) => one.stage === stage)?.shift?.seconds ?? []
    );
    return values.length === 0 ? [] : [{
      ...{ stage, seconds: meanInterval(values), median: median.value },
      least: Math.min(...values),
      most: Math.max(...values),
    }];
  });
}
