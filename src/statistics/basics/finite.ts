/**
 * Throws `RangeError` for the first value that is NaN or infinite: `Cannot fit a line as y has a value that is not
 * finite: NaN at 3`. Every function over a sample calls it, as one NaN could otherwise give a plausible but wrong
 * result.
 */
export function requireFinite(
  values: ArrayLike<number>,
  doing: string,
  name = "the sample",
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (Number.isFinite(value)) continue;
    throw new RangeError(
      `Cannot ${doing} as ${name} has a value that is not finite: ${value} at ${i}`,
    );
  }
}
