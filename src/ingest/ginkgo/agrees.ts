/** Compares the statistics that Ginkgo printed with those of its samples. */

/**
 * Returns true if a printed statistic equals the computed one, both in the tool's unit.
 *
 * The tool computes in whole nanoseconds and truncates, so that a mean or deviation in seconds is off by less than
 * 1e-9; minimum and maximum are exact. The rounding of float sums grows with the value: 1e-10 of it covers a million
 * samples.
 */
export function agrees(printed: number, computed: number): boolean {
  return Math.abs(printed - computed) <= 1e-9 + 1e-10 * Math.abs(computed);
}
