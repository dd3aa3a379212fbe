// @ts-check
/** The frame of every chart, in pixels. */

export const MARGIN = { left: 58, right: 8, top: 16, bottom: 18 };

/** Width of a letter of its labels, about. */
export const LABEL_WIDTH = 6;
