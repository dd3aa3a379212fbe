/** Change of a level at one place of an axis. */
export interface LevelChange {
  readonly from: number;
  /** Place at which the series was back at the old level; null if it is not. */
  readonly to: number | null;
  readonly before: number;
  readonly after: number;
}

/** Stretch of an axis in which a series kept its level. */
export interface Level {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}

/**
 * Returns the levels of a series between the first and the last place of its runs, in order; none without a change. Up to
 * a change it is the level before it, after the last change the level after it, or the old one again from its return on.
 */
export function levelsOf(
  [first, last]: readonly [number, number],
  changes: readonly LevelChange[],
): Level[] {
  const sorted = changes.toSorted((a, b) => a.from - b.from);
  const levels: Level[] = [];
  let from = first;
  for (const [i, change] of sorted.entries()) {
    levels.push({ from, to: change.from, value: change.before });
    const next = sorted[i + 1]?.from ?? last;
    const back = change.to !== null && change.to <= next ? change.to : null;
    from = change.from;
    if (back !== null) {
      levels.push({ from, to: back, value: change.after });
      from = back;
    }
    if (i === sorted.length - 1) {
      levels.push({
        from,
        to: last,
        value: back === null ? change.after : change.before,
      });
    }
  }
  return levels.filter(({ from, to }) => from < to);
}
