import * as Plot from "@observablehq/plot";
import { quantile, quantiles } from "../../statistics/mod.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import {
  MARGIN_BOTTOM,
  MARGIN_LEFT,
  MARGIN_RIGHT,
  MARGIN_TOP,
} from "../drawing/frame.ts";
import { dashed, plotLegend, tagSeries } from "../drawing/legend.ts";
import { stylesOf } from "../drawing/meaning.ts";
import { clipText, textWidth } from "../drawing/text.ts";
import type { LinePoint } from "../drawing/thin.ts";
import {
  axisLabel,
  formatAxis,
  formatCount,
  formatTick,
  nounFor,
} from "../drawing/ticks.ts";
import { plotQuantile } from "./parts/quantile_row.ts";

/** Successful operation, in the plotted unit. */
export interface DistributionRow {
  readonly series: string;
  readonly value: number;
}

/** Options of `plotDistribution`. */
export interface DistributionOptions extends FigureText {
  /** Label of the x axis. */
  readonly metric: string;
  readonly unit: string;
  /** Number of failed attempts of each series; its curve then ends below 100 %. @default {{}} */
  readonly failed?: Readonly<Record<string, number>>;
  /** Quantiles drawn below the curves. @default {[0.5, 0.95, 0.99]} */
  readonly ps?: readonly number[];
  /** Uses a logarithmic x axis, for values above 0. @default {false} */
  readonly log?: boolean;
}

/** Maximum number of steps of a curve; more cannot be seen. */
const MAX_STEPS = 400;
const ROW = 22;
/** Confidence of the intervals of quantiles, 1 = 100 %. */
const CONFIDENCE = 0.95;

/**
 * Draws the share of attempts that finished within a value, a curve a series, and below it quantiles with their
 * intervals. Failed attempts count, so that fast failures do not improve a curve; a quantile with too few values
 * states so. Throws `RangeError` without rows, and on a logarithmic axis for a value that is not above 0.
 *
 * @example
 * ```ts
 * import { plotDistribution } from "loadline/figures";
 *
 * const rows = [3, 4, 4, 5, 9].map((value) => ({ series: "etcd", value }));
 * plotDistribution(rows, { title: "Latency", metric: "Latency", unit: "ms" }).n; // 5
 * ```
 */
export function plotDistribution(
  rows: readonly DistributionRow[],
  {
    title,
    caption = "",
    metric,
    unit,
    failed = {},
    ps = [0.5, 0.95, 0.99],
    log = false,
  }: DistributionOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no operations`);
  }
  const document = figureDocument();
  const bySeries = Map.groupBy(rows, ({ series }) => series);
  const styleOf = stylesOf([...bySeries.keys()]);
  const groups = [...bySeries.entries()]
    .map(([name, rows]) => {
      const sorted = Float64Array.from(rows, ({ value }) => value).sort();
      const failures = Object.hasOwn(failed, name) ? failed[name] ?? 0 : 0;
      return { name, sorted, failures, style: styleOf(name) };
    });
  const smallest = Math.min(...groups.map(({ sorted }) => sorted[0] ?? 0));
  const largest = Math.max(...groups.map(({ sorted }) => sorted.at(-1) ?? 0));
  if (log && smallest <= 0) {
    throw new RangeError(
      `Cannot draw ${title} on a logarithmic axis as a value is not above 0: ${smallest}`,
    );
  }
  const low = log ? smallest : Math.min(0, smallest);
  const high = largest > low ? largest : low + 1;
  const lines = groups.map(({ name, sorted, failures, style }) => ({
    name,
    style,
    corners: distributionCorners(sorted, sorted.length + failures, high),
  }));
  const strip = groups.flatMap(({ name, sorted, style }) =>
    quantiles([...sorted], ps, { confidence: CONFIDENCE }).map((
      estimate,
    ) => ({
      row: `${clipText(name, 110, FONT_SIZE)} p${
        Number((estimate.p * 100).toFixed(6))
      }`,
      estimate,
      series: name,
      style,
    }))
  );
  const widestLabel = Math.max(
    ...strip.map(({ row }) => textWidth(row, FONT_SIZE)),
  );
  const shared = {
    document,
    width: WIDTH,
    marginLeft: Math.max(MARGIN_LEFT, Math.ceil(widestLabel) + 18),
    marginRight: MARGIN_RIGHT,
  };
  const x = {
    domain: [low, high],
    type: log ? "log" as const : "linear" as const,
    grid: true,
    ticks: 7,
  };
  const curves = Plot.plot({
    ...shared,
    height: 280,
    marginTop: MARGIN_TOP,
    marginBottom: 10,
    x: { ...x, label: null, tickFormat: () => "" },
    y: {
      label: "attempts finished within (%)",
      labelOffset: shared.marginLeft - 12,
      domain: [0, 100],
      grid: true,
      ticks: [0, 25, 50, 75, 100],
    },
    marks: lines.map(({ name, corners, style }) =>
      Plot.lineY(corners, {
        x: "x",
        y: "y",
        curve: "step-after",
        stroke: style.colour,
        strokeWidth: 1.8,
        ...dashed(style),
        ...tagSeries(name),
      })
    ),
  });
  const quantileRows = Plot.plot({
    ...shared,
    height: 18 + strip.length * ROW + MARGIN_BOTTOM,
    marginTop: 18,
    marginBottom: MARGIN_BOTTOM,
    x: { ...x, label: axisLabel(metric, unit), tickFormat: formatAxis },
    y: {
      type: "point",
      domain: strip.map(({ row }) => row),
      label: null,
      padding: 0.5,
      tickSize: 0,
    },
    marks: strip.flatMap(({ row, estimate, series, style }) =>
      plotQuantile(estimate, {
        row,
        series,
        style,
        low,
        high,
        width: WIDTH - shared.marginLeft - MARGIN_RIGHT,
        log,
      })
    ),
  });
  const failures = groups.reduce((sum, { failures }) => sum + failures, 0);
  const legend = groups.map(({ name, sorted, failures, style }) => ({
    label: `${name} (n = ${formatCount(sorted.length)}${
      failures > 0 ? `, ${formatCount(failures)} failed` : ""
    })`,
    style,
    kind: "line" as const,
    series: name,
  }));
  return toFigure([
    ...plotLegend(legend, document),
    curves,
    quantileRows,
  ], {
    title,
    caption,
    n: rows.length,
    counted: nounFor(rows.length, "operation"),
    notes: [
      ...(failures > 0 ? [`${formatCount(failures)} failed`] : []),
      `quantiles with ${formatTick(CONFIDENCE * 100)} % intervals`,
    ],
    data: {
      columns: [
        { label: "series", unit: "" },
        { label: metric, unit },
        { label: "attempts finished within", unit: "%" },
      ],
      rows: lines.flatMap(({ name, corners }) =>
        corners.map(({ x, y }) => [name, x, y])
      ),
    },
  });
}

/**
 * Returns the corners of the empirical distribution in percent of attempts, thinned to quantiles if there are too
 * many.
 */
function distributionCorners(
  sorted: Float64Array,
  attempts: number,
  end: number,
): LinePoint[] {
  const n = sorted.length;
  const count = Math.min(n, MAX_STEPS);
  const corners = Array.from({ length: count }, (_, i) => {
    const share = (i + 1) / count;
    const value = count === n ? sorted[i] ?? NaN : quantile(sorted, share);
    return { x: value, y: 100 * share * n / attempts };
  });
  return [
    { x: sorted[0] ?? NaN, y: 0 },
    ...corners,
    { x: end, y: 100 * n / attempts },
  ];
}
