import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import {
  MARGIN_BOTTOM,
  MARGIN_TOP,
  valueAxis,
  wideFrame,
} from "../drawing/frame.ts";
import {
  BAND_OPACITY,
  dashed,
  dotted,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { meaningOf, meaningStyle } from "../drawing/meaning.ts";
import { INK, type SeriesStyle, seriesStyle } from "../drawing/palette.ts";
import { axisLabel, formatAxis } from "../drawing/ticks.ts";

/** Run or case, in the plotted units. */
export interface ScatterRow {
  readonly x: number;
  readonly y: number;
  /** Verdict such as pass, fail or ignored; sets colour and symbol. */
  readonly verdict: string;
}

/** Fitted curve at points in order of x. */
export interface ScatterFit {
  readonly points: readonly {
    readonly x: number;
    readonly value: number;
    /** Bounds of the confidence band, null if there is none. */
    readonly lower: number | null;
    readonly upper: number | null;
  }[];
  readonly label: string;
  /** What the band is. @default {"confidence band"} */
  readonly bandLabel?: string;
  readonly r2: number;
  /** Number of fitted points, which may be fewer than are drawn. */
  readonly n: number;
}

/** Published curve, for comparison with the fit. */
export interface ScatterReference {
  readonly label: string;
  readonly points: readonly { readonly x: number; readonly value: number }[];
}

/** Options of `plotScatterFit`. */
export interface ScatterFitOptions extends FigureText {
  readonly x: { readonly label: string; readonly unit: string };
  readonly y: { readonly label: string; readonly unit: string };
  /** Plural noun for the points. @default {"runs"} */
  readonly counted?: string;
  /** @default {null} */
  readonly fit?: ScatterFit | null;
  /** @default {null} */
  readonly published?: ScatterReference | null;
}

/**
 * Draws points by verdict with a fitted curve, its confidence band, R² and n, and a published curve for comparison.
 * Throws `RangeError` without rows.
 */
export function plotScatterFit(
  rows: readonly ScatterRow[],
  {
    title,
    caption = "",
    x,
    y,
    counted = "runs",
    fit = null,
    published = null,
  }: ScatterFitOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no ${counted}`);
  }
  const document = figureDocument();
  const verdicts = [...new Set(rows.map(({ verdict }) => verdict))];
  const legend: LegendItem[] = verdicts.map((verdict) => ({
    label: `${verdict} (${
      rows.filter((row) => row.verdict === verdict).length
    })`,
    style: verdictStyle(verdict, verdicts.indexOf(verdict)),
    kind: "dot",
    series: verdict,
  }));
  const marks: Plot.Markish[] = [];
  if (fit) {
    const { bandLabel = "confidence band" } = fit;
    const band = fit.points
      .filter(({ lower, upper }) => lower !== null && upper !== null);
    marks.push(
      Plot.areaY(band, {
        x: "x",
        y1: "lower",
        y2: "upper",
        fill: INK,
        fillOpacity: BAND_OPACITY,
        ...tagSeries(bandLabel),
      }),
      Plot.lineY(fit.points, {
        x: "x",
        y: "value",
        stroke: INK,
        strokeWidth: 1.8,
        ...tagSeries(fit.label),
      }),
    );
    legend.push({
      label: fit.label,
      style: meaningStyle("fitted"),
      kind: "line",
    });
    if (band.length > 0) {
      legend.push({
        label: bandLabel,
        style: meaningStyle("fitted"),
        kind: "band",
      });
    }
  }
  if (published) {
    marks.push(Plot.lineY(published.points, {
      x: "x",
      y: "value",
      stroke: meaningStyle("published").colour,
      strokeWidth: 2,
      ...dashed(meaningStyle("published")),
      ...tagSeries(published.label),
    }));
    legend.push({
      label: published.label,
      style: meaningStyle("published"),
      kind: "line",
    });
  }
  const panel = Plot.plot({
    ...wideFrame(document),
    height: 380,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    x: {
      label: axisLabel(x.label, x.unit),
      nice: true,
      grid: true,
      ticks: 8,
      tickFormat: formatAxis,
    },
    y: valueAxis(axisLabel(y.label, y.unit), 6),
    marks: [
      ...marks,
      ...verdicts.map((verdict, i) =>
        Plot.dot(rows.filter((row) => row.verdict === verdict), {
          x: "x",
          y: "y",
          ...dotted(verdictStyle(verdict, i)),
          r: 4.5,
          ...tagSeries(verdict),
        })
      ),
    ],
  });
  const notes = fit
    ? [`${fit.label}: R² = ${fit.r2.toFixed(3)}, n = ${fit.n}`]
    : [];
  return toFigure([...plotLegend(legend, document), panel], {
    title,
    caption,
    n: rows.length,
    counted,
    notes,
    data: {
      columns: [{ label: "verdict", unit: "" }, x, y],
      rows: rows.map((row) => [row.verdict, row.x, row.y]),
    },
  });
}

/** Returns the style of a verdict; words without a meaning take the other colours. */
function verdictStyle(verdict: string, index: number): SeriesStyle {
  const meaning = meaningOf(verdict);
  return meaning === null ? seriesStyle(2 + index % 4) : meaningStyle(meaning);
}
