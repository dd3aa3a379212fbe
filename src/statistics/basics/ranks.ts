/**
 * Computes twice the mid-rank of each value, from 1, and the sum of t^3 - t over groups of t equal values. Throws a
 * RangeError for NaN.
 */
export function doubledMidRanks(
  values: readonly number[],
): { ranks: number[]; ties: number } {
  const invalid = values.find(Number.isNaN);
  if (invalid !== undefined) {
    throw new RangeError("Cannot rank values as one is not a number: NaN");
  }
  const order = values.map((_, index) => index)
    .sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Array<number>(values.length);
  let ties = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    const value = values[order[from] ?? 0];
    while (to < order.length && values[order[to] ?? 0] === value) to += 1;
    for (const index of order.slice(from, to)) ranks[index] = from + to + 1;
    ties += (to - from) ** 3 - (to - from);
  }
  return { ranks, ties };
}
