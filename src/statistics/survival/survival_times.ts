import type { KaplanMeier, SurvivalStep } from "./kaplan_meier.ts";

/** Quantile of censored durations, in their unit. */
export interface SurvivalQuantile {
  /** Share that has ended: 0.5 for the median. */
  readonly p: number;
  /** Null if the share was not reached during observation. */
  readonly value: number | null;
  /** Bounds; without an upper bound `upper` is null. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Reason for a missing value, else null. */
  readonly reason: string | null;
}

/**
 * Finds the time by which share p has ended (the middle of a flat part of the curve at 1 - p), and its interval: the
 * times at which the interval of the curve contains 1 - p (Brookmeyer and Crowley, Biometrics 38, 1982, here with the
 * log-log interval, as in R's survfit). Throws `RangeError` unless p is between 0 and 1.
 */
export function survivalQuantile(
  { steps, n }: KaplanMeier,
  p: number,
): SurvivalQuantile {
  if (!(p > 0 && p < 1)) {
    throw new RangeError(
      `Cannot find a time as the share is not between 0 and 1: ${p}`,
    );
  }
  const value = crossing(steps, 1 - p);
  const endedShare = 1 - (steps.at(-1)?.survival ?? 1);
  return {
    p,
    value,
    lower: firstAtMost(steps, 1 - p, ({ lower }) => lower),
    upper: firstAtMost(steps, 1 - p, ({ upper }) => upper),
    reason: value === null
      ? `${percent(p)} not reached: ${percent(endedShare)} of ${n} had ended`
      : null,
  };
}

/** Tolerance for rounding errors of products of shares. */
const ROUNDING = 1e-9;

function crossing(
  steps: readonly SurvivalStep[],
  level: number,
): number | null {
  const first = steps.find(({ survival }) => survival <= level + ROUNDING);
  if (first === undefined) return null;
  const next = steps.find(({ survival }) => survival < level - ROUNDING);
  return next === undefined || first.survival < level - ROUNDING
    ? first.time
    : (first.time + next.time) / 2;
}

function firstAtMost(
  steps: readonly SurvivalStep[],
  level: number,
  bound: (step: SurvivalStep) => number | null,
): number | null {
  const found = steps.find((step) => (bound(step) ?? Infinity) <= level);
  return found?.time ?? null;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
