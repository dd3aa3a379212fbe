/** How long each stage takes: its distribution, its share of all time, and whether late entities take longer than early ones. */
import {
  median,
  type QuantileEstimate,
  quantiles,
  summarise,
} from "../../../statistics/mod.ts";
import { shiftBetween } from "../runs/shift_between.ts";
import {
  ASKED_STAGE,
  type StageStep,
  stageSteps,
  stepSeconds,
} from "./stage_steps.ts";
import {
  type EntityTimeline,
  hasStage,
  type StageTimelines,
} from "./stage_timelines.ts";

/** Share of the entities, in their order, that are the first and the last of them. */
const FIFTH = 0.2;

/** One of the ends of the order of entities. Seconds. */
export interface StageFifth {
  readonly n: number;
  readonly median: number | null;
}

/** Distribution of the time from one stage to the next. Seconds; null where there are too few values. */
export interface StageDuration extends Pick<StageStep, "stage" | "after"> {
  /** Entities with both stages, in the right order: those of the distribution. */
  readonly n: number;
  /** Entities that lack one of the two stages. */
  readonly missing: number;
  /** Entities with both stages in the wrong order, which are in no distribution. */
  readonly negative: number;
  readonly min: number | null;
  readonly mean: number | null;
  readonly median: QuantileEstimate;
  readonly p95: QuantileEstimate;
  readonly p99: QuantileEstimate;
  readonly max: number | null;
  /** Of the time of all steps of the platform together, 1 = 100 %; null if no time passed, and for the test's own waiting. */
  readonly share: number | null;
  /** First and last fifth of the entities in order of their start, and of their numbers where they start at one instant. */
  readonly first: StageFifth;
  readonly last: StageFifth;
  /** By how much the last fifth takes longer; null where a fifth is empty. */
  readonly shift: {
    readonly seconds: number;
    readonly lower: number | null;
    readonly upper: number | null;
  } | null;
}

/** Returns a row for each step of the stages of a run, in order. */
export function stageDurations(timelines: StageTimelines): StageDuration[] {
  const entities = inOrderOfStart(timelines.entities);
  const begun = entities.filter(hasStage).length;
  const size = Math.floor(FIFTH * begun);
  const steps = stageSteps(timelines).map((step) => {
    const values = entities.map((entity) => stepSeconds(entity, step));
    const valid = validOf(values);
    const total = valid.reduce((sum, seconds) => sum + seconds, 0);
    return { step, values, valid, total };
  });
  const time = steps.reduce(
    (sum, { step, total }) => step.stage === ASKED_STAGE ? sum : sum + total,
    0,
  );
  return steps.map(({ step: { stage, after }, values, valid, total }) => {
    const [median, p95, p99] = quantiles(valid, [0.5, 0.95, 0.99]) as [
      QuantileEstimate,
      QuantileEstimate,
      QuantileEstimate,
    ];
    const { min, mean, max } = summarise(valid);
    const first = validOf(values.slice(0, size));
    const last = validOf(values.slice(begun - size, begun));
    return {
      ...{ stage, after, n: valid.length, min, mean, median, p95, p99, max },
      missing: values.filter((seconds) => seconds === null).length,
      negative: values.filter((seconds) => seconds !== null && seconds < 0)
        .length,
      share: time > 0 && stage !== ASKED_STAGE ? total / time : null,
      first: describe(first),
      last: describe(last),
      shift: shiftOf(first, last),
    };
  });
}

/** Puts entities in the order of the first stage that was seen; those without any come last. */
export function inOrderOfStart(
  entities: readonly EntityTimeline[],
): EntityTimeline[] {
  const starts = new Map(
    entities.map((entity) => [
      entity,
      entity.times.find((time) => !Number.isNaN(time)) ?? Infinity,
    ]),
  );
  const startOf = (entity: EntityTimeline) => starts.get(entity) ?? Infinity;
  return entities.toSorted((a, b) => {
    const [x, y] = [startOf(a), startOf(b)];
    return x === y ? 0 : x < y ? -1 : 1;
  });
}

function validOf(values: readonly (number | null)[]): number[] {
  return values.flatMap((seconds) =>
    seconds === null || seconds < 0 ? [] : [seconds]
  );
}

function describe(values: readonly number[]): StageFifth {
  return {
    n: values.length,
    median: values.length === 0 ? null : median(values),
  };
}

function shiftOf(
  first: readonly number[],
  last: readonly number[],
): StageDuration["shift"] {
  const found = shiftBetween(first, last);
  return found &&
    { seconds: found.shift, lower: found.lower, upper: found.upper };
}
