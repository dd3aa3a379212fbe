/** When a metric changed its level, by how much, and whether it came back. */
import { levelChanges } from "./level_changes.ts";
import type { Shift, ShiftOptions } from "./shift.ts";
import { toShift } from "./shift.ts";
import { siblingLevels } from "./sibling_levels.ts";
import { seriesKey, seriesOf, type TrendPoint } from "./trend.ts";

/**
 * Changes of level of every series, in order of time. Each series may spend an equal share of alpha, so that the chance of
 * any false change among all of them is at most alpha (Bonferroni). Holm's refinement does not apply, as a change that is
 * found adds two tests; nor does a rate of false discoveries, as readers pick the few of their own endpoint or of last week,
 * and that rate holds only for all.
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
      // A step is back with the step that leads to the old level; short levels in between are no level of their own.
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

/** Whether a level is back: less than the smallest effect beyond the level before the change, or past it. */
function isBack(
  level: number,
  { before, after }: { readonly before: number; readonly after: number },
  smallest: number,
): boolean {
  return after > before
    ? level < before + smallest * Math.abs(before)
    : level > before - smallest * Math.abs(before);
}
