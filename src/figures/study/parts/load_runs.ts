import * as Plot from "@observablehq/plot";
import { FONT_SIZE, WIDTH } from "../../drawing/figure.ts";
import { MARGIN_BOTTOM, MARGIN_LEFT } from "../../drawing/frame.ts";
import { FIXED, writeTexts } from "../../drawing/label.ts";
import { INK } from "../../drawing/palette.ts";
import { clipText } from "../../drawing/text.ts";
import { loadFrame, type LoadPanelOptions, plotLoadAxis } from "./load_axis.ts";
import { type LoadBracket, plotBracket } from "./load_bracket.ts";
import {
  type LoadLineRun,
  type LoadResultName,
  plotDots,
} from "./load_dots.ts";

/** Runs of one configuration, and its load line. Loads are in the plotted unit. */
export interface LoadLineSeries extends LoadBracket {
  readonly name: string;
  readonly runs: readonly LoadLineRun[];
}

/** Pixels between runs of the same load, and room that they may take together. */
const STEP = 10;
const MAX_STACK = 90;
/** Pixels above the runs, for the name of the series and for the labels of its bracket. */
const HEAD = 44;

/** Order of runs of one load, from below. */
const order: readonly LoadResultName[] = ["held", "unknown", "broke"];

/** Draws the runs of one series at their loads, with its bracket. */
export function plotLoadRuns(
  { name, runs, held, broke }: LoadLineSeries,
  options: LoadPanelOptions,
): SVGSVGElement | HTMLElement {
  const stacks = [...Map.groupBy(runs, ({ load }) => load).values()].map(
    (stack) =>
      stack.toSorted((a, b) =>
        order.indexOf(a.result) - order.indexOf(b.result)
      ),
  );
  const tallest = Math.max(1, ...stacks.map(({ length }) => length));
  const step = Math.min(STEP, MAX_STACK / tallest);
  const marginBottom = options.label === null ? 10 : MARGIN_BOTTOM;
  const bottom = HEAD + tallest * step + 8;
  const dots = stacks.flatMap((stack) =>
    stack.map((run, i) => ({ ...run, y: bottom - 8 - i * step }))
  );
  return Plot.plot({
    ...loadFrame(options),
    height: bottom + marginBottom,
    marginTop: HEAD,
    marginBottom,
    y: { type: "identity", axis: null },
    marks: [
      ...plotLoadAxis(options),
      Plot.ruleY([bottom], { stroke: INK, strokeOpacity: 0.3 }),
      writeTexts([clipText(name, WIDTH - 2 * MARGIN_LEFT, FONT_SIZE)], {
        frameAnchor: "top-left",
        textAnchor: "start",
        lineAnchor: "top",
        dy: -HEAD + 6,
        fontWeight: 600,
        ...FIXED,
      }),
      ...plotBracket({ held, broke }, {
        axis: options.axis,
        top: HEAD,
        bottom,
      }),
      ...plotDots(dots, ({ result }) => result, "y"),
    ],
  });
}
