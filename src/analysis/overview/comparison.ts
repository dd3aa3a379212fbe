/** Verdicts on comparisons of repetitions, corrected for multiple comparisons. */
import { holm, type StratifiedTest } from "../../statistics/mod.ts";

/** Family-wise significance level: probability of any false positive among all comparisons read together. */
export const LEVEL = 0.05;

/**
 * `~`: not significant, although this many repetitions can show a difference. `too few runs`: they cannot show one,
 * however large it is.
 */
export type Verdict = "higher" | "lower" | "~" | "too few runs";

/** The result of one comparison of several. */
export interface ComparisonResult {
  /** Two-sided p-value of this comparison alone, and the smallest that this many repetitions can give. */
  readonly p: number;
  readonly leastP: number;
  /** `p` adjusted by Holm's method for all comparisons read together. */
  readonly adjusted: number;
  readonly verdict: Verdict;
}

/** Evaluates tests that are read together; `higher` means that the first sample of a test is the higher one. */
export function evaluateComparisons(
  tests: readonly StratifiedTest[],
  level: number = LEVEL,
): ComparisonResult[] {
  const adjusted = holm(tests.map(({ p }) => p));
  return tests.map(({ p, leastP, higher }, i) => {
    const adjustedP = adjusted[i] ?? 1;
    return {
      p,
      leastP,
      adjusted: adjustedP,
      verdict: adjustedP <= level
        ? (higher ?? 0) > 0.5 ? "higher" : "lower"
        : leastP > level / tests.length
        ? "too few runs"
        : "~",
    };
  });
}
