import * as Plot from "@observablehq/plot";
import {
  LABEL_OFFSET,
  MARGIN_BOTTOM,
  MARGIN_TOP,
} from "../../drawing/frame.ts";
import { dashed } from "../../drawing/legend.ts";
import { meaningStyle } from "../../drawing/meaning.ts";
import { MUTED } from "../../drawing/palette.ts";
import { axisLabel, formatAxis, formatValue } from "../../drawing/ticks.ts";
import { loadFrame, type LoadPanelOptions, plotLoadAxis } from "./load_axis.ts";
import { type LoadLineRun, plotDots } from "./load_dots.ts";

/** Limit that a value must keep. */
export interface LoadObjective {
  readonly name: string;
  readonly unit: string;
  readonly is: "at least" | "at most";
  readonly limit: number;
}

/** Height of a frame, in pixels. */
const FRAME = 78;

/** Draws the values of one objective against the load, with its limit. */
export function plotObjective(
  runs: readonly LoadLineRun[],
  { name, unit, is, limit }: LoadObjective,
  options: LoadPanelOptions,
): SVGSVGElement | HTMLElement {
  const dots = runs.flatMap((run) => {
    const value = run.values[name] ?? null;
    return value === null ? [] : [{ ...run, value }];
  });
  const values = [limit, ...dots.map(({ value }) => value)];
  const marginBottom = options.label === null ? 10 : MARGIN_BOTTOM;
  return Plot.plot({
    ...loadFrame(options),
    height: MARGIN_TOP + FRAME + marginBottom,
    marginTop: MARGIN_TOP,
    marginBottom,
    y: {
      label: `${axisLabel(name, unit)}: ${is} ${formatValue(limit)}`,
      labelArrow: false,
      labelOffset: LABEL_OFFSET,
      domain: objectiveDomain(values, is),
      ticks: 4,
      tickFormat: formatAxis,
    },
    marks: [
      ...plotLoadAxis(options),
      Plot.ruleY([limit], {
        stroke: MUTED,
        strokeWidth: 1.4,
        ...dashed(meaningStyle("limit")),
      }),
      ...plotDots(
        dots,
        ({ value }) =>
          (is === "at least" ? value >= limit : value <= limit)
            ? "held"
            : "broke",
        "value",
      ),
    ],
  });
}

/** What must stay low is drawn from 0; what must stay high, such as success near 100 %, from the least value. */
function objectiveDomain(
  values: readonly number[],
  is: LoadObjective["is"],
): [number, number] {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const pad = 0.1 * (most - least) || Math.abs(most) * 0.05 || 1;
  return [
    is === "at most" && least >= 0 ? 0 : least - pad,
    most + pad,
  ];
}
