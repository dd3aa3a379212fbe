/** Makes runs of two variants in turn, A B B A, until the interval of their difference is as narrow as asked. */
import { type Effect, effectOf } from "../analysis/comparison/effect.ts";
import {
  type MetricMeaning,
  metricMeaning,
} from "../analysis/comparison/metric_meaning.ts";
import {
  type ComparedRun,
  entersStatistics,
  unitOf,
  valuesOf,
} from "../analysis/mod.ts";
import { nearest, UsageError } from "../record/mod.ts";
import { blockOrder, type PairedLooks, type Variant } from "./paired_looks.ts";

/** A run of a variant, with the block that it is of, from 1. */
export interface PairedRun {
  readonly variant: Variant;
  readonly block: number;
  readonly run: ComparedRun;
}

/** What a session of interleaved runs is asked for. */
export interface PairedRequest {
  readonly metric: string;
  /** Largest distance of the two bounds: a share of the level, or points of a share of operations. */
  readonly width: number;
  readonly looks: PairedLooks;
  /** Makes the next run. Null if the session is to end, as it was interrupted or its time is spent. */
  readonly makeRun: (
    place: Pick<PairedRun, "variant" | "block">,
  ) => Promise<ComparedRun | null>;
  /** Called after each look. */
  readonly onLook: (look: PairedLook) => void;
}

/** The difference after some blocks. */
export interface PairedLook {
  readonly blocks: number;
  /** Null if the runs of a variant have no value. */
  readonly effect: Effect | null;
  readonly isNarrow: boolean;
}

/** Result of a session of interleaved runs. */
export interface PairedResult extends PairedLook {
  readonly metric: string;
  readonly meaning: MetricMeaning;
  readonly confidence: number;
  readonly runs: readonly PairedRun[];
  /** Why it ended. */
  readonly end: "narrow" | "all blocks" | "stopped" | "runs fail";
}

/** Runs in sequence that do not count before a session gives up. */
const MAX_FAILED = 4;

/**
 * Makes blocks of runs and looks at the interval after those that `looks` names. The runs of a block are compared within
 * it, as they are next to each other in time. Throws `UsageError` for a metric that a run does not have.
 */
export async function runPaired(
  { metric, width, looks, makeRun, onLook }: PairedRequest,
): Promise<PairedResult> {
  const runs: PairedRun[] = [];
  const { confidence } = looks;
  const resultAt = (blocks: number, end: PairedResult["end"]) => ({
    ...lookAt(runs, { metric, width, confidence, blocks }),
    ...{ metric, confidence, runs, end },
    meaning: meaningOf(runs, metric),
  });
  const most = looks.blocks.at(-1) ?? 0;
  let failed = 0;
  for (let block = 1; block <= most; block++) {
    for (const variant of blockOrder) {
      const run = await makeRun({ variant, block });
      if (run === null) return resultAt(block, "stopped");
      requireMetric(metric, [run], `run ${run.run_id} has`);
      runs.push({ variant, block, run });
      failed = entersStatistics(run) ? 0 : failed + 1;
      if (failed === MAX_FAILED) return resultAt(block, "runs fail");
    }
    if (!looks.blocks.includes(block)) continue;
    const look = lookAt(runs, { metric, width, confidence, blocks: block });
    onLook(look);
    if (look.isNarrow) return resultAt(block, "narrow");
  }
  return resultAt(most, "all blocks");
}

/**
 * Throws `UsageError` if none of the runs that count has a metric, as a misspelt name would be noticed only when the budget
 * is spent; `who` says whose runs they are.
 */
export function requireMetric(
  metric: string,
  runs: readonly ComparedRun[],
  who: string,
): void {
  const counted = runs.filter(entersStatistics);
  const known = [
    ...new Set(counted.flatMap(({ metrics }) => Object.keys(metrics))),
  ];
  if (counted.length === 0 || known.includes(metric)) return;
  throw new UsageError(
    `Cannot compare metric '${metric.slice(0, 100)}' as ${who} none; ${
      nearest(metric.slice(0, 100), known)
    }`,
  );
}

function lookAt(
  runs: readonly PairedRun[],
  { metric, width, confidence, blocks }: {
    readonly metric: string;
    readonly width: number;
    readonly confidence: number;
    readonly blocks: number;
  },
): PairedLook {
  const counted = runs.filter(({ run }) => entersStatistics(run));
  const valuesIn = (own: readonly PairedRun[], variant: Variant) =>
    valuesOf(
      own.filter((one) => one.variant === variant).map(({ run }) => run),
      metric,
    );
  const strata = [...Map.groupBy(counted, ({ block }) => block).values()].map(
    (own) => ({ first: valuesIn(own, "a"), second: valuesIn(own, "b") }),
  );
  const isShare = meaningOf(runs, metric).unit === "1";
  const effect = effectOf(strata, { isShare, confidence });
  const span = effect === null || effect.lower === null || effect.upper === null
    ? Infinity
    : effect.upper - effect.lower;
  // The width of a count is none that was asked for.
  const isAsked = effect !== null && (effect.relative || isShare);
  return { blocks, effect, isNarrow: isAsked && span <= width };
}

function meaningOf(
  runs: readonly PairedRun[],
  metric: string,
): MetricMeaning {
  return metricMeaning(metric, unitOf(runs.map(({ run }) => run), metric));
}
