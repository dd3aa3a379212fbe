/** Finds single differences of two samples by their rank, without making all of them. */

/** Pairs up to which all differences are made and sorted, as that takes less time. */
const MAX_SORTED = 4096;

/**
 * Returns a function of a rank, from 0, that gives the difference after - before at this place of all of them in order.
 *
 * The range of the differences is halved until one number is left, and the pairs below are counted in each half: in
 * sorted samples their ends only move forward, so that takes the sum of both sizes and not their product.
 */
export function rankedDifferences(
  before: readonly number[],
  after: readonly number[],
): (rank: number) => number {
  const pairs = before.length * after.length;
  if (pairs <= MAX_SORTED) {
    const all = new Float64Array(pairs);
    let next = 0;
    for (const from of before) {
      for (const to of after) all[next++] = to - from;
    }
    all.sort();
    return (rank) => all[rank] ?? NaN;
  }
  const from = new Float64Array(before).sort();
  const to = new Float64Array(after).sort();
  return (rank) => {
    let low = toOrder((to[0] ?? NaN) - (from.at(-1) ?? NaN));
    let high = toOrder((to.at(-1) ?? NaN) - (from[0] ?? NaN));
    while (low < high) {
      const middle = (low + high) >> 1n;
      if (countUpTo(from, to, fromOrder(middle)) > rank) high = middle;
      else low = middle + 1n;
    }
    // Never minus zero.
    return fromOrder(low) + 0;
  };
}

/** Returns how many differences of ascending samples are at most `limit`. */
function countUpTo(
  from: Float64Array,
  to: Float64Array,
  limit: number,
): number {
  let count = 0;
  let first = 0;
  for (let i = 0; i < to.length; i++) {
    const value = to[i]!;
    while (first < from.length && value - from[first]! > limit) first++;
    count += from.length - first;
  }
  return count;
}

const number = new Float64Array(1);
const bits = new BigInt64Array(number.buffer);

/** Returns a whole number for a number: they are in the same order, and no number is between those of two neighbours. */
function toOrder(value: number): bigint {
  number[0] = value;
  return turned(bits[0]!);
}

function fromOrder(order: bigint): number {
  bits[0] = turned(order);
  return number[0]!;
}

/** Negative numbers have ascending bits the further they are from zero. */
function turned(value: bigint): bigint {
  return value < 0n ? -1n - value - 2n ** 63n : value;
}
