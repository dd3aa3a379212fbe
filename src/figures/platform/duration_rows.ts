import * as Plot from "@observablehq/plot";
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
import { plotLegend } from "../drawing/legend.ts";
import { logAxis } from "../drawing/log_axis.ts";
import { MUTED } from "../drawing/palette.ts";
import { rowAxis } from "../drawing/row_axis.ts";
import { clipText, textWidth } from "../drawing/text.ts";
import {
  axisLabel,
  formatAxis,
  formatCount,
  formatSeconds,
  formatValue,
  nounFor,
} from "../drawing/ticks.ts";
import {
  durationItems,
  type DurationRow,
  durationValues,
  plotFifths,
  plotSpans,
} from "./duration_marks.ts";

export type { DurationRow };

/** Options of `plotDurationRows`. */
export interface DurationRowsOptions extends FigureText {
  readonly metric: string;
  readonly unit: string;
  /** Singular noun for what was timed: `operation`. */
  readonly counted: string;
  /** Uses a logarithmic x axis; what is not above 0 then stands at its left end. @default {false} */
  readonly log?: boolean;
}

const ROW = 22;
/** Height of a row that also has its first and last fifth. */
const TALL_ROW = 30;
/** Pixels above the rows of a panel: its name. */
const HEAD = 26;

/**
 * Draws how long things took, a row each: the median with its 95 % interval, on to the 95th percentile and the longest,
 * and where given the medians of the first and the last fifth. Rows of a panel share an axis. Throws `RangeError` without
 * rows.
 */
export function plotDurationRows(
  rows: readonly DurationRow[],
  { title, caption = "", metric, unit, counted, log = false }:
    DurationRowsOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no ${counted}s`);
  }
  const document = figureDocument();
  const hasFifths = rows.some(({ first, last }) =>
    first !== null || last !== null
  );
  const height = hasFifths ? TALL_ROW : ROW;
  const texts = new Map(rows.map((row) => [row, describe(row, unit)]));
  const room = Math.max(
    ...[...texts.values()].map((text) => textWidth(text, FONT_SIZE)),
  );
  // One margin for all panels, so that their frames stand below each other.
  const margin = rowAxis(rows.map(({ label }) => label), AXIS).margin;
  const groups = [...Map.groupBy(rows, ({ panel }) => panel)];
  const panels = groups.map(([panel, own]) => {
    const axis = rowAxis(own.map(({ label }) => label), AXIS);
    const domain = log ? logDomain(own) : linearDomain(own);
    const label = axisLabel(metric, unit);
    return Plot.plot({
      document,
      width: WIDTH,
      height: HEAD + own.length * height + MARGIN_BOTTOM,
      marginLeft: margin,
      marginRight: Math.ceil(room) + 24,
      marginTop: HEAD,
      marginBottom: MARGIN_BOTTOM,
      x: {
        ...{ type: log ? "log" : "linear", domain: [...domain] },
        ...(log ? { axis: null } : {
          ...{ label, labelAnchor: "center", ticks: 6, grid: true },
          tickFormat: formatAxis,
        }),
      },
      y: axis.scale,
      marks: [
        ...(log ? logAxis({ axis: "x", domain, label, labelOffset: 36 }) : []),
        axis.rules,
        axis.labels,
        ...plotSpans(own, domain, hasFifths),
        ...(hasFifths ? plotFifths(own, domain) : []),
        writeTexts(own.map((row) => texts.get(row) ?? ""), {
          y: (_, i) => i,
          frameAnchor: "right",
          textAnchor: "start",
          dx: 12,
          fill: MUTED,
          ...FIXED,
        }),
        ...(panel === "" ? [] : [
          writeTexts([clipText(panel, WIDTH - margin, FONT_SIZE)], {
            ...{ frameAnchor: "top-left", textAnchor: "start" },
            ...{ lineAnchor: "bottom", dy: -8, fontWeight: 600, ...FIXED },
          }),
        ]),
      ],
    });
  });
  const n = rows.reduce((sum, row) => sum + row.n, 0);
  const isAtEdge = log &&
    rows.some((row) => durationValues(row).some((value) => value <= 0));
  return toFigure([
    ...plotLegend(durationItems(rows), document),
    ...panels,
  ], {
    title,
    caption,
    n,
    counted: nounFor(n, counted),
    notes: [
      ...(rows.some(({ lower }) => lower !== null)
        ? ["bar: 95 % interval of the median"]
        : []),
      ...(isAtEdge ? ["at the left end: 0"] : []),
    ],
    data: {
      columns: [
        { label: "panel", unit: "" },
        { label: "row", unit: "" },
        { label: "n", unit: "" },
        ...[
          ...["median", "lower bound", "upper bound", "95th percentile"],
          ...["longest", "first fifth", "last fifth"],
        ].map((label) => ({ label, unit })),
      ],
      rows: rows.map((row) => [
        ...[row.panel, row.label, row.n, row.median, row.lower, row.upper],
        ...[row.p95, row.max, row.first, row.last],
      ]),
    },
  });
}

const AXIS = { widest: 240, lines: 1 };

function describe({ median, n }: DurationRow, unit: string): string {
  const count = `n = ${formatCount(n)}`;
  if (median === null) return count;
  const value = unit === "s" && median !== 0
    ? formatSeconds(Number(median.toPrecision(3)))
    : `${formatValue(median)} ${unit}`.trim();
  return `${value}, ${count}`;
}

function linearDomain(rows: readonly DurationRow[]): [number, number] {
  const top = rows.flatMap(durationValues).reduce(
    (most, value) => Math.max(most, value),
    0,
  );
  return [0, top * 1.03 || 1];
}

function logDomain(rows: readonly DurationRow[]): [number, number] {
  const values = rows.flatMap(durationValues).filter((value) => value > 0);
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  return high > 0 ? [low / 1.4, high * 1.2] : [0.1, 1];
}
