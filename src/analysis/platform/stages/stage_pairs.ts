/** Which stages are slow together: each pair of steps with its rank correlation, and the points of one pair. */
import { spearman } from "../../../statistics/mod.ts";
import { type StageStep, stageSteps, stepSeconds } from "./stage_steps.ts";
import type { StageTimelines } from "./stage_timelines.ts";

/** Weaker correlations, of either sign, are no finding in thousands of entities, however sure they are. */
export const WEAKEST_CORRELATION = 0.1;

/** Two steps, the earlier one first. */
export interface StagePair {
  readonly x: StageStep;
  readonly y: StageStep;
  /** Entities that have both. */
  readonly n: number;
  /** Spearman's rank correlation; null with too few entities, or where a step always takes as long. */
  readonly correlation: number | null;
}

/** An entity in the scatter of a pair. Seconds. */
export interface StagePoint {
  readonly entity: string;
  readonly cell: string;
  readonly x: number;
  readonly y: number;
}

/** Returns all pairs of steps of a run, the most correlated of either sign first; those without a value come last. */
export function stagePairs(timelines: StageTimelines): StagePair[] {
  const steps = stageSteps(timelines);
  return steps.flatMap((x, i) =>
    steps.slice(i + 1).map((y): StagePair => {
      const points = stagePoints(timelines, { x, y });
      return {
        ...{ x, y, n: points.length },
        correlation: spearman(
          points.map((point) => point.x),
          points.map((point) => point.y),
        ),
      };
    })
  ).sort((a, b) =>
    Math.abs(b.correlation ?? 0) - Math.abs(a.correlation ?? 0) ||
    a.x.position - b.x.position || a.y.position - b.y.position
  );
}

/** Returns a point for each entity that has both steps, neither of them negative. */
export function stagePoints(
  { entities }: StageTimelines,
  { x, y }: Pick<StagePair, "x" | "y">,
): StagePoint[] {
  return entities.flatMap((one) => {
    const [across, up] = [stepSeconds(one, x), stepSeconds(one, y)];
    if (across === null || up === null || across < 0 || up < 0) return [];
    return [{ entity: one.entity, cell: one.cell, x: across, y: up }];
  });
}
