import * as Plot from "@observablehq/plot";
import { survivalQuantile } from "../../../statistics/mod.ts";
import { FONT_SIZE, WIDTH } from "../../drawing/figure.ts";
import { MARGIN_BOTTOM, zeroLine } from "../../drawing/frame.ts";
import { FIXED, HALO, writeTexts } from "../../drawing/label.ts";
import { tagSeries } from "../../drawing/legend.ts";
import { INK, MUTED, seriesStyle } from "../../drawing/palette.ts";
import { clipText } from "../../drawing/text.ts";
import {
  formatAxis,
  formatSeconds,
  formatTick,
  formatValue,
} from "../../drawing/ticks.ts";
import { putBeside, slotOptions } from "../../drawing/beside.ts";
import {
  corner,
  cornersOf,
  countsOf,
  plotCurve,
  type SurvivalCurve,
} from "./survival_curve.ts";

/** Options of `plotSurvivalPanels`. */
export interface SurvivalPanelsOptions {
  readonly document: Document;
  /** Label of the x axis, and its unit. */
  readonly label: string;
  readonly unit: string;
  /** Last time of all curves. */
  readonly endTime: number;
}

const COLUMNS = 3;
const MARGIN_LEFT = 44;
const GAP = 14;
const FRAME = 84;
/** A name, and a line of counts. */
const HEAD = 40;
const LINE = 16;
/** Pixels below a frame: with the ticks of the axis only, and without. */
const TICKS = 26;
const NONE = 12;

/** Draws each curve in a panel of its own, with all others in grey behind it, in rows of three; the scales are the same. */
export function plotSurvivalPanels(
  curves: readonly SurvivalCurve[],
  { document, label, unit, endTime }: SurvivalPanelsOptions,
): (SVGSVGElement | HTMLElement)[] {
  const frame = (WIDTH - MARGIN_LEFT - GAP * COLUMNS) / COLUMNS;
  const lastRow = Math.floor((curves.length - 1) / COLUMNS);
  const panels = curves.map((one, i) => {
    const row = Math.floor(i / COLUMNS);
    const isFirst = i % COLUMNS === 0;
    // The axis stands below the lowest panel of each column.
    const isLowest = i + COLUMNS >= curves.length;
    const marginBottom = row === lastRow
      ? MARGIN_BOTTOM
      : isLowest
      ? TICKS
      : NONE;
    return Plot.plot({
      document,
      ...slotOptions({
        from: MARGIN_LEFT + (i % COLUMNS) * (frame + GAP),
        ...{ width: frame, marginLeft: 0, marginRight: 0 },
      }),
      height: HEAD + FRAME + marginBottom,
      marginTop: HEAD,
      marginBottom,
      x: {
        domain: [0, endTime],
        ticks: 4,
        tickFormat: isLowest ? formatAxis : () => "",
        label: row === lastRow ? label : null,
        labelAnchor: "center",
      },
      y: {
        domain: [0, 100],
        label: null,
        grid: true,
        ticks: 3,
        ...(isFirst ? { tickFormat: formatTick } : { axis: null }),
      },
      marks: [
        zeroLine(),
        plotOthers(curves.filter((other) => other !== one)),
        ...plotOwn(one, unit),
        ...writeName(one, frame),
      ],
    });
  });
  return Array.from(
    { length: lastRow + 1 },
    (_, row) => putBeside(panels.slice(row * COLUMNS, (row + 1) * COLUMNS)),
  ).flat();
}

/** Draws curves as one path, which is smaller than one for each. */
function plotOthers(curves: readonly SurvivalCurve[]): Plot.Markish {
  const points = curves.flatMap(({ curve }) => [
    { time: NaN, survival: NaN },
    ...cornersOf(curve),
  ]);
  return Plot.lineY(points, {
    ...corner,
    curve: "step-after",
    stroke: MUTED,
    strokeWidth: 1,
    strokeOpacity: 0.35,
  });
}

/** Draws a curve with its censored times and its median. */
function plotOwn(one: SurvivalCurve, unit: string): Plot.Markish[] {
  const tag = tagSeries(one.series);
  const median = survivalQuantile(one.curve, 0.5).value;
  return [
    ...plotCurve(one, seriesStyle(0), 2.2),
    ...(median === null ? [] : [
      Plot.dot([median], { x: median, y: 50, r: 3.5, fill: INK, ...tag }),
      Plot.text([median], {
        x: median,
        y: 50,
        text: (median: number) =>
          unit === "s"
            ? formatSeconds(Number(median.toPrecision(3)))
            : `${formatValue(median)} ${unit}`.trim(),
        textAnchor: "start",
        // Above, where a falling curve is not.
        ...{ dx: 6, dy: -9 },
        fill: INK,
        ...HALO,
      }),
    ]),
  ];
}

function writeName(
  { series, curve }: SurvivalCurve,
  width: number,
): Plot.Markish[] {
  return [series, countsOf(curve)].map((line, i) =>
    writeTexts([clipText(line, width, FONT_SIZE)], {
      frameAnchor: "top-left",
      textAnchor: "start",
      lineAnchor: "top",
      dy: 4 - HEAD + i * LINE,
      fill: i === 0 ? INK : MUTED,
      ...FIXED,
    })
  );
}
