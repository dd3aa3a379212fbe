/** Order statistics of each value of a series. */
export interface OrderCounts {
  /** Number of values that are at most, and at least, the one at each index, including itself. */
  readonly atMost: Int32Array;
  readonly atLeast: Int32Array;
  /** Equal values share a number, from 0 in order of size. */
  readonly group: Int32Array;
  readonly groups: number;
}

/** Counts for each value the values that are at most and at least as large. Values must be finite. */
export function orderCounts(values: ArrayLike<number>): OrderCounts {
  const n = values.length;
  // Numbers alone are sorted several times as fast as indices by what they refer to.
  const sorted = new Float64Array(values).sort();
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
