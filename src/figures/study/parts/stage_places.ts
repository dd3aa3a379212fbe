/** Where the rows of stages stand, in pixels from the top of the frame. */
import { FONT_SIZE } from "../../drawing/figure.ts";
import { clipText } from "../../drawing/text.ts";
import type { StageGroup } from "./stage_rows.ts";

/** Pixels between groups. */
const GROUP_GAP = 14;
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
  let y = 0;
  return groups.map((group) => {
    const top = y;
    const bottom = top + group.entities.length * row;
    y = bottom + GROUP_GAP;
    return { ...group, top, bottom };
  });
}

/** Returns the names of the entities where a row has room for one, else those of the groups that have room. */
export function labelsOf(
  groups: readonly PlacedGroup[],
  row: number,
): { readonly text: string; readonly y: number }[] {
  const clip = (text: string) => clipText(text, WIDEST_NAME, FONT_SIZE);
  if (row < NAMED) {
    return groups.filter(({ name, top, bottom }) =>
      name !== "" && bottom - top >= NAMED
    ).map(({ name, top, bottom }) => ({
      text: clip(name),
      y: (top + bottom) / 2,
    }));
  }
  return groups.flatMap(({ name, entities, top }) =>
    entities.map((entity, i) => ({
      text: clip(name === "" ? entity.name : `${name}: ${entity.name}`),
      y: top + (i + 0.5) * row,
    }))
  );
}
