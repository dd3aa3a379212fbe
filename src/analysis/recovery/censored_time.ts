/** Durations observed for a limited time only. */

/** A duration that may not have ended when observation did. */
export interface CensoredTime {
  readonly seconds: number;
  /** True if observation ended first, so that `seconds` is a lower bound. */
  readonly censored: boolean;
}

/** Returns the seconds of a time whose end was seen; null for one that is a lower bound only, and without one. */
export function seenSeconds(
  time: CensoredTime | null | undefined,
): number | null {
  return !time || time.censored ? null : time.seconds;
}

/** A time without success. */
export interface Gap extends CensoredTime {
  /** True if it is longer than the gaps before the fault; one that is not is no outage. */
  readonly detected: boolean;
  /** Longest gap of the same kind before the fault, in seconds; null where there was none. */
  readonly baseline: number | null;
  /** Detection limit in seconds, from the gaps before the fault; null where there was none. */
  readonly limit: number | null;
}
