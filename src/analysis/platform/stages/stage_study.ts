/** Work that was asked for at once, stage by stage: every run of an experiment with the timelines of its entities. */
import { type MeanInterval, meanInterval } from "../../../statistics/mod.ts";
import type { Store } from "../../../store/mod.ts";
import {
  type BatchKind,
  batchKinds,
  type BatchTimes,
  batchTimes,
} from "../pushes/batch_times.ts";
import { type PlatformRun, platformRuns } from "../runs/platform_runs.ts";
import { ASKED_STAGE } from "./stage_steps.ts";
import { type StageDuration, stageDurations } from "./stage_durations.ts";
import { type StageTimelines, stageTimelines } from "./stage_timelines.ts";
import { countTimelines, type TimelineCounts } from "./timeline_counts.ts";
import { cellCount } from "../runs/cell_count.ts";

/** The timelines of one run. */
export interface StageSet {
  readonly run: PlatformRun;
  readonly timelines: StageTimelines;
  readonly durations: readonly StageDuration[];
  readonly counts: TimelineCounts;
  /** When all were done; null if the run has no operation of the kind with a start. */
  readonly batch: BatchTimes | null;
}

/** The runs of one kind of work and one size. */
export interface StageCase {
  readonly kind: BatchKind;
  readonly cells: number | null;
  /** Entities of each run, the most of them. */
  readonly n: number;
  /** `tasks`. */
  readonly noun: string;
  /** `4,000 tasks, 100 cells`. */
  readonly label: string;
  /** In order of time. */
  readonly sets: readonly StageSet[];
  /** Seconds until all were done, over the runs in which all were. */
  readonly all_in: MeanInterval;
  /** Least and largest of the same; null if no run did all. */
  readonly all_in_range: readonly [number, number] | null;
  /** Share of each stage in the time of all entities, without the test's own waiting, in order of the stages. */
  readonly shares: readonly StageShare[];
}

/** Share of the way to a stage in the time of all entities. */
export interface StageShare {
  readonly stage: string;
  /** 1 = 100 %; NaN if no time passed at all. */
  readonly share: number;
}

/** The stages of one experiment on one system. */
export interface StageStudy {
  readonly experiment: string;
  readonly system: string;
  /** Every run of the system, of any status, in order of time. */
  readonly runs: readonly PlatformRun[];
  /** By kind, and by size. */
  readonly cases: readonly StageCase[];
}

const nouns: Readonly<Record<BatchKind, readonly [string, string]>> = {
  task: ["task", "tasks"],
  lrp: ["instance", "instances"],
};

/** Reads the timelines of the runs that count; those without any stage are in no case. */
export async function stageStudy(
  store: Store,
  { experiment, system }: {
    readonly experiment: string;
    readonly system: string;
  },
): Promise<StageStudy> {
  const runs = (await platformRuns(store, experiment))
    .filter((run) => run.system === system);
  const valid = runs.filter(({ status }) => status === "ok");
  const batches = await batchTimes(store, { experiment, runs: valid });
  const sets: (StageSet & { readonly kind: BatchKind })[] = [];
  for (const run of valid) {
    for (const kind of batchKinds) {
      const timelines = await stageTimelines(store, {
        run_id: run.run_id,
        kind,
      });
      if (timelines === null) continue;
      sets.push({
        ...{ run, kind, timelines },
        durations: stageDurations(timelines),
        counts: countTimelines(timelines),
        batch: batches.find((batch) =>
          batch.run_id === run.run_id && batch.kind === kind
        ) ?? null,
      });
    }
  }
  const groups = Map.groupBy(
    sets,
    ({ kind, run: { case_id } }) => JSON.stringify([kind, case_id]),
  );
  const cases = [...groups.values()].flatMap((own) => toCase(own) ?? []);
  return {
    ...{ experiment, system, runs },
    cases: cases.toSorted((a, b) =>
      batchKinds.indexOf(a.kind) - batchKinds.indexOf(b.kind) ||
      a.n - b.n || (a.cells ?? 0) - (b.cells ?? 0)
    ),
  };
}

function toCase(
  sets: readonly (StageSet & { readonly kind: BatchKind })[],
): StageCase | null {
  const [first] = sets;
  if (!first) return null;
  const { kind, run: { cells } } = first;
  const n = sets.reduce((most, { counts }) => Math.max(most, counts.n), 0);
  const noun = nouns[kind][n === 1 ? 0 : 1];
  const size = cells === null ? "" : `, ${cellCount(cells)}`;
  const ends = sets.flatMap(({ batch }) => {
    const last = batch?.times.at(-1)?.time;
    return last && !last.censored ? [last.seconds] : [];
  });
  return {
    ...{ kind, cells, n, noun, sets },
    label: `${n.toLocaleString("en-US")} ${noun}${size}`,
    all_in: meanInterval(ends),
    all_in_range: ends.length === 0
      ? null
      : [Math.min(...ends), Math.max(...ends)],
    shares: sharesOf(sets),
  };
}

/** Sums the time of each stage over runs. */
function sharesOf(sets: readonly StageSet[]): StageShare[] {
  const totals = new Map<string, number>();
  for (const { durations } of sets) {
    for (const { stage, n, mean } of durations) {
      if (stage === ASKED_STAGE) continue;
      totals.set(stage, (totals.get(stage) ?? 0) + n * (mean ?? 0));
    }
  }
  const all = [...totals.values()].reduce((sum, total) => sum + total, 0);
  return [...totals].map(([stage, total]) => ({ stage, share: total / all }));
}

/** Returns the largest case of a kind of work; null without one. */
export function largestCase(
  { cases }: Pick<StageStudy, "cases">,
  kind: BatchKind,
): StageCase | null {
  return cases.filter((one) => one.kind === kind).at(-1) ?? null;
}

/** Returns the stage that takes the largest share of the time of a case; null if no time passed. */
export function longestStage(
  { shares }: Pick<StageCase, "shares">,
): StageShare | null {
  return shares.filter(({ share }) => share > 0)
    .reduce<StageShare | null>(
      (most, one) => most === null || one.share > most.share ? one : most,
      null,
    );
}
