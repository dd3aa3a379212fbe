/** Chooses the series that a trend draws: panels or lines of hundreds would be read by nobody. */

/** Series drawn at most. */
const MAX_SERIES = 40;

/** Series in the order of their first row, and how many others there are. */
export interface DrawnSeries {
  readonly names: readonly string[];
  readonly leftOut: number;
}

/** Returns all series; of very many those that changed, and then those with the most rows. */
export function drawnSeries(
  rows: readonly { readonly series: string }[],
  changes: readonly { readonly series: string }[],
): DrawnSeries {
  const counts = new Map<string, number>();
  for (const { series } of rows) {
    counts.set(series, (counts.get(series) ?? 0) + 1);
  }
  const names = [...counts.keys()];
  if (names.length <= MAX_SERIES) return { names, leftOut: 0 };
  const changed = new Set(changes.map(({ series }) => series));
  const chosen = new Set(
    names.toSorted((a, b) =>
      Number(changed.has(b)) - Number(changed.has(a)) ||
      (counts.get(b) ?? 0) - (counts.get(a) ?? 0)
    ).slice(0, MAX_SERIES),
  );
  return {
    names: names.filter((name) => chosen.has(name)),
    leftOut: names.length - MAX_SERIES,
  };
}
