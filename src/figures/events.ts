import * as Plot from "@observablehq/plot";
import { FONT_SIZE, WIDTH } from "./figure.ts";
import { BAND_OPACITY } from "./legend.ts";
import { INK, PAPER } from "./palette.ts";
import { clipText, placeLabels } from "./text.ts";

/** Something at one place of the x axis, or from one to another; in units of the axis. */
export interface Mark {
  readonly from: number;
  readonly to: number | null;
  readonly label: string;
  readonly colour: string;
}

/** Where a panel's x axis lies. */
export interface Span {
  readonly domain: readonly [number, number];
  /** Pixels left and right of the frame. */
  readonly marginLeft: number;
  readonly marginRight: number;
}

const ROW = 17;

/** Draws vertical rules and bands over the whole height of a panel. */
export function plotMarks(marks: readonly Mark[]): Plot.Markish[] {
  return marks.map(({ from, to, colour }) =>
    to === null
      ? Plot.ruleX([from], {
        stroke: colour,
        strokeWidth: 1.3,
        strokeDasharray: "4 3",
      })
      : Plot.rect([0], {
        x1: from,
        x2: to,
        fill: colour,
        fillOpacity: BAND_OPACITY,
      })
  );
}

/** More rows of labels than this would leave little of the page to the drawing. */
const MOST_ROWS = 8;

/** Labels above a frame. */
export interface MarkLabels {
  readonly marks: readonly Plot.Markish[];
  /** Pixels of the top margin that they take. */
  readonly height: number;
  /** How many found no room. */
  readonly leftOut: number;
}

/** Labels marks above the frame, each with a line down to its place. */
export function plotMarkLabels(
  marks: readonly Mark[],
  { domain: [low, high], marginLeft, marginRight }: Span,
): MarkLabels {
  const scale = (WIDTH - marginLeft - marginRight) / (high - low);
  const texts = marks.map(({ label }) => clipText(label, 240, FONT_SIZE));
  const pixels = marks.map(({ from }) =>
    marginLeft + (Math.max(low, from) - low) * scale
  );
  const places = placeLabels(
    texts.map((text, i) => ({ text, x: pixels[i] ?? 0 })),
    { right: WIDTH - 4, fontSize: FONT_SIZE, rows: MOST_ROWS },
  );
  const rows = places.reduce(
    (most, place) => Math.max(most, place ? place.row + 1 : 0),
    0,
  );
  // Lines first, so that where they must cross a label they pass behind it.
  const lines: Plot.Markish[] = [];
  const labels: Plot.Markish[] = [];
  for (const [i, { from, colour }] of marks.entries()) {
    const place = places[i];
    if (!place) continue;
    const x = Math.max(low, from);
    lines.push(Plot.vector([0], {
      x,
      frameAnchor: "top",
      anchor: "start",
      length: (place.row + 1) * ROW - 2,
      shape: leader,
      stroke: colour,
      strokeWidth: 1.3,
    }));
    labels.push(Plot.text([texts[i] ?? ""], {
      x: () => x,
      text: (text: string) => text,
      frameAnchor: "top",
      lineAnchor: "bottom",
      textAnchor: "start",
      dx: place.start - (pixels[i] ?? 0),
      dy: -4 - place.row * ROW,
      fill: INK,
      stroke: PAPER,
      strokeWidth: 3,
    }));
  }
  return {
    marks: [...lines, ...labels],
    height: rows * ROW,
    leftOut: places.filter((place) => place === null).length,
  };
}

/** A line from the frame up to the label; Plot's own vectors have heads. */
const leader: Plot.VectorShapeImplementation = {
  draw(context, length) {
    context.moveTo(0, 0);
    context.lineTo(0, -length);
  },
};

/** Says how many labels found no room, as a note of a figure; nothing if all did. */
export function noteLeftOut(
  labels: readonly MarkLabels[],
  what: string,
): string[] {
  const count = labels.reduce((sum, { leftOut }) => sum + leftOut, 0);
  return count === 0
    ? []
    : [`${count} ${what} without a label for want of room`];
}
