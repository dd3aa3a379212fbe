/** What a comparison means for the program that asked. */
import type { Comparison } from "./compare_sides.ts";

/** When a comparison fails. */
export interface FailOptions {
  /** On a metric that is worse beyond chance; if there are limits, on one that is broken. */
  readonly failOnRegression: boolean;
  /** On what cannot be told. */
  readonly strict: boolean;
}

/** Returns 1 if the comparison fails, else 0. */
export function exitCodeOf(
  { metrics, thresholds }: Pick<Comparison, "metrics" | "thresholds">,
  { failOnRegression, strict }: FailOptions,
): 0 | 1 {
  const isWorse = thresholds.length > 0
    ? thresholds.some(({ result }) => result === "broken")
    : metrics.some(({ verdict }) => verdict === "worse");
  const isUnclear = thresholds.length > 0
    ? thresholds.some(({ result }) => result === "cannot tell")
    : metrics.length === 0 ||
      metrics.some(({ verdict }) =>
        ["cannot tell", "too few runs", "one run each", "no values"]
          .includes(verdict)
      );
  return failOnRegression && isWorse || strict && isUnclear ? 1 : 0;
}
