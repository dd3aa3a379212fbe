/** Bars of the chart of all timelines of a run: a row an entity, a bar for the way to each stage. */
import type { StageBar } from "../../../figures/mod.ts";
import type { StageTimelines } from "./stage_timelines.ts";

/** Stage that no entity reached after the last one that it did. */
const NOTHING = "not told";

/**
 * Returns the bars of all entities with a stage, grouped by cell, in seconds since the first stage of the run. A bar
 * leads to the stage that it is named after, also over stages that the entity lacks. Where the completing stage is
 * missing, the last bar, named after the next stage of the order, has no end. A stage before the one that precedes it
 * makes a bar without length.
 */
export function stageBars(
  { stages, until, entities }: StageTimelines,
): StageBar[] {
  return entities.flatMap(({ entity, cell, times }) => {
    const bars: StageBar[] = [];
    let before = NaN;
    let last = -1;
    for (const [i, time] of times.entries()) {
      if (Number.isNaN(time)) continue;
      if (last >= 0) {
        const to = Math.max(before, time);
        const stage = stages[i] ?? NOTHING;
        bars.push({ entity, group: cell, stage, from: before, to });
      }
      before = last < 0 ? time : Math.max(before, time);
      last = i;
    }
    if (last >= 0 && last < until) {
      const stage = stages[last + 1] ?? NOTHING;
      bars.push({ entity, group: cell, stage, from: before, to: null });
    }
    return bars;
  });
}
