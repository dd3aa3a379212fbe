/** The sure load line: the definition of sustainable load for our own and for imported records. */

import {
  type Bracket,
  type LoadResult,
  type RunResult,
  toBracket,
} from "../../lab/plan/load_line_search.ts";

/**
 * A sure line: its ends, by the rule `every`, and how sure they are. Callers exclude invalid runs, so an inconclusive
 * result is unknown.
 */
export interface SureLine extends Bracket {
  /** Runs at the load `passed`, all of which passed. */
  readonly n: number;
  /** Runs that passed at or below this load. */
  readonly below: number;
  /** Inconclusive runs at or below this load. */
  readonly unknown: number;
  /** Upper bound (one-sided, 95 %) of the share of runs that fail at `passed`, 1 = 100 %; null without a line. */
  readonly bound: number | null;
  /** Runs that failed at the load `failed`, and conclusive runs at it. */
  readonly failures: number;
  readonly judged: number;
  /** Runs that passed at or above the load `failed`: in that range the result is up to chance. */
  readonly contradictions: number;
}

/** Confidence of the bound. */
const CONFIDENCE = 0.95;

/** Computes the sure line from the runs of one configuration, in any order. */
export function sureLine(runs: readonly LoadResult[]): SureLine {
  const bracket = toBracket(runs, "every");
  const { passed, failed } = bracket;
  const count = (
    wanted: RunResult,
    isIn: (value: number) => boolean,
  ) =>
    runs.filter(({ result, value }) => result === wanted && isIn(value)).length;
  const isBelow = (value: number) => passed !== null && value <= passed;
  const failures = count("failed", (value) => value === failed);
  const n = count("passed", (value) => value === passed);
  return {
    ...bracket,
    n,
    below: count("passed", isBelow),
    unknown: count("inconclusive", isBelow),
    bound: passed === null ? null : maxFailShare(n),
    failures,
    judged: failures + count("passed", (value) => value === failed),
    contradictions: count(
      "passed",
      (value) => failed !== null && value >= failed,
    ),
  };
}

/**
 * Returns the upper bound of the share of failures after n runs without one: Clopper and Pearson with no event,
 * 1 − (1 − c)^(1/n), about 3/n for large n ("rule of three": Hanley and Lippman-Hand, JAMA 249, 1983). 1 if n is 0.
 */
export function maxFailShare(n: number): number {
  return n === 0 ? 1 : 1 - (1 - CONFIDENCE) ** (1 / n);
}
