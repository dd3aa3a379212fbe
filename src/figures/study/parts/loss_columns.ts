/** Ranges of lines as columns of a map that can be seen, however many ranges there are. */

/** A range of lines, by when the first and the last were due, in seconds. */
interface DueRange {
  readonly outcome: "lost" | "duplicated";
  readonly from: number;
  readonly until: number;
  readonly n: number;
}

/** Lines of one outcome that were due in one column. */
export interface LossColumn extends DueRange {
  /** Of the lines that were due in the column, 1 = all of them. */
  readonly share: number;
}

/**
 * Adds ranges up by columns of `width` seconds, at `rate` lines a second; neighbours with the same share, to a
 * twentieth, are one.
 */
export function lossColumns(
  ranges: readonly DueRange[],
  { width, rate }: { readonly width: number; readonly rate: number },
): LossColumn[] {
  return (["lost", "duplicated"] as const).flatMap((outcome) => {
    const counts = new Map<number, number>();
    for (const range of ranges) {
      if (range.outcome !== outcome) continue;
      for (const [column, n] of spread(range, width)) {
        counts.set(column, (counts.get(column) ?? 0) + n);
      }
    }
    const columns = [...counts].toSorted(([a], [b]) => a - b)
      .map(([column, n]) => ({
        column,
        n,
        share: rate > 0 ? Math.min(1, n / (rate * width)) : 1,
      }));
    const joined: LossColumn[] = [];
    for (const { column, n, share } of columns) {
      const from = column * width;
      const last = joined.at(-1);
      const isNext = last !== undefined &&
        Math.abs(last.until - from) < width / 2 &&
        Math.round(last.share * 20) === Math.round(share * 20);
      if (isNext) {
        joined[joined.length - 1] = {
          ...last,
          until: from + width,
          n: last.n + n,
        };
      } else {
        joined.push({ outcome, from, until: from + width, n, share });
      }
    }
    return joined.map((column) => ({ ...column, n: Math.round(column.n) }));
  });
}

/** Shares the lines of a range out evenly among the columns that it touches. */
function spread(
  { from, until, n }: DueRange,
  width: number,
): (readonly [column: number, n: number])[] {
  const first = Math.floor(from / width);
  const last = Math.max(first, Math.ceil(until / width) - 1);
  if (last === first) return [[first, n]];
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const column = first + i;
    const begin = Math.max(from, column * width);
    const end = Math.min(until, (column + 1) * width);
    return [column, n * (end - begin) / (until - from)] as const;
  });
}
