/** What a comparison of repetitions may say, when several comparisons are read together. */
import { holm, type StratifiedTest } from "../../statistics/mod.ts";

/** Chance of a single false alarm among all comparisons that are read together. */
export const LEVEL = 0.05;

/**
 * `~`: the difference is within noise, though so many repetitions could have told it. `too few runs`: they could not, however
 * large the difference.
 */
export type Verdict = "higher" | "lower" | "~" | "too few runs";

/** A comparison among others. */
export interface Judgement {
  /** Two-sided, of this comparison by itself, and the least that so few repetitions can give. */
  readonly p: number;
  readonly leastP: number;
  /** `p` adjusted by Holm for all comparisons that are read together. */
  readonly adjusted: number;
  readonly verdict: Verdict;
}

/** Judges tests that are read together; `higher` where the first sample of a test is the higher one. */
export function judge(
  tests: readonly StratifiedTest[],
  level: number = LEVEL,
): Judgement[] {
  const adjusted = holm(tests.map(({ p }) => p));
  return tests.map(({ p, leastP, higher }, i) => {
    const mine = adjusted[i] ?? 1;
    return {
      p,
      leastP,
      adjusted: mine,
      verdict: mine <= level
        ? (higher ?? 0) > 0.5 ? "higher" : "lower"
        : leastP > level / tests.length
        ? "too few runs"
        : "~",
    };
  });
}
