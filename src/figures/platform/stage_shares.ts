import * as Plot from "@observablehq/plot";
import { areaFill, hatchPanel } from "../drawing/area.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM } from "../drawing/frame.ts";
import { HALO, writeTexts } from "../drawing/label.ts";
import { type LegendItem, plotLegend, tagSeries } from "../drawing/legend.ts";
import { meaningStyle, stylesOf } from "../drawing/meaning.ts";
import type { SeriesStyle } from "../drawing/palette.ts";
import { rowAxis } from "../drawing/row_axis.ts";
import { textWidth } from "../drawing/text.ts";
import { formatAxis, formatCount, nounFor } from "../drawing/ticks.ts";

/** Share of a stage in the time of all entities of a bar. */
export interface StageShareRow {
  /** What the bar stands for: `4,000 tasks on 100 cells`. */
  readonly bar: string;
  readonly stage: string;
  /** 1 = 100 %. */
  readonly share: number;
}

/** Options of `plotStageShares`. */
export interface StageSharesOptions extends FigureText {
  /** Singular noun for a bar: `run`. */
  readonly counted: string;
  /** Name of all stages that are put together, which is drawn in grey; empty for none. @default {""} */
  readonly rest?: string;
}

const ROW = 30;
const TOP = 6;
/** Neighbours differ in black and white. */
const fills = ["tint", "hatch", "solid"] as const;

/**
 * Draws which share of the time each stage takes, a bar for each row of stages, in order, up to 100 %. Throws `RangeError`
 * without rows.
 */
export function plotStageShares(
  rows: readonly StageShareRow[],
  { title, caption = "", counted, rest = "" }: StageSharesOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no ${counted}s`);
  }
  const document = figureDocument();
  const bars = [...new Set(rows.map(({ bar }) => bar))];
  const stages = [...new Set(rows.map(({ stage }) => stage))];
  const styleOf = shareStyles(stages, rest);
  const axis = rowAxis(bars, { widest: 230 });
  const placed = bars.flatMap((bar, y) => {
    let to = 0;
    return rows.filter((row) => row.bar === bar).map(({ stage, share }) => {
      const from = to;
      to += 100 * share;
      return { stage, y, from, to, share };
    });
  });
  const marginRight = 28;
  const scale = (WIDTH - axis.margin - marginRight) / 100;
  const named = placed.flatMap((one) => {
    const text = `${Math.round(100 * one.share)} %`;
    return textWidth(text, FONT_SIZE) + 8 > (one.to - one.from) * scale
      ? []
      : [{ ...one, text, middle: (one.from + one.to) / 2 }];
  });
  const panel = Plot.plot({
    document,
    width: WIDTH,
    height: TOP + bars.length * ROW + MARGIN_BOTTOM,
    marginLeft: axis.margin,
    marginRight,
    marginTop: TOP,
    marginBottom: MARGIN_BOTTOM,
    x: {
      domain: [0, 100],
      label: "share of all time (%)",
      labelAnchor: "center",
      ticks: 5,
      tickFormat: formatAxis,
    },
    y: axis.scale,
    marks: [
      ...stages.map((stage) =>
        Plot.rect(placed.filter((one) => one.stage === stage), {
          ...{ x1: "from", x2: "to" },
          y1: ({ y }) => y - 0.36,
          y2: ({ y }) => y + 0.36,
          ...areaFill(styleOf(stage)),
          stroke: styleOf(stage).colour,
          strokeWidth: 0.8,
          ...tagSeries(stage),
        })
      ),
      ...stages.map((stage) => {
        const own = named.filter((one) => one.stage === stage);
        return writeTexts(own.map(({ text }) => text), {
          x: (_, i) => own[i]?.middle ?? 0,
          y: (_, i) => own[i]?.y ?? 0,
          ...HALO,
          ...tagSeries(stage),
        });
      }),
      axis.labels,
    ],
  });
  const legend = stages.map((label): LegendItem => ({
    ...{ label, style: styleOf(label), kind: "area" },
  }));
  return toFigure([
    hatchPanel(stages.map(styleOf), document),
    ...plotLegend(legend, document),
    panel,
  ], {
    title,
    caption,
    n: bars.length,
    counted: nounFor(bars.length, counted),
    notes: [`${formatCount(stages.length)} stages, in order`],
    data: {
      columns: [
        { label: "bar", unit: "" },
        { label: "stage", unit: "" },
        { label: "share of all time", unit: "%" },
      ],
      rows: rows.map(({ bar, stage, share }) => [bar, stage, 100 * share]),
    },
  });
}

/** Gives each stage a colour by its position, and a fill that its neighbours do not have. */
function shareStyles(
  stages: readonly string[],
  rest: string,
): (stage: string) => SeriesStyle {
  // By the position among the stages with a name, as the bars of `plotStages` are.
  const styleOf = stylesOf(stages.filter((stage) => stage !== rest));
  return (stage) =>
    stage === rest ? meaningStyle("phase") : {
      ...styleOf(stage),
      fill: fills[stages.indexOf(stage) % fills.length] ?? "tint",
    };
}
