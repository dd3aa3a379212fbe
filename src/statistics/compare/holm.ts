/**
 * Adjusts p values of a family of tests, in the order given, so that the chance of any false alarm among them stays
 * at the level of one test (Holm, Scandinavian Journal of Statistics 6, 1979). The tests may depend on each other.
 * Throws `RangeError` for a p outside 0 to 1.
 *
 * @example
 * ```ts
 * import { holm } from "loadline/statistics";
 *
 * holm([0.01, 0.5]); // [0.02, 0.5]
 * ```
 */
export function holm(ps: readonly number[]): number[] {
  const invalid = ps.find((p) => !(p >= 0 && p <= 1));
  if (invalid !== undefined) {
    throw new RangeError(
      `Cannot adjust p values as one is not between 0 and 1: ${invalid}`,
    );
  }
  const order = ps.map((_, index) => index)
    .sort((a, b) => (ps[a] ?? 0) - (ps[b] ?? 0));
  const adjusted = new Array<number>(ps.length);
  let largest = 0;
  for (const [rank, index] of order.entries()) {
    largest = Math.max(largest, (ps[index] ?? 0) * (ps.length - rank));
    adjusted[index] = Math.min(1, largest);
  }
  return adjusted;
}
