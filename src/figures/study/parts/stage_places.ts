/** Where the rows of stages stand, in pixels from the top of the frame. */
import { FONT_SIZE } from "../../drawing/figure.ts";
import { clipText } from "../../drawing/text.ts";
import type { StageGroup } from "./stage_rows.ts";

/** Pixels between groups; of many groups, between all of them together. */
const GROUP_GAP = 14;
const ALL_GAPS = 280;
/** Least height of a row with its name. */
const NAMED = 13;
const WIDEST_NAME = 220;

/** A group with its place, in pixels from the top of the frame. */
export interface PlacedGroup extends StageGroup {
  readonly top: number;
  readonly bottom: number;
}

/** Puts groups below each other; `row` is the height of a row in pixels. */
export function placeGroups(
  groups: readonly StageGroup[],
  row: number,
): PlacedGroup[] {
  const gap = Math.round(Math.min(GROUP_GAP, ALL_GAPS / groups.length));
  let y = 0;
  return groups.map((group) => {
    const top = y;
    const bottom = top + group.entities.length * row;
    y = bottom + gap;
    return { ...group, top, bottom };
  });
}

/** Returns the names of the entities where a row has room for one, else those of the groups as far as there is room. */
export function labelsOf(
  groups: readonly PlacedGroup[],
  row: number,
): { readonly text: string; readonly y: number }[] {
  const clip = (text: string) => clipText(text, WIDEST_NAME, FONT_SIZE);
  if (row < NAMED) {
    let free = -Infinity;
    return groups.flatMap(({ name, top, bottom }) => {
      const y = (top + bottom) / 2;
      if (name === "" || y < free) return [];
      free = y + NAMED;
      return [{ text: clip(name), y }];
    });
  }
  return groups.flatMap(({ name, entities, top }) =>
    entities.map((entity, i) => ({
      text: clip(name === "" ? entity.name : `${name}: ${entity.name}`),
      y: top + (i + 0.5) * row,
    }))
  );
}
