/** How long each step between stages takes, over all entities of several runs. */
import { type QuantileEstimate, quantiles } from "../../../statistics/mod.ts";
import type { Store } from "../../../store/mod.ts";
import { mostOf } from "../runs/share_times.ts";
import { type StageStep, stageSteps, stepSeconds } from "./stage_steps.ts";
import {
  hasStage,
  type StageTimelines,
  stageTimelines,
} from "./stage_timelines.ts";

/** Runs that are taken together. */
export interface StepGroup {
  /** `3 of 10 cells die`. */
  readonly name: string;
  readonly run_ids: readonly string[];
}

/** One step over the runs of a group. Seconds; null where there are too few values. */
export interface PooledStep extends Pick<StageStep, "stage" | "after"> {
  readonly name: string;
  /** What an entity is, in the singular: `lost instance`. */
  readonly entity: string;
  /** Runs that tell of both stages. */
  readonly runs: number;
  /** Entities with both stages, in the right order: those of the distribution. */
  readonly n: number;
  /** Those with a stage that lack one of the two, and those with both in the wrong order. */
  readonly missing: number;
  readonly negative: number;
  readonly median: QuantileEstimate;
  readonly p95: QuantileEstimate;
  readonly max: number | null;
}

/** The entities of several runs with their seconds of a step; null where a stage was not seen. */
interface OpenStep extends Pick<PooledStep, "stage" | "after" | "entity"> {
  runs: number;
  readonly seconds: (number | null)[];
}

/**
 * Returns the steps of the operations of one kind, group by group. Operations without any stage are left out, as those are
 * of which none is recorded; a group whose runs recorded no stages has no steps.
 */
export function pooledSteps(
  store: Store,
  { kind, groups }: {
    readonly kind: string;
    readonly groups: readonly StepGroup[];
  },
): Promise<PooledStep[]> {
  return poolSteps(groups, (run_id) => stageTimelines(store, { run_id, kind }));
}

/** Returns the steps of the timelines that `read` returns for each run, group by group; it returns null for a run without. */
export async function poolSteps(
  groups: readonly StepGroup[],
  read: (run_id: string) => Promise<StageTimelines | null>,
): Promise<PooledStep[]> {
  const steps: PooledStep[] = [];
  for (const { name, run_ids } of groups) {
    const open = new Map<string, OpenStep>();
    for (const run_id of run_ids) {
      const timelines = await read(run_id);
      if (timelines === null) continue;
      const staged = timelines.entities.filter(hasStage);
      for (const step of stageSteps(timelines)) {
        const own = openStep(open, step, timelines.counted);
        own.runs++;
        for (const entity of staged) {
          own.seconds.push(stepSeconds(entity, step));
        }
      }
    }
    steps.push(...[...open.values()].map((step) => toPooled(name, step)));
  }
  return steps;
}

function openStep(
  open: Map<string, OpenStep>,
  { stage, after }: StageStep,
  entity: string,
): OpenStep {
  const key = JSON.stringify([after, stage]);
  const known = open.get(key);
  if (known) return known;
  const created: OpenStep = { stage, after, entity, runs: 0, seconds: [] };
  open.set(key, created);
  return created;
}

function toPooled(
  name: string,
  { stage, after, entity, runs, seconds }: OpenStep,
): PooledStep {
  const seen = seconds.filter((value) => value !== null);
  const valid = seen.filter((value) => value >= 0);
  const [median, p95] = quantiles(valid, [0.5, 0.95]) as [
    QuantileEstimate,
    QuantileEstimate,
  ];
  return {
    ...{ name, stage, after, entity, runs, n: valid.length, median, p95 },
    missing: seconds.length - seen.length,
    negative: seen.length - valid.length,
    max: mostOf(valid),
  };
}
