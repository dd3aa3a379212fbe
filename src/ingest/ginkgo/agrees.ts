/** Figures that a measuring tool printed beside its samples, against the same computed again. */

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
