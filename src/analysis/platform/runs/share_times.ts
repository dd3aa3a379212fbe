/** When half, most and all of many awaited things were there. */
import type { KaplanMeier } from "../../../statistics/mod.ts";
import type { CensoredTime } from "../../recovery/censored_time.ts";

/** Shares of what is awaited of which the time is given. */
export const awaitedShares = [0.5, 0.95, 1] as const;

/** When a share of what is awaited was there. */
export interface ShareTime {
  /** 1 = 100 %. */
  readonly share: number;
  readonly time: CensoredTime;
}

/** Returns the times of all shares. */
export function everyShare(curve: KaplanMeier): ShareTime[] {
  return awaitedShares.map((share) => ({
    share,
    time: timeToShare(curve, share),
  }));
}

/**
 * Returns the time by which a share was there: the first at which the curve says so. Censored at the longest time that was
 * observed where it never was; all were there only if none was given up on.
 */
export function timeToShare(
  { steps, censored }: KaplanMeier,
  share: number,
): CensoredTime {
  const step = share === 1 && censored > 0
    ? undefined
    : steps.find(({ survival }) => survival <= 1 - share + ROUNDING);
  return step
    ? { seconds: step.time, censored: false }
    : { seconds: steps.at(-1)?.time ?? 0, censored: true };
}

/** Tolerance for rounding errors of products of shares. */
const ROUNDING = 1e-9;

/** Returns the largest of any number of values; null without one. */
export function mostOf(values: readonly number[]): number | null {
  return values.length === 0
    ? null
    : values.reduce((most, value) => Math.max(most, value));
}
