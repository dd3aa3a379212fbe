/** How much of each timeline a record tells: complete, incomplete, and impossible ones, none of which is dropped. */
import type { EntityTimeline, StageTimelines } from "./stage_timelines.ts";

/** Number of entities by how much of their timeline is there. Only `complete` and `incomplete` exclude each other. */
export interface TimelineCounts {
  readonly n: number;
  /** Every stage that any entity has, up to the one that completes a timeline. */
  readonly complete: number;
  readonly incomplete: number;
  /** Not even one stage. */
  readonly empty: number;
  /** The first stage is missing, and a later one is there: an end without a start. */
  readonly startless: number;
  /** The completing stage is missing, and an earlier one is there: a start without an end. */
  readonly endless: number;
  /** A stage is missing between two that are there. */
  readonly gaps: number;
  /** A stage precedes one that comes before it, as where two machines' clocks differ. */
  readonly negative: number;
  /** Longest time by which a stage precedes the one before it, in seconds; null without any. */
  readonly most_negative: number | null;
  /** Entities that lack each stage, by its name; zero for none. */
  readonly missing: readonly { readonly stage: string; readonly n: number }[];
}

/** Counts the timelines of a run. */
export function countTimelines(
  { stages, until, entities }: StageTimelines,
): TimelineCounts {
  const needed = stages.slice(0, until + 1);
  const parts = entities.map((entity) => partsOf(entity, until));
  const count = (test: (part: Part) => boolean) => parts.filter(test).length;
  const backwards = parts.map(({ back }) => back).filter((back) => back > 0);
  return {
    n: entities.length,
    complete: count(({ isComplete }) => isComplete),
    incomplete: count(({ isComplete }) => !isComplete),
    empty: count(({ isEmpty }) => isEmpty),
    startless: count(({ isEmpty, hasStart }) => !isEmpty && !hasStart),
    endless: count(({ isEmpty, hasEnd }) => !isEmpty && !hasEnd),
    gaps: count(({ hasGap }) => hasGap),
    negative: backwards.length,
    most_negative: backwards.length === 0
      ? null
      : backwards.reduce((most, back) => Math.max(most, back)),
    missing: needed.map((stage, i) => ({
      stage,
      n: entities.filter(({ times }) => !isSeen(times, i)).length,
    })),
  };
}

interface Part {
  readonly isComplete: boolean;
  readonly isEmpty: boolean;
  readonly hasStart: boolean;
  readonly hasEnd: boolean;
  readonly hasGap: boolean;
  /** Longest time backwards, in seconds; 0 for none. */
  readonly back: number;
}

function partsOf({ times }: EntityTimeline, until: number): Part {
  const needed = times.subarray(0, until + 1);
  const first = needed.findIndex((time) => !Number.isNaN(time));
  const last = needed.findLastIndex((time) => !Number.isNaN(time));
  const seen = needed.filter((time) => !Number.isNaN(time)).length;
  return {
    isComplete: seen === needed.length,
    isEmpty: !times.some((time) => !Number.isNaN(time)),
    hasStart: first === 0,
    hasEnd: last === until,
    hasGap: seen > 0 && seen < last - first + 1,
    back: backOf(times),
  };
}

/** Returns the longest time by which a stage precedes the last one before it that was seen. */
function backOf(times: Float64Array): number {
  let [before, back] = [-Infinity, 0];
  for (const time of times) {
    if (Number.isNaN(time)) continue;
    back = Math.max(back, before - time);
    before = time;
  }
  return back;
}

function isSeen(times: Float64Array, position: number): boolean {
  return !Number.isNaN(times[position] ?? NaN);
}
