import * as Plot from "@observablehq/plot";
import { FONT_SIZE, WIDTH } from "./figure.ts";
import { HALO, writeTexts } from "./label.ts";
import { BAND_OPACITY } from "./legend.ts";
import { clipText, placeLabels } from "./text.ts";

/** Mark at one place of the x axis, or a span from one to another; in units of the axis. */
export interface EventMark {
  readonly from: number;
  readonly to: number | null;
  readonly label: string;
  readonly colour: string;
}

/** Domain and position of a panel's x axis. */
export interface XAxisRange {
  readonly domain: readonly [number, number];
  /** Pixels left and right of the frame. */
  readonly marginLeft: number;
  readonly marginRight: number;
}

const ROW = 17;

/** Draws vertical rules and bands over the whole height of a panel. */
export function plotMarks(marks: readonly EventMark[]): Plot.Markish[] {
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

/** Maximum number of rows of labels; more would leave little room for the drawing. */
const MAX_LABEL_ROWS = 8;

/** Labels above a panel's frame. */
export interface MarkLabels {
  readonly marks: readonly Plot.Markish[];
  /** Height in pixels within the top margin. */
  readonly height: number;
  /** Number of labels without room. */
  readonly leftOut: number;
}

/** Draws the labels of marks above the frame, each with a line down to its place. */
export function plotMarkLabels(
  marks: readonly EventMark[],
  { domain: [low, high], marginLeft, marginRight }: XAxisRange,
): MarkLabels {
  const scale = (WIDTH - marginLeft - marginRight) / (high - low);
  const texts = marks.map(({ label }) => clipText(label, 240, FONT_SIZE));
  const pixels = marks.map(({ from }) =>
    marginLeft + (Math.max(low, from) - low) * scale
  );
  const places = placeLabels(
    texts.map((text, i) => ({ text, x: pixels[i] ?? 0 })),
    { right: WIDTH - 4, fontSize: FONT_SIZE, rows: MAX_LABEL_ROWS },
  );
  const rows = places.reduce(
    (max, place) => Math.max(max, place ? place.row + 1 : 0),
    0,
  );
  // Lines first, so that one that must cross a label passes behind it.
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
    labels.push(writeTexts([texts[i] ?? ""], {
      x: () => x,
      frameAnchor: "top",
      lineAnchor: "bottom",
      textAnchor: "start",
      dx: place.start - (pixels[i] ?? 0),
      dy: -4 - place.row * ROW,
      ...HALO,
    }));
  }
  return {
    marks: [...lines, ...labels],
    height: rows * ROW,
    leftOut: places.filter((place) => place === null).length,
  };
}

/** Line from the frame up to the label; Plot's own vectors have heads. */
const leader: Plot.VectorShapeImplementation = {
  draw(context, length) {
    context.moveTo(0, 0);
    context.lineTo(0, -length);
  },
};

/** Returns a note of a figure with the number of labels without room; no note if all had room. */
export function noteLeftOut(
  labels: readonly MarkLabels[],
  what: string,
): string[] {
  const count = labels.reduce((sum, { leftOut }) => sum + leftOut, 0);
  return count === 0
    ? []
    : [`${count} ${what} without a label for want of room`];
}
