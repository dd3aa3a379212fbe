/** Order statistics of each value of a series. */
export interface OrderCounts {
  /** Number of values that are at most, and at least, the one at each index, including itself. */
  readonly atMost: Int32Array;
  readonly atLeast: Int32Array;
  /** Equal values share a number, from 0 in order of size. */
  readonly group: Int32Array;
  readonly groups: number;
}

/** Number of series whose counts are kept: one is searched for steps and, soon after, for short levels. */
const KEPT = 16;
const kept: { readonly own: Float64Array; readonly counts: OrderCounts }[] = [];
/** Place of the next that is kept. */
let next = 0;

/**
 * Counts for each value the values that are at most and at least as large. Values must be finite. The counts of the last
 * series are returned again for equal values, and must not be changed.
 */
export function orderCounts(values: ArrayLike<number>): OrderCounts {
  const known = kept.find(({ own }) => areEqual(own, values));
  if (known) return known.counts;
  const own = new Float64Array(values);
  const counts = countOrder(own);
  kept[next] = { own, counts };
  next = (next + 1) % KEPT;
  return counts;
}

function areEqual(a: Float64Array, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return false;
  }
  return true;
}

function countOrder(values: Float64Array): OrderCounts {
  const n = values.length;
  // Numbers alone are sorted several times as fast as indices by what they refer to.
  const sorted = values.slice().sort();
  // By the first place of a group in the order: its number, and the place after its last.
  const numbers = new Int32Array(n);
  const ends = new Int32Array(n);
  let groups = 0;
  for (let from = 0, to = 0; from < n; from = to, groups++) {
    while (to < n && sorted[to] === sorted[from]) to++;
    numbers[from] = groups;
    ends[from] = to;
  }
  const atMost = new Int32Array(n);
  const atLeast = new Int32Array(n);
  const group = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const from = firstOf(sorted, values[i] ?? 0);
    atMost[i] = ends[from] ?? n;
    atLeast[i] = n - from;
    group[i] = numbers[from] ?? 0;
  }
  return { atMost, atLeast, group, groups };
}

/** Returns the first place of a value in sorted ones, which hold it. */
export function firstOf(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
