import { kaplanMeier } from "./kaplan_meier.ts";
import { survivalQuantile } from "./survival_times.ts";

/** Duration that may be censored on one side. */
export interface CensoredDuration {
  readonly seconds: number;
  /** `seen`: exactly known. `below`: at most this, below the limit of detection. `beyond`: at least this. */
  readonly known: "seen" | "below" | "beyond";
}

/** Certain bounds of a median, in seconds. */
export interface BoundedMedian {
  /** Equal to `upper` if the median is known; 0 if it may be below the limit of detection. */
  readonly lower: number;
  /** Null if fewer than half had ended at the end of observation. */
  readonly upper: number | null;
}

/**
 * Bounds the Kaplan-Meier median of durations of which some are below the limit of detection. It is computed twice,
 * with each of these as short and as long as possible (worst-case bounds of a quantile; Manski, Partial
 * Identification of Probability Distributions, 2003, section 1.2). The reverse Kaplan-Meier estimate (Gillespie and
 * others, Epidemiology 21, 2010) lies within the bounds too; it gives one value, as it assumes that the limit of
 * detection is independent of the duration, which is wrong if a busy machine raises both. Null without durations, and
 * if not even the lower bound is reached. Throws `RangeError` for a duration that is negative or not finite.
 */
export function boundedMedian(
  durations: readonly CensoredDuration[],
): BoundedMedian | null {
  const medianOf = (toSeconds: (duration: CensoredDuration) => number) =>
    survivalQuantile(
      kaplanMeier(
        durations.map(toSeconds),
        durations.map(({ known }) => known !== "beyond"),
      ),
      0.5,
    ).value;
  const lower = medianOf(({ seconds, known }) =>
    known === "below" ? 0 : seconds
  );
  if (lower === null) return null;
  return { lower, upper: medianOf(({ seconds }) => seconds) };
}
