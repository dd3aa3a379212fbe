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
  const order = Array.from({ length: n }, (_, i) => i)
    .sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const atMost = new Int32Array(n);
  const atLeast = new Int32Array(n);
  const group = new Int32Array(n);
  let groups = 0;
  for (let from = 0, to = 0; from < n; from = to, groups++) {
    const value = values[order[from] ?? 0];
    while (to < n && values[order[to] ?? 0] === value) to++;
    for (let i = from; i < to; i++) {
      const index = order[i] ?? 0;
      atMost[index] = to;
      atLeast[index] = n - from;
      group[index] = groups;
    }
  }
  return { atMost, atLeast, group, groups };
}
