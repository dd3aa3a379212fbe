import { normalCdf, normalQuantile } from "../basics/distributions.ts";
import { quantile } from "./quantile.ts";
import { seededRandom } from "../basics/random.ts";
import { type Groups, requireGroups, resample } from "./resample.ts";

/** Statistic of groups of repetitions with its interval. */
export interface Bootstrap {
  /** Statistic of the groups. */
  readonly estimate: number;
  /** Null if there are too few values to resample; see `reason`. */
  readonly standardError: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly resamples: number;
  /** Reason for a missing interval, else null. */
  readonly reason: string | null;
}

/** Options of `bootstrap`. */
export interface BootstrapOptions {
  /** Confidence of the two-sided interval, 1 = 100 %. @default {0.95} */
  readonly confidence?: number;
  /** Corrected for bias and skewness, or plain quantiles of the resampled statistic. @default {"bca"} */
  readonly method?: "bca" | "percentile";
  /** @default {4999} */
  readonly resamples?: number;
  /** Equal seeds give equal intervals. @default {1} */
  readonly seed?: number;
}

/**
 * Computes a bootstrap interval of any statistic of one or more groups, each resampled within itself (Efron and
 * Tibshirani, An Introduction to the Bootstrap, 1993, chapters 13 and 14; acceleration of several groups after
 * Davison and Hinkley, Bootstrap Methods and their Application, section 5.3). It is too narrow for few repetitions:
 * resampling n values understates their spread by sqrt((n - 1) / n), and no resample exceeds the extremes. Prefer
 * `meanInterval` or `quantiles` if the statistic is one of them. Throws `RangeError` for an empty group or a value
 * that is not finite.
 *
 * @example
 * ```ts
 * import { bootstrap, median } from "loadline/statistics";
 *
 * bootstrap([[4, 8, 6, 5, 3]], ([group = []]) => median(group)).estimate; // 5
 * ```
 */
export function bootstrap(
  groups: Groups,
  statistic: (groups: Groups) => number,
  {
    confidence = 0.95,
    method = "bca",
    resamples = 4999,
    seed = 1,
  }: BootstrapOptions = {},
): Bootstrap {
  requireGroups(groups);
  const estimate = statistic(groups);
  const without = (reason: string): Bootstrap => ({
    estimate,
    standardError: null,
    lower: null,
    upper: null,
    resamples,
    reason,
  });
  const smallestGroup = Math.min(...groups.map((group) => group.length));
  if (smallestGroup < 2) {
    return without(`a bootstrap needs 2 values a group, has ${smallestGroup}`);
  }
  const random = seededRandom(seed);
  const replicas = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) {
    replicas[i] = statistic(groups.map((group) => resample(group, random)));
  }
  replicas.sort();
  if (!Number.isFinite(replicas[0]) || !Number.isFinite(replicas.at(-1))) {
    return without("the statistic of a resample is not finite");
  }
  const tails = [(1 - confidence) / 2, (1 + confidence) / 2];
  const [lower = NaN, upper = NaN] = method === "percentile"
    ? tails
    : corrected(tails, shareBelow(replicas, estimate), () =>
      acceleration(groups, statistic));
  if (Number.isNaN(lower) || Number.isNaN(upper)) {
    return without("all resamples lie on one side of the estimate");
  }
  const mean = replicas.reduce((sum, value) => sum + value, 0) / resamples;
  const squares = replicas.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    estimate,
    standardError: Math.sqrt(squares / (resamples - 1)),
    lower: quantile(replicas, lower),
    upper: quantile(replicas, upper),
    resamples,
    reason: null,
  };
}

/** Share of the ascending replicas below the estimate; equal ones, which are frequent for a median, count half. */
function shareBelow(replicas: Float64Array, estimate: number): number {
  let below = 0;
  for (const value of replicas) {
    below += value < estimate ? 1 : value === estimate ? 0.5 : 0;
  }
  return below / replicas.length;
}

/** Corrects the tails for bias and skewness of the replicas; NaN if they all lie on one side of the estimate. */
function corrected(
  tails: readonly number[],
  below: number,
  acceleration: () => number,
): number[] {
  if (below === 0 || below === 1) return tails.map(() => NaN);
  const bias = normalQuantile(below);
  const skew = acceleration();
  return tails.map((tail) => {
    const z = bias + normalQuantile(tail);
    return normalCdf(bias + z / (1 - skew * z));
  });
}

/** Computes the skewness of the influence of single values by jackknife; 0 if none has any. */
function acceleration(
  groups: Groups,
  statistic: (groups: Groups) => number,
): number {
  let cubes = 0;
  let squares = 0;
  for (const [g, group] of groups.entries()) {
    const n = group.length;
    const leftOut = group.map((_, i) =>
      statistic(groups.with(g, group.toSpliced(i, 1)))
    );
    const mean = leftOut.reduce((sum, value) => sum + value, 0) / n;
    for (const value of leftOut) {
      const influence = (n - 1) * (mean - value) / n;
      cubes += influence ** 3;
      squares += influence ** 2;
    }
  }
  return squares === 0 ? 0 : cubes / squares ** 1.5 / 6;
}
