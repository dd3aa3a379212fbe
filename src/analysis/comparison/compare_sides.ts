/**
 * Compares two sides of runs: which runs count, which cases match, which other settings differ, and which changes
 * are beyond chance.
 *
 * 1. `select_runs.ts`, `comparable_runs.ts`, `baseline.ts`  the runs of a side, measured and judged (`run_metrics.ts`)
 * 2. `case_pairs.ts`, `differences.ts`                      what is compared, and what differs beside it
 * 3. `compare_metrics.ts`, `effect.ts`                      each metric of each case, as one family of tests
 * 4. `shuffled_labels.ts`, `within_run.ts`                  how often it raises a false alarm; what single runs say
 * 5. `thresholds.ts`                                        limits that must be kept
 */
import type { Objective } from "../../lab/plan/experiment.ts";
import { nearest, UsageError } from "../../record/mod.ts";
import type { ClusteredShare } from "../../statistics/mod.ts";
import { type CasePair, pairCases } from "./case_pairs.ts";
import {
  compareMetrics,
  type CompareOptions,
  isDifference,
  type MetricComparison,
  metricPairs,
  valuesOf,
} from "./compare_metrics.ts";
import { type ComparedRun, entersStatistics } from "./compared_run.ts";
import {
  comparedBy,
  confounders,
  designedKeys,
  type Difference,
  differencesOf,
} from "./differences.ts";
import type { Term } from "./select_runs.ts";
import { checkLabels, type LabelCheck } from "./shuffled_labels.ts";
import {
  evaluateThresholds,
  type Threshold,
  type ThresholdResult,
  toThresholds,
} from "./thresholds.ts";
import type { RunWarmUp } from "./warm_ups.ts";
import {
  type SingleRuns,
  singleRuns,
  withinOf,
  type WithinRun,
} from "./within_run.ts";

/** One side of a comparison. */
export interface Side {
  /** As its user selected it. */
  readonly text: string;
  readonly terms: readonly Term[];
  readonly runs: readonly ComparedRun[];
}

/** Two sides compared. */
export interface Comparison {
  readonly a: Side;
  readonly b: Side;
  /** Runs of either side that do not count, by the rules of `validity/`. */
  readonly excluded: readonly ComparedRun[];
  /** Runs with background load above the limit, which count. */
  readonly disturbed: readonly ComparedRun[];
  readonly pairs: readonly CasePair[];
  readonly unmatched: readonly string[];
  readonly differences: readonly Difference[];
  readonly metrics: readonly MetricComparison[];
  /** Relative half-width of the interval of a percentile within one run, median over runs, by metric. */
  readonly within: ReadonlyMap<string, number>;
  /** Only where each side is one run. */
  readonly single: readonly SingleRuns[];
  /** Null if no test can reach the level. */
  readonly check: LabelCheck | null;
  readonly thresholds: readonly ThresholdResult[];
  /** Warm-up that was left out of the runs, by run id; empty unless it was asked for. */
  readonly warmUps: ReadonlyMap<string, RunWarmUp>;
}

/** Options of `compareSides`. */
export interface SidesOptions
  extends Pick<CompareOptions, "smallest" | "metrics"> {
  readonly objectives: readonly Objective[];
  readonly thresholds: readonly Threshold[];
  /** True if the objectives are limits on side B too, as far as they were measured. */
  readonly checkObjectives: boolean;
  /** Keys of factors that differ by design. */
  readonly varies: readonly string[];
  /** Keys of settings whose cases are compared as one, each value for itself. */
  readonly pool: readonly string[];
  readonly warmUps: Comparison["warmUps"];
  /** Share of operations that failed, with an interval that allows for outages, by run id; for single runs. */
  readonly failed: ReadonlyMap<string, ClusteredShare>;
  /** Bounds of the percentiles of single runs, by run id. */
  readonly within: ReadonlyMap<string, readonly WithinRun[]>;
}

/** Compares two sides. Throws `UsageError` if they share a run, or a threshold is about a metric that was not measured. */
export function compareSides(
  a: Side,
  b: Side,
  { objectives, checkObjectives, thresholds, ...more }: SidesOptions,
): Comparison {
  const { varies, within, smallest, metrics, pool, warmUps, failed } = more;
  requireApart(a, b);
  const [countedA, countedB] = [
    a.runs.filter(entersStatistics),
    b.runs.filter(entersStatistics),
  ];
  const counted = [...countedA, ...countedB];
  requireRecorded(pool, counted, "pool cases by");
  requireRecorded(
    varies.filter((key) => key !== "session"),
    counted,
    "let vary",
  );
  const terms = [a.terms, b.terms];
  const { pairs, unmatched } = pairCases(countedA, countedB, {
    compared: designedKeys({ a: countedA, b: countedB }, terms, varies),
    pooled: new Set(pool),
  });
  const used = {
    a: pairs.flatMap(({ strata }) => strata.flatMap(({ a }) => a)),
    b: pairs.flatMap(({ strata }) => strata.flatMap(({ b }) => b)),
  };
  const isCompared = comparedBy(terms, [...used.a, ...used.b], varies);
  const differences = differencesOf(used.a, used.b, isCompared);
  const options = {
    ...{ smallest, metrics, objectives },
    confounded: confounders(differences).map(({ key }) => key).join(", "),
    sessionsAlike: varies.includes("session") ||
      [a, b].every(({ terms }) => terms.some(({ kind }) => kind === "session")),
  };
  const all = metricPairs(pairs, options);
  const compared = withoutForeignLoad(compareMetrics(all, options), {
    pairs,
    options,
  });
  const runs = [...used.a, ...used.b];
  return {
    ...{ a, b, pairs, unmatched, differences, warmUps },
    excluded: [...a.runs, ...b.runs].filter((run) => !entersStatistics(run)),
    disturbed: runs.filter(({ disturbed }) => disturbed),
    metrics: compared,
    within: withinOf(runs, within),
    single: singleRuns(compared, used, { within, failed }),
    check: checkLabels(all, { smallest }),
    thresholds: evaluateThresholds(
      [...thresholds, ...checkObjectives ? limitsOf(objectives, compared) : []],
      compared,
      ({ case_name, metric }) =>
        pairs.filter(({ name }) => name === case_name).flatMap(({ strata }) =>
          strata.flatMap(({ b }) => valuesOf(b, metric))
        ),
    ),
  };
}

/** Returns each objective once whose metric was compared: not every run measures all of them. */
function limitsOf(
  objectives: readonly Objective[],
  compared: readonly MetricComparison[],
): Threshold[] {
  const measured = objectives.filter((objective) =>
    compared.some(({ metric }) => metric === objective.metric)
  );
  return [
    ...new Map(toThresholds(measured).map((limit) => [limit.text, limit]))
      .values(),
  ];
}

function requireApart(a: Side, b: Side): void {
  const ids = new Set(a.runs.map(({ run_id }) => run_id));
  const shared = b.runs.filter(({ run_id }) => ids.has(run_id));
  const [first] = shared;
  if (first === undefined) return;
  throw new UsageError(
    `Cannot compare '${a.text}' with '${b.text}' as ${shared.length} ${
      shared.length === 1 ? "run is" : "runs are"
    } on both sides: ${first.run_id}`,
  );
}

/** Throws `UsageError` for a key that no run records: it would change nothing, and nobody would notice. */
function requireRecorded(
  keys: readonly string[],
  runs: readonly ComparedRun[],
  doing: string,
): void {
  const known = new Set(runs.flatMap(({ factors }) => Object.keys(factors)));
  const unknown = keys.find((key) => !known.has(key));
  if (unknown === undefined || known.size === 0) return;
  throw new UsageError(
    `Cannot ${doing} '${unknown}' as no run records it; ${
      nearest(unknown.slice(0, 100), [...known])
    }`,
  );
}

/** Takes back what is found with disturbed runs only: a difference that chance explains without them, or that turns. */
function withoutForeignLoad(
  compared: readonly MetricComparison[],
  { pairs, options }: {
    readonly pairs: readonly CasePair[];
    readonly options: CompareOptions;
  },
): MetricComparison[] {
  const isQuiet = ({ disturbed }: ComparedRun) => !disturbed;
  const quiet = pairs.map((pair) => ({
    ...pair,
    strata: pair.strata.map(({ session, pooled, a, b }) => ({
      ...{ session, pooled },
      a: a.filter(isQuiet),
      b: b.filter(isQuiet),
    })),
  }));
  const sizeOf = (pairs: readonly CasePair[]) =>
    pairs.flatMap(({ strata }) => strata.flatMap(({ a, b }) => [...a, ...b]))
      .length;
  if (sizeOf(quiet) === sizeOf(pairs)) return [...compared];
  const keyOf = ({ case_name, metric }: MetricComparison) =>
    JSON.stringify([case_name, metric]);
  const others = new Map(
    compareMetrics(metricPairs(quiet, options), options)
      .map((other) => [keyOf(other), other]),
  );
  return compared.map((one) => {
    const other = others.get(keyOf(one));
    const stands = !isDifference(one.verdict) || other === undefined ||
      other.verdict === one.verdict || other.missing > 0;
    return stands
      ? one
      : { ...one, verdict: "cannot tell", reason: "foreign load" };
  });
}
