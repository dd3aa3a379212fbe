import * as Plot from "@observablehq/plot";
import { median } from "../../statistics/mod.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM } from "../drawing/frame.ts";
import { FIXED, writeTexts } from "../drawing/label.ts";
import {
  dotted,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { INK } from "../drawing/palette.ts";
import { rowAxis } from "../drawing/row_axis.ts";
import { textWidth } from "../drawing/text.ts";
import {
  axisLabel,
  formatAxis,
  formatValue,
  nounFor,
} from "../drawing/ticks.ts";

/** Shares of one kind in each run, in percent. */
export interface KindShareRow {
  readonly kind: string;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Options of `plotKindShares`. */
export interface KindSharesOptions extends FigureText {
  /** What the share is of: `running, of what is desired`. */
  readonly share: string;
  /** Names of both times: `before the fault`. */
  readonly before: string;
  readonly after: string;
  readonly runs: number;
}

const ROW = 32;
const TOP = 10;
/** Distance of both times from the middle of a row, in rows. */
const OFFSET = 0.17;

/**
 * Draws a share of each kind before and after: a dot a run, a line between the medians, which stand beside it as numbers.
 * Throws `RangeError` without rows.
 */
export function plotKindShares(
  rows: readonly KindShareRow[],
  { title, caption = "", share, before, after, runs }: KindSharesOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no kinds`);
  }
  const document = figureDocument();
  const axis = rowAxis(rows.map(({ kind }) => kind));
  const dotsOf = (of: (row: KindShareRow) => readonly number[], by: number) =>
    rows.flatMap((row, y) => of(row).map((x) => ({ x, y: y + by })));
  const lanes = [
    {
      ...{ name: before, style: meaningStyle("missing") },
      dots: dotsOf((row) => row.before, -OFFSET),
    },
    {
      ...{ name: after, style: meaningStyle("measured") },
      dots: dotsOf((row) => row.after, OFFSET),
    },
  ];
  const texts = rows.map((row) =>
    `${textOf(row.before)} to ${textOf(row.after)}`
  );
  const room = Math.max(...texts.map((text) => textWidth(text, FONT_SIZE)));
  const panel = Plot.plot({
    document,
    width: WIDTH,
    height: TOP + rows.length * ROW + MARGIN_BOTTOM,
    marginLeft: axis.margin,
    marginRight: Math.ceil(room) + 28,
    marginTop: TOP,
    marginBottom: MARGIN_BOTTOM,
    x: {
      domain: [0, 100],
      label: axisLabel(share, "%"),
      labelAnchor: "center",
      ticks: 5,
      tickFormat: formatAxis,
      grid: true,
    },
    y: axis.scale,
    marks: [
      axis.rules,
      axis.labels,
      Plot.link(changesOf(rows), {
        x1: "from",
        x2: "to",
        y1: ({ y }: Change) => y - OFFSET,
        y2: ({ y }: Change) => y + OFFSET,
        stroke: INK,
        strokeOpacity: 0.6,
      }),
      ...lanes.map(({ name, style, dots }) =>
        Plot.dot(dots, { x: "x", y: "y", ...dotted(style), ...tagSeries(name) })
      ),
      writeTexts(texts, {
        y: (_, i) => i,
        frameAnchor: "right",
        textAnchor: "start",
        dx: 12,
        ...FIXED,
      }),
    ],
  });
  return toFigure([
    ...plotLegend(
      lanes.map(({ name, style }): LegendItem => ({
        ...{ label: name, style },
        kind: "dot",
      })),
      document,
    ),
    panel,
  ], {
    title,
    caption,
    n: runs,
    counted: nounFor(runs, "run"),
    notes: ["dot: a run", "line and numbers: medians, in %"],
    data: {
      columns: [
        { label: "kind", unit: "" },
        { label: "when", unit: "" },
        { label: share, unit: "%" },
      ],
      rows: rows.flatMap(({ kind, ...row }) => [
        ...row.before.map((percent) => [kind, before, percent]),
        ...row.after.map((percent) => [kind, after, percent]),
      ]),
    },
  });
}

/** From the median before to that after, in row `y`. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

function changesOf(rows: readonly KindShareRow[]): Change[] {
  return rows.flatMap(({ before, after }, y) =>
    before.length === 0 || after.length === 0
      ? []
      : [{ from: median(before), to: median(after), y }]
  );
}

function textOf(percents: readonly number[]): string {
  return percents.length === 0 ? "–" : formatValue(median(percents));
}
