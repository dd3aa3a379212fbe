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

/** Pairs by the timelines of a run: a report draws some of them and has a table of more. */
const known = new WeakMap<StageTimelines, readonly StagePair[]>();

/**
 * Returns all pairs of steps of a run, the most correlated of either sign first; those without a value come last.
 * Computes them once for the same timelines.
 */
export function stagePairs(timelines: StageTimelines): readonly StagePair[] {
  const pairs = known.get(timelines) ?? correlatePairs(timelines);
  known.set(timelines, pairs);
  return pairs;
}

function correlatePairs(timelines: StageTimelines): StagePair[] {
  const steps = stageSteps(timelines).map((step) => ({
    step,
    seconds: timelines.entities.map((one) => stepSeconds(one, step)),
  }));
  return steps.flatMap((x, i) =>
    steps.slice(i + 1).map((y): StagePair => {
      const [across, up]: [number[], number[]] = [[], []];
      for (const [one, seconds] of x.seconds.entries()) {
        const other = y.seconds[one] ?? null;
        if (seconds === null || other === null) continue;
        if (seconds < 0 || other < 0) continue;
        across.push(seconds);
        up.push(other);
      }
      return {
        ...{ x: x.step, y: y.step, n: across.length },
        correlation: spearman(across, up),
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
