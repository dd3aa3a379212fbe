/** Summaries that a measuring tool printed beside its samples, computed again. */

export interface Summary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Standard deviation of the population: divided by n, not n - 1. */
  readonly population_sd: number;
}

/** The summary of at least one value; the deviation in two passes, so that it does not cancel. */
export function summarise(values: readonly number[]): Summary {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return {
    min,
    max,
    mean,
    population_sd: Math.sqrt(squares / values.length),
  };
}

/**
 * Whether a printed figure is the computed one, both in the tool's unit.
 *
 * The tool computes on whole nanoseconds and cuts the result off at the nanosecond, so that a mean or deviation in seconds
 * is off by less than 1e-9; smallest and largest are exact. Beyond that only the noise of sums of floats remains, which
 * grows with the value: 1e-10 of it covers a million samples.
 */
export function agrees(printed: number, computed: number): boolean {
  return Math.abs(printed - computed) <= 1e-9 + 1e-10 * Math.abs(computed);
}
