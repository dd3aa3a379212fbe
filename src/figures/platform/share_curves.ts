import * as Plot from "@observablehq/plot";
import type { KaplanMeier } from "../../statistics/mod.ts";
import { areaFill, hatchPanel } from "../drawing/area.ts";
import { putBeside, slotOptions } from "../drawing/beside.ts";
import {
  EDGE,
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM, zeroLine } from "../drawing/frame.ts";
import { FIXED, writeTexts } from "../drawing/label.ts";
import {
  dashed,
  dotted,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { meaningStyle, stylesOf } from "../drawing/meaning.ts";
import { MUTED, type SeriesStyle } from "../drawing/palette.ts";
import { BOLD, clipText } from "../drawing/text.ts";
import {
  axisLabel,
  elapsedUnit,
  formatAxis,
  formatCount,
} from "../drawing/ticks.ts";
import {
  type Corner,
  endOf,
  lastTime,
  markedCorners,
  type ShareCurve,
  type SharePanel,
  toCorners,
} from "./share_corners.ts";

export type { ShareCurve, SharePanel };

/** Options of `plotShareCurves`. */
export interface ShareCurvesOptions extends FigureText {
  /** What the share is of: `running again`. */
  readonly share: string;
  /** What zero is, in words after "time since". */
  readonly zero: string;
  /** Plural noun of what is awaited: `instances`. */
  readonly counted: string;
  /** All series of a set of figures, so that each has the same style in all of them. @default the drawn series */
  readonly order?: readonly string[];
}

const LEFT = 58;
const RIGHT = 20;
/** Height of the frame of the only panel, and of one of several, in pixels. */
const ALONE = 250;
const BESIDE = 150;
/** Pixels above a frame: the label of the y axis, and the name of the panel. */
const TOP = 28;
const NAME = 20;
const BAND = "fault in place";
const BAND_OPACITY = 0.3;

/**
 * Draws the share of awaited things that are there, over time: a line a run, with a cross where watching ended before the
 * last of them was there. With one run of each of several series, lines carry symbols too, as they may lie on each other.
 * Several panels stand in two columns, each with a time axis of its own. Throws `RangeError` without curves.
 */
export function plotShareCurves(
  panels: readonly SharePanel[],
  { title, caption = "", share, zero, counted, order }: ShareCurvesOptions,
): Figure {
  const shown = panels.filter(({ curves }) => curves.length > 0);
  const curves = shown.flatMap((panel) => panel.curves);
  if (curves.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no ${counted}`);
  }
  const document = figureDocument();
  const names = [...new Set(curves.map(({ series }) => series))];
  const colourOf = stylesOf(order ?? names);
  const styleOf = (series: string) => {
    const style = colourOf(series);
    // A plus says that watching ended first.
    return style.symbol === "plus" ? { ...style, symbol: "star" } : style;
  };
  const isAlone = shown.length === 1;
  // Several runs of a series are told by the colour that they share.
  const isMarked = names.length > 1 &&
    shown.every((panel) =>
      new Set(panel.curves.map(({ series }) => series)).size ===
        panel.curves.length
    );
  const drawn = shown.map((panel, i) =>
    plotPanel(panel, {
      ...{ document, styleOf, zero, label: axisLabel(share, "%") },
      marked: isMarked ? names : [],
      from: isAlone || i % 2 === 0 ? 0 : WIDTH / 2,
      width: isAlone ? WIDTH : WIDTH / 2,
      height: isAlone ? ALONE : BESIDE,
    })
  );
  const hasBand = shown.some(({ healed }) => healed !== null);
  const legend: LegendItem[] = [
    ...names.map((series) => ({
      label: `${series} (${
        countsOf(curves.filter((one) => one.series === series))
      })`,
      style: styleOf(series),
      kind: isMarked ? "dotted line" as const : "line" as const,
      series,
    })),
    ...hasBand
      ? [{ label: BAND, style: meaningStyle("fault"), kind: "area" as const }]
      : [],
  ];
  return toFigure([
    ...hasBand ? [hatchPanel([meaningStyle("fault")], document)] : [],
    ...plotLegend(legend, document),
    ...pairsOf(drawn).flatMap((pair) => putBeside(pair)),
  ], {
    title,
    caption,
    n: sumOf(curves, ({ n }) => n),
    counted,
    notes: [
      "line: a run",
      ...curves.some(({ curve }) => curve.censored > 0)
        ? ["cross: watching ended first"]
        : [],
      ...shown.some((panel) =>
          panel.curves.some((one) => lastTime(one) > endOf(panel))
        )
        ? ["axis: cut where nothing came any more"]
        : [],
    ],
    data: {
      columns: [
        ...["panel", "series", "run"].map((label) => ({ label, unit: "" })),
        { label: `time since ${zero}`, unit: "s" },
        { label: share, unit: "%" },
      ],
      rows: shown.flatMap((panel) =>
        panel.curves.flatMap(({ series, run, curve }) =>
          toCorners(curve, endOf(panel)).map((
            { seconds, percent },
          ) => [panel.label, series, run, seconds, percent])
        )
      ),
    },
  });
}

function plotPanel(
  panel: SharePanel,
  { document, styleOf, marked, zero, label, from, width, height }: {
    readonly document: Document;
    readonly styleOf: (series: string) => SeriesStyle;
    /** Series whose curves carry symbols. */
    readonly marked: readonly string[];
    readonly zero: string;
    readonly label: string;
    /** Slot of the panel, and height of its frame, in pixels. */
    readonly from: number;
    readonly width: number;
    readonly height: number;
  },
): SVGSVGElement | HTMLElement {
  const end = endOf(panel);
  const unit = elapsedUnit(end);
  const place = (seconds: number) => seconds / unit.seconds;
  const marginTop = TOP + (panel.label === "" ? 0 : NAME);
  return Plot.plot({
    document,
    ...slotOptions({ from, width, marginLeft: LEFT, marginRight: RIGHT }),
    height: height + marginTop + MARGIN_BOTTOM,
    marginTop,
    marginBottom: MARGIN_BOTTOM,
    x: {
      domain: [0, place(end)],
      label: axisLabel(`time since ${zero}`, unit.symbol),
      ticks: width === WIDTH ? 8 : 5,
      tickFormat: formatAxis,
      grid: true,
      labelAnchor: "center",
    },
    y: {
      domain: [0, 100],
      label: panel.label === "" ? label : null,
      labelOffset: LEFT - EDGE,
      ticks: 5,
      tickFormat: formatAxis,
      grid: true,
    },
    marks: [
      ...panel.healed === null ? [] : [Plot.rect([0], {
        ...{ x1: 0, x2: place(Math.min(panel.healed, end)), y1: 0, y2: 100 },
        ...areaFill(meaningStyle("fault")),
        fillOpacity: BAND_OPACITY,
        ...tagSeries(BAND),
      })],
      zeroLine(),
      Plot.ruleY([100], { stroke: MUTED, strokeOpacity: 0.6 }),
      ...panel.curves.flatMap((one) =>
        plotCurve(one, styleOf(one.series), {
          end,
          place,
          marked,
        })
      ),
      ...panel.label === "" ? [] : plotNames(panel.label, label, width),
    ],
  });
}

/** Writes the name of a panel above that of its y axis. */
function plotNames(
  name: string,
  label: string,
  width: number,
): Plot.Markish[] {
  const place = { frameAnchor: "top-left", dx: EDGE - LEFT, ...FIXED } as const;
  const room = (width - EDGE - RIGHT) / BOLD;
  return [
    writeTexts([clipText(name, room, FONT_SIZE)], {
      ...place,
      dy: 4 - TOP - NAME,
      fontWeight: 600,
    }),
    writeTexts([`↑ ${label}`], { ...place, dy: 6 - TOP }),
  ];
}

function plotCurve(
  { series, curve }: ShareCurve,
  style: SeriesStyle,
  { end, place, marked }: {
    readonly marked: readonly string[];
    readonly end: number;
    readonly place: (seconds: number) => number;
  },
): Plot.Markish[] {
  const corners = toCorners(curve, end);
  const tag = tagSeries(series);
  const at = {
    x: ({ seconds }: Corner) => place(seconds),
    y: ({ percent }: Corner) => percent,
    stroke: style.colour,
  };
  return [
    Plot.lineY(corners, {
      ...at,
      curve: "step-after",
      strokeWidth: 1.5,
      ...dashed(style),
      ...tag,
    }),
    ...marked.includes(series)
      ? [
        Plot.dot(
          markedCorners(corners, {
            place: marked.indexOf(series),
            of: marked.length,
          }),
          { ...at, ...dotted(style), ...tag },
        ),
      ]
      : [],
    ...curve.censored > 0
      ? [Plot.dot(corners.slice(-1), {
        ...at,
        symbol: "plus",
        strokeWidth: 2,
        r: 5,
        ...tag,
      })]
      : [],
  ];
}

function countsOf(curves: readonly ShareCurve[]): string {
  const censored = sumOf(curves, ({ censored }) => censored);
  return [
    `n = ${formatCount(sumOf(curves, ({ n }) => n))}`,
    ...censored > 0 ? [`${formatCount(censored)} not seen to end`] : [],
  ].join(", ");
}

function sumOf(
  curves: readonly ShareCurve[],
  of: (curve: KaplanMeier) => number,
): number {
  return curves.reduce((total, { curve }) => total + of(curve), 0);
}

function pairsOf<Panel>(panels: readonly Panel[]): Panel[][] {
  return Array.from(
    { length: Math.ceil(panels.length / 2) },
    (_, i) => panels.slice(2 * i, 2 * i + 2),
  );
}
