/** Compares the metrics of matched cases as one family of tests. */
import type { Objective } from "../../lab/plan/experiment.ts";
import {
  holm,
  repetitionsMissing,
  type StratifiedTest,
  stratifiedTest,
  type Stratum,
} from "../../statistics/mod.ts";
import { LEVEL } from "../overview/comparison.ts";
import type { CasePair, RunStratum } from "./case_pairs.ts";
import { type ComparedRun, ownValue, unitOf } from "./compared_run.ts";
import { type Effect, effectOf, type Level, levelOf } from "./effect.ts";
import { type MetricMeaning, metricMeaning } from "./metric_meaning.ts";

/**
 * What is known of one difference. `higher` and `lower` are differences of a metric of which neither direction is
 * better. `small`: beyond chance, and below the smallest effect of interest. `~`: chance explains it. `too few runs`:
 * so few runs could not tell any difference. `one run each`: nothing can be said of runs. `cannot tell`: what differs
 * beside explains it as well.
 */
export type MetricVerdict =
  | "better"
  | "worse"
  | "higher"
  | "lower"
  | "small"
  | "~"
  | "too few runs"
  | "one run each"
  | "cannot tell"
  | "no values";

/** One metric of one case, compared. */
export interface MetricComparison {
  /** Name of the case; empty if there is one. */
  readonly case_name: string;
  readonly metric: string;
  readonly meaning: MetricMeaning;
  readonly a: Level;
  readonly b: Level;
  /** Null without a session that has values of both sides. */
  readonly effect: Effect | null;
  /** Two-sided; null where there is no test. `adjusted`: by Holm, for all that is tested here. */
  readonly p: number | null;
  readonly adjusted: number | null;
  /** Runs that each side lacks in each session until a difference can be told. */
  readonly missing: number;
  readonly verdict: MetricVerdict;
  /**
   * Of a verdict that tells no change of interest, the largest one that the interval does not exclude, as `effect` has it;
   * null if it excludes all of interest.
   */
  readonly notExcluded: number | null;
  /** Why it is `cannot tell`; empty for other verdicts. */
  readonly reason: string;
}

/** Options of `compareMetrics`. */
export interface CompareOptions {
  /** Smallest effect of interest: share of the level, and points of a share (0.01 is one point). */
  readonly smallest: { readonly relative: number; readonly points: number };
  readonly objectives: readonly Objective[];
  /** Names of the metrics to compare; empty for all. */
  readonly metrics: readonly string[];
  /** Reason why any difference cannot be told from another change; empty without one. */
  readonly confounded: string;
  /** True if sessions are what is compared, or are taken for alike; else a difference between sessions cannot be told. */
  readonly sessionsAlike: boolean;
  /** @default {0.05} */
  readonly level?: number;
}

/** One metric of one case with the values of its runs. */
export interface MetricPair {
  readonly pair: CasePair;
  readonly metric: string;
  readonly meaning: MetricMeaning;
  readonly strata: readonly Stratum[];
  /** Of a metric whose values do not differ within any session, `leastP` is 1: no labels could make a difference. */
  readonly test: StratifiedTest;
  /** True for such a metric. It is not tested, so that it costs the others nothing of the level. */
  readonly constant: boolean;
}

/** Returns every metric of every case, in their order; those of which a side has no value too. */
export function metricPairs(
  pairs: readonly CasePair[],
  { objectives, metrics }: Pick<CompareOptions, "objectives" | "metrics">,
): MetricPair[] {
  return pairs.flatMap((pair) => {
    const runs = pair.strata.flatMap(({ a, b }) => [...a, ...b]);
    const names = new Set(runs.flatMap((run) => Object.keys(run.metrics)));
    return [...names].filter((name) =>
      (metrics.length === 0 || metrics.includes(name)) &&
      runs.some((run) => typeof run.metrics[name] === "number")
    ).map((metric) => {
      const strata = pair.strata.map((stratum) => toStratum(stratum, metric));
      const constant = strata.every(({ first, second }) =>
        new Set([...first, ...second]).size <= 1
      );
      const test = stratifiedTest(strata);
      return {
        pair,
        metric,
        meaning: metricMeaning(metric, unitOf(runs, metric), objectives),
        strata,
        test: constant ? { ...test, leastP: 1 } : test,
        constant,
      };
    });
  });
}

function toStratum({ a, b }: RunStratum, metric: string): Stratum {
  return { first: valuesOf(a, metric), second: valuesOf(b, metric) };
}

/** Returns the values of the runs that have one. */
export function valuesOf(
  runs: readonly ComparedRun[],
  metric: string,
): number[] {
  return runs.flatMap(({ metrics }) => ownValue(metrics, metric) ?? []);
}

/** Evaluates metrics that are read together; p is adjusted for all tests that can reach the level at all. */
export function compareMetrics(
  all: readonly MetricPair[],
  { smallest, confounded, sessionsAlike, level = LEVEL }: CompareOptions,
): MetricComparison[] {
  const adjusted = adjustTests(all.map(({ test }) => test), level);
  const family = adjusted.filter((p) => p !== null).length;
  const both = all.filter(({ test, constant }) => test.strata > 0 && !constant)
    .length;
  return all.map(({ pair, metric, meaning, strata, test, constant }, i) => {
    const a = levelOf(strata.map(({ first }) => first));
    const b = levelOf(strata.map(({ second }) => second));
    const complete = strata.filter(({ first, second }) =>
      first.length > 0 && second.length > 0
    );
    const effect = effectOf(complete, { isShare: meaning.unit === "1" });
    const sizes = complete.map(({ first, second }) => ({
      first: first.length,
      second: second.length,
    }));
    const p = adjusted[i] ?? null;
    const lacks = !constant && (p === null ||
      repetitionsMissing(sizes, level, Math.max(1, family)) !== 0);
    // More runs make all metrics testable, which then share the level.
    const missing = lacks
      ? repetitionsMissing(sizes, level, Math.max(1, both)) ?? 0
      : 0;
    const verdict = judge(
      { a, b, effect, p, missing, meaning },
      smallest,
      level,
    );
    const causes = [confounded, pair.apart && !sessionsAlike ? "session" : ""]
      .filter((cause) => cause !== "").join(", ");
    const reason = isDifference(verdict) ? causes : "";
    return {
      case_name: pair.name,
      ...{ metric, meaning, a, b, effect, missing },
      p: p === null ? null : test.p,
      adjusted: p,
      verdict: reason === "" ? verdict : "cannot tell",
      notExcluded: effect !== null && (verdict === "~" || verdict === "small")
        ? largestOfInterest(effect, meaning, smallest)
        : null,
      reason,
    };
  });
}

/**
 * Adjusts p values by Holm's method; null for tests that cannot reach the level however far apart the values are. That
 * depends on the number of runs alone, so leaving them out costs nothing of the level.
 */
export function adjustTests(
  tests: readonly Pick<StratifiedTest, "p" | "leastP">[],
  level: number,
): (number | null)[] {
  const able = tests.map(({ leastP }) => leastP <= level);
  const adjusted = holm(tests.filter((_, i) => able[i]).map(({ p }) => p));
  let next = 0;
  return able.map((is) => is ? adjusted[next++] ?? 1 : null);
}

function judge(
  { a, b, effect, p, missing, meaning }:
    & Pick<MetricComparison, "a" | "b" | "effect" | "missing" | "meaning">
    & { readonly p: number | null },
  smallest: CompareOptions["smallest"],
  level: number,
): MetricVerdict {
  if (effect === null) return "no values";
  if (a.n === 1 && b.n === 1) return "one run each";
  if (p === null || p > level) return missing > 0 ? "too few runs" : "~";
  if (!isOfInterest(effect, meaning, smallest)) return "small";
  const rose = effect.change > 0;
  if (meaning.better === null) return rose ? "higher" : "lower";
  return rose === (meaning.better === "higher") ? "better" : "worse";
}

/** Whether a change is at least the smallest of interest; every change of a count is. */
export function isOfInterest(
  { change, relative }: Pick<Effect, "change" | "relative">,
  { unit }: MetricMeaning,
  smallest: CompareOptions["smallest"],
): boolean {
  const least = relative
    ? smallest.relative
    : unit === "1"
    ? smallest.points
    : 0;
  return change !== 0 && Math.abs(change) >= least;
}

/** Returns the bound of an interval that is further from no change, if that would be of interest; else null. */
function largestOfInterest(
  { lower, upper, relative }: Effect,
  meaning: MetricMeaning,
  smallest: CompareOptions["smallest"],
): number | null {
  if (lower === null || upper === null) return null;
  // Halved and doubled are as far.
  const sizeOf = (change: number) =>
    Math.abs(relative ? Math.log1p(change) : change);
  const change = sizeOf(lower) > sizeOf(upper) ? lower : upper;
  return isOfInterest({ change, relative }, meaning, smallest) ? change : null;
}

/** Whether a verdict claims a difference of interest. */
export function isDifference(verdict: MetricVerdict): boolean {
  return ["better", "worse", "higher", "lower"].includes(verdict);
}
