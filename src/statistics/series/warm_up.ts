import { requireFinite } from "../basics/finite.ts";

/** Values at the start of a series that are not of its steady state. */
export interface WarmUp {
  /** Number of values to leave out; null if no steady state was found. */
  readonly cut: number | null;
  /** Reason for a missing cut, else null. */
  readonly reason: string | null;
}

/** Options of `warmUp`. */
export interface WarmUpOptions {
  /** Values of a batch, of which the mean is used. @default {5} */
  readonly batch?: number;
}

const MIN_BATCHES = 10;
/** Means of so few batches at the end can be alike by chance. */
const IGNORED_BATCHES = 5;
const ROUNDING = 1e-12;

/**
 * Finds the warm-up of a series by the marginal standard error rule of batches of five, MSER-5: the cut after which the
 * variance of the batch means, over the square of their number, is smallest (White, Simulation 69, 1997; White, Cobb and
 * Spratt, Winter Simulation Conference 2000). The last five batches are no candidates, and a cut in the second half
 * means that the series has not become steady (as there). No npm package has it; Python's kim-convergence does, with
 * the same two rules. Linear time. Throws `RangeError` for a value that is not finite, and a batch below one.
 *
 * @example
 * ```ts
 * import { warmUp } from "loadline/statistics";
 *
 * const slowStart = Array.from({ length: 100 }, (_, i) => i < 10 ? 20 - i : 10);
 * warmUp(slowStart).cut; // 10
 * ```
 */
export function warmUp(
  values: ArrayLike<number>,
  { batch = 5 }: WarmUpOptions = {},
): WarmUp {
  if (!(Number.isInteger(batch) && batch >= 1)) {
    throw new RangeError(
      `Cannot find a warm-up as a batch is not one value or more: ${batch}`,
    );
  }
  const means = batchMeans(values, batch);
  requireFinite(means, "find a warm-up", "the series");
  if (means.length < MIN_BATCHES) {
    return {
      cut: null,
      reason: `needs ${MIN_BATCHES} batches of ${batch}, has ${means.length}`,
    };
  }
  let [mean, squares, best, least] = [0, 0, 0, Infinity];
  // From the end, so that each value is seen once.
  for (let at = means.length - 1; at >= 0; at--) {
    const n = means.length - at;
    const value = means[at] ?? NaN;
    const distance = value - mean;
    mean += distance / n;
    squares += distance * (value - mean);
    // Means that differ by their rounding only are equal.
    const error = squares > n * (ROUNDING * mean) ** 2 ? squares / n ** 2 : 0;
    if (n > IGNORED_BATCHES && error <= least) [best, least] = [at, error];
  }
  return best > means.length / 2
    ? { cut: null, reason: "steady in its second half at best" }
    : { cut: best * batch, reason: null };
}

/** Returns the means of whole batches; values after the last one are not used. */
function batchMeans(values: ArrayLike<number>, batch: number): number[] {
  return Array.from({ length: Math.floor(values.length / batch) }, (_, i) => {
    let sum = 0;
    for (let at = i * batch; at < (i + 1) * batch; at++) {
      sum += values[at] ?? NaN;
    }
    return sum / batch;
  });
}
