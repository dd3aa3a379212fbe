/** Level shifts of every series: time, size and return to the old level. */
import { levelChanges } from "./level_changes.ts";
import type { Shift, ShiftOptions } from "./shift.ts";
import { toShift } from "./shift.ts";
import { siblingLevels } from "./sibling_levels.ts";
import { seriesKey, seriesOf, type TrendPoint } from "./trend.ts";

/**
 * Returns the shifts of every series, in order of time. All series have equal shares of alpha, so that the
 * probability of any false shift is at most alpha (Bonferroni). Holm's refinement does not apply, as each detected
 * shift adds two tests; nor does a false discovery rate, which holds only for all shifts, while readers select those
 * of their endpoint or of last week.
 */
export function shifts(
  points: readonly TrendPoint[],
  options: ShiftOptions = {},
): Shift[] {
  const { floors = new Map(), smallest = 0.05, ...levels } = options;
  const all = seriesOf(points);
  const found = [...all].flatMap(([key, points]) => {
    const changes = levelChanges(points.map(({ median }) => median), {
      ...levels,
      smallest,
      floor: floors.get(key) ?? 0,
      series: all.size,
    });
    return changes.map((change, i) => {
      // A step to the old level ends the shift; short levels in between do not.
      const back = changes.slice(i + 1).find((later) =>
        !later.short && isBack(later.after, change, smallest)
      );
      const end = change.short ? change.end : back?.index ?? null;
      return toShift(points, change, end);
    });
  });
  return [...found, ...siblingLevels(found, points, options)].sort((a, b) =>
    a.first.started_at.localeCompare(b.first.started_at) ||
    seriesKey(a).localeCompare(seriesKey(b))
  );
}

/** Checks that a level is within the smallest effect of the level before the change, or past it. */
function isBack(
  level: number,
  { before, after }: { readonly before: number; readonly after: number },
  smallest: number,
): boolean {
  return after > before
    ? level < before + smallest * Math.abs(before)
    : level > before - smallest * Math.abs(before);
}
