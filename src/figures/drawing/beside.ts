import { WIDTH } from "./figure.ts";

/** Part of a figure's width, in pixels. */
export interface Slot {
  /** Left end of the slot, and how wide it is. */
  readonly from: number;
  readonly width: number;
  /** Pixels left and right of the frame within the slot. */
  readonly marginLeft: number;
  readonly marginRight: number;
}

/**
 * Returns the options of a Plot that draws its frame in a slot of the whole width. So every panel has the places of the
 * figure, by which a page reads values off it.
 */
export function slotOptions({ from, width, marginLeft, marginRight }: Slot) {
  return {
    width: WIDTH,
    marginLeft: from + marginLeft,
    marginRight: WIDTH - from - width + marginRight,
  };
}

/** Puts panels beside each other that were drawn in slots of their own: only the last takes height. */
export function putBeside<Panel extends SVGSVGElement | HTMLElement>(
  panels: readonly Panel[],
): readonly Panel[] {
  const height = Math.max(
    0,
    ...panels.map((panel) => Number(panel.getAttribute("height"))),
  );
  for (const [i, panel] of panels.entries()) {
    const isLast = i === panels.length - 1;
    panel.setAttribute("height", String(isLast ? height : 0));
  }
  return panels;
}
