/** Compares two sides of an open store: what notebooks ask for, and what `src/compare` adds baselines to. */
import type { Objective } from "../../lab/plan/experiment.ts";
import { nearest, UsageError } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import {
  type ComparableRun,
  comparableRuns,
  declaredMeasure,
  toComparedRuns,
} from "./comparable_runs.ts";
import {
  compareSides,
  type Comparison,
  type Side,
  type SidesOptions,
} from "./compare_sides.ts";
import { type ComparedRun, entersStatistics } from "./compared_run.ts";
import { failedShares } from "./failed_share.ts";
import type { MeasureOptions } from "./run_metrics.ts";
import { selectRuns } from "./select_runs.ts";
import { type RunWarmUp, runWarmUps } from "./warm_ups.ts";
import { withinRuns } from "./within_run.ts";

/** What is measured of the runs of a comparison. */
export interface MeasureRequest extends Omit<MeasureOptions, "warmUps"> {
  /** True if the warm-up of each run is looked for, and left out. */
  readonly cutWarmUp: boolean;
}

/** Runs with what was measured of them. */
export interface MeasuredRuns {
  readonly runs: readonly ComparedRun[];
  /** Empty unless warm-up was looked for. */
  readonly warmUps: ReadonlyMap<string, RunWarmUp>;
}

/** Measures runs of one or more experiments, in the order given. */
export async function measureRuns(
  store: Store,
  runs: readonly ComparableRun[],
  { cutWarmUp, ...options }: MeasureRequest,
): Promise<MeasuredRuns> {
  // Only load has a warm-up that its latencies show.
  const byLoad = runs.filter(({ mode, experiment }) =>
    mode === "imported" || declaredMeasure(experiment) === null
  );
  const warmUps: ReadonlyMap<string, RunWarmUp> = cutWarmUp
    ? await runWarmUps(store, byLoad.map(({ run_id }) => run_id))
    : new Map();
  return {
    warmUps,
    runs: await toComparedRuns(store, runs, {
      ...{ ...options, warmUps },
      measureOf: declaredMeasure,
    }),
  };
}

/** How measured sides are compared. */
export interface ComparedSidesOptions
  extends
    Pick<SidesOptions, "smallest" | "metrics" | "varies" | "pool" | "warmUps"> {
  readonly thresholds: SidesOptions["thresholds"];
  /** Objectives of the experiments, which say what is better. */
  readonly objectives: readonly Objective[];
  /** True if the objectives are limits too. */
  readonly checkObjectives: boolean;
}

/** Runs whose operations are sorted for their bounds, and operations of all: more would take longer than all else. */
const MAX_WITHIN_RUNS = 100;
const MAX_WITHIN_OPERATIONS = 5e6;

/**
 * Compares measured sides, with the bounds that the operations of single runs give. Throws `UsageError` for a metric
 * that no run has, and the errors of `compareSides`.
 */
export async function compareMeasured(
  store: Store,
  a: Side,
  b: Side,
  options: ComparedSidesOptions,
): Promise<Comparison> {
  const runs = [...a.runs, ...b.runs];
  requireMetrics(options.metrics, runs);
  const entering = runs.filter(entersStatistics);
  const counted = entering.map(({ run_id }) => run_id);
  const total = entering.reduce((sum, run) => sum + (run.operations ?? 0), 0);
  const isMuch = counted.length > MAX_WITHIN_RUNS ||
    total > MAX_WITHIN_OPERATIONS;
  const { warmUps } = options;
  return compareSides(a, b, {
    ...options,
    within: isMuch ? new Map() : await withinRuns(store, counted, { warmUps }),
    failed: counted.length > 2
      ? new Map()
      : await failedShares(store, counted, warmUps),
  });
}

/** Throws `UsageError` for a metric that no run has, with the names of those that there are. */
function requireMetrics(
  wanted: readonly string[],
  runs: readonly ComparedRun[],
): void {
  const known = new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)));
  const missing = wanted.find((metric) => !known.has(metric));
  if (missing === undefined) return;
  throw new UsageError(
    `Cannot compare metric '${missing}' as ${
      known.size === 0
        ? "nothing was measured"
        : `no run has it; ${nearest(missing.slice(0, 100), [...known])}`
    }`,
  );
}

/** Two sides of a store, and how they are compared. */
export interface StoreComparison
  extends
    MeasureRequest,
    Pick<SidesOptions, "smallest" | "metrics" | "varies" | "pool"> {
  /** Sides as their user wrote them, without baselines. */
  readonly a: string;
  readonly b: string;
}

/**
 * Compares two sides of an open store. Throws `UsageError` for a side that names no run, a metric or a key that no run
 * has, and a run that is on both sides.
 */
export async function compareStore(
  store: Store,
  { a, b, smallest, metrics, varies, pool, ...measure }: StoreComparison,
): Promise<Comparison> {
  const all = await comparableRuns(store);
  const selections = [a, b].map((text) => selectRuns(text, all, []));
  const wanted = new Set(
    selections.flatMap(({ runs }) => runs.map(({ run_id }) => run_id)),
  );
  const { runs, warmUps } = await measureRuns(
    store,
    all.filter(({ run_id }) => wanted.has(run_id)),
    measure,
  );
  const measured = new Map(runs.map((run) => [run.run_id, run]));
  const [first, second] = selections.map(({ text, terms, runs }) => ({
    ...{ text, terms },
    runs: runs.flatMap(({ run_id }) => measured.get(run_id) ?? []),
  }));
  if (!first || !second) throw new TypeError("Cannot compare a single side");
  return await compareMeasured(store, first, second, {
    ...{ smallest, metrics, varies, pool, warmUps },
    ...{ thresholds: [], objectives: [], checkObjectives: false },
  });
}
