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

/** Labels of marks above the frame: what to draw, and how many pixels of the top margin they take. */
export function plotMarkLabels(
  marks: readonly Mark[],
  { domain: [low, high], marginLeft, marginRight }: Span,
): { marks: Plot.Markish[]; height: number } {
  const scale = (WIDTH - marginLeft - marginRight) / (high - low);
  const texts = marks.map(({ label }) => clipText(label, 240, FONT_SIZE));
  const pixels = marks.map(({ from }) =>
    marginLeft + (Math.max(low, from) - low) * scale
  );
  const places = placeLabels(
    texts.map((text, i) => ({ text, x: pixels[i] ?? 0 })),
    { right: WIDTH - 4, fontSize: FONT_SIZE },
  );
  const rows = places.reduce((most, { row }) => Math.max(most, row + 1), 0);
  const drawn = marks.flatMap(({ from, colour }, i) => {
    const { row, start } = places[i] ?? { row: 0, start: 0 };
    const x = Math.max(low, from);
    return [
      Plot.vector([0], {
        x,
        frameAnchor: "top",
        anchor: "start",
        length: (row + 1) * ROW - 2,
        shape: leader,
        stroke: colour,
        strokeWidth: 1.3,
      }),
      Plot.text([texts[i] ?? ""], {
        x: () => x,
        text: (text: string) => text,
        frameAnchor: "top",
        lineAnchor: "bottom",
        textAnchor: "start",
        dx: start - (pixels[i] ?? 0) + 3,
        dy: -4 - row * ROW,
        fill: INK,
        stroke: PAPER,
        strokeWidth: 3,
      }),
    ];
  });
  return { marks: drawn, height: rows * ROW };
}

/** A line from the frame up to the label; Plot's own vectors have heads. */
const leader: Plot.VectorShapeImplementation = {
  draw(context, length) {
    context.moveTo(0, 0);
    context.lineTo(0, -length);
  },
};
