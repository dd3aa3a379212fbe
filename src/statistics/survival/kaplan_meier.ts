import { normalQuantile } from "../basics/distributions.ts";

/** Estimate at one distinct duration, in its unit. */
export interface SurvivalStep {
  readonly time: number;
  /** Number of durations of at least this length. */
  readonly atRisk: number;
  /** Number of durations that ended here, and that were censored here. */
  readonly ended: number;
  readonly censored: number;
  /** Share of longer durations, 1 = 100 %. */
  readonly survival: number;
  /** Greenwood's standard error; null if survival is 0. */
  readonly standardError: number | null;
  /** Log-log interval of the survival; null if survival is 1 or 0, where it does not exist. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Survival curve: 1 before the first step, constant between steps, unknown after the last if that is above 0. */
export interface KaplanMeier {
  /** One for each distinct duration, ascending. */
  readonly steps: readonly SurvivalStep[];
  readonly n: number;
  readonly censored: number;
  readonly confidence: number;
}

/** Options of `kaplanMeier`. */
export interface KaplanMeierOptions {
  /** Confidence of the two-sided intervals, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
}

/**
 * Estimates the distribution of durations of which some are censored (Kaplan and Meier, JASA 53, 1958), with
 * Greenwood's variance and the log-log interval (Kalbfleisch and Prentice, The Statistical Analysis of Failure Time
 * Data, section 1.4). `ended` is true for each duration whose end was observed; others are censored, and at equal
 * time count as longer. Throws `RangeError` if lengths differ or a duration is negative or not finite.
 *
 * @example
 * ```ts
 * import { kaplanMeier } from "loadline/statistics";
 *
 * const { steps } = kaplanMeier([2, 3, 5], [true, false, true]);
 * steps.map(({ survival }) => survival.toFixed(2)); // ["0.67", "0.67", "0.00"]
 * ```
 */
export function kaplanMeier(
  durations: readonly number[],
  ended: readonly boolean[],
  { confidence = 0.95 }: KaplanMeierOptions = {},
): KaplanMeier {
  const n = durations.length;
  if (ended.length !== n) {
    throw new RangeError(
      `Cannot estimate survival as durations and ends differ in number: ${n} and ${ended.length}`,
    );
  }
  const invalid = durations.find((time) => !(time >= 0 && time < Infinity));
  if (invalid !== undefined) {
    throw new RangeError(
      `Cannot estimate survival as a duration is negative or not finite: ${invalid}`,
    );
  }
  const z = normalQuantile((1 + confidence) / 2);
  // Numbers alone are sorted a few times faster than pairs, and there may be a hundred thousand.
  const all = new Float64Array(durations).sort();
  const seen = new Float64Array(durations.filter((_, i) => ended[i])).sort();
  const steps: SurvivalStep[] = [];
  let survival = 1;
  let greenwood = 0;
  for (let at = 0, seenAt = 0; at < n;) {
    const time = all[at]!;
    const atRisk = n - at;
    const until = skipEqual(all, at, time);
    const seenUntil = skipEqual(seen, seenAt, time);
    const ends = seenUntil - seenAt;
    survival *= 1 - ends / atRisk;
    greenwood += ends === 0 ? 0 : ends / (atRisk * (atRisk - ends));
    steps.push({
      // Zero, also where it is minus zero.
      time: time + 0,
      atRisk,
      ended: ends,
      censored: until - at - ends,
      survival,
      standardError: survival === 0 ? null : survival * Math.sqrt(greenwood),
      ...logLogInterval(survival, greenwood, z),
    });
    [at, seenAt] = [until, seenUntil];
  }
  return {
    steps,
    n,
    censored: ended.filter((end) => !end).length,
    confidence,
  };
}

/** Returns the index after those values from an index on that equal one. */
function skipEqual(
  values: Float64Array,
  from: number,
  value: number,
): number {
  let index = from;
  while (index < values.length && values[index] === value) index++;
  return index;
}

function logLogInterval(survival: number, greenwood: number, z: number) {
  if (survival === 0 || survival === 1) return { lower: null, upper: null };
  const factor = Math.exp(
    z * Math.sqrt(greenwood) / Math.abs(Math.log(survival)),
  );
  return { lower: survival ** factor, upper: survival ** (1 / factor) };
}
