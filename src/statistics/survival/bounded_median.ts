import { kaplanMeier } from "./kaplan_meier.ts";
import { survivalQuantile } from "./survival_times.ts";

/** A duration that may be known from one side only. */
export interface Censored {
  readonly seconds: number;
  /** `seen`: it is so long. `below`: it is no longer, too short to be seen. `beyond`: it is at least so long. */
  readonly known: "seen" | "below" | "beyond";
}

/** What is sure of a median, in seconds. */
export interface BoundedMedian {
  /** Bounds of the median; equal where it is known. The lower is 0 where it may be too short to be seen. */
  readonly lower: number;
  /** Null where half had not ended when watching ended. */
  readonly upper: number | null;
}

/**
 * Bounds the Kaplan-Meier median of durations of which some were too short to be seen. It is computed twice, with each of
 * these as short as it can be and as long as it can be, and lies between (worst-case bounds of a quantile; Manski, Partial
 * Identification of Probability Distributions, 2003, section 1.2). The reverse Kaplan-Meier estimate (Gillespie and others,
 * Epidemiology 21, 2010) lies within the bounds too; it names one value, by taking a limit of detection for independent of
 * what it hides, which does not hold where a busy machine both raises the limit and lengthens the duration. Null without
 * durations, and where not even the lower bound is reached. Throws a RangeError for a duration that is negative or not
 * finite.
 */
export function boundedMedian(
  durations: readonly Censored[],
): BoundedMedian | null {
  const medianOf = (toSeconds: (duration: Censored) => number) =>
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
