import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM, plotPixels, zeroLine } from "../drawing/frame.ts";
import { writeTexts } from "../drawing/label.ts";
import { dotted, plotLegend, tagSeries } from "../drawing/legend.ts";
import { meaningStyle, stylesOf } from "../drawing/meaning.ts";
import { INK } from "../drawing/palette.ts";
import { type DoubtfulRun, noteDoubt, plotRuns } from "../drawing/run_dots.ts";
import { clipText } from "../drawing/text.ts";
import { axisLabel, formatAxis, nounFor } from "../drawing/ticks.ts";
import { putBeside, slotOptions } from "../drawing/beside.ts";
import { bestCase, writeBest } from "./parts/best_case.ts";

/** A run of one case, in the plotted unit. */
export interface CaseRow extends DoubtfulRun {
  /** The run, which may have a value in several panels. */
  readonly run_id: string;
  /** Column and row of the panel: `10 workers`, `1 KiB`. */
  readonly column: string;
  readonly row: string;
  readonly series: string;
  /** What varies within a panel. */
  readonly x: number;
  readonly value: number;
}

/** Options of `plotCases`. */
export interface CasesOptions extends FigureText {
  /** Name of x, for the axis. */
  readonly x: string;
  readonly metric: string;
  readonly unit: string;
  /** Of both axes; `log` is for values above 0 only. @default {"linear"} */
  readonly scale?: "linear" | "log";
  /** Value that the metric should not exceed, with its meaning; draws a line. @default {null} */
  readonly limit?: CasesLimit | null;
  /** What others say of some cases, drawn beside the runs. @default {null} */
  readonly published?: PublishedCases | null;
}

/** Values of others, in the plotted unit. They are no runs: neither counted nor joined by lines. */
export interface PublishedCases {
  /** Who says so, for the legend. */
  readonly label: string;
  readonly points: readonly Pick<CaseRow, "column" | "row" | "x" | "value">[];
}

/** A line across all panels, in the plotted unit. */
export interface CasesLimit {
  readonly value: number;
  readonly label: string;
}

const MARGIN_LEFT = 60;
/** Pixels between panels, and right of the last. */
const GAP = 10;
/** Height of a frame, and of what stands above and below it. */
const FRAME = 104;
const HEAD = 26;
/** Height of the names of the columns. */
const NAMES = 20;

const limitLine = {
  stroke: INK,
  strokeOpacity: 0.6,
  strokeDasharray: "4 3",
} as const;

/**
 * Draws a matrix of cases as small multiples with the same scales: a dot for every run, a ring around doubtful ones, a line
 * through the medians of each series, and a number at the highest median. Throws `RangeError` without rows, and for a
 * value or an x that is not above 0 on a logarithmic scale.
 */
export function plotCases(
  rows: readonly CaseRow[],
  options: CasesOptions,
): Figure {
  const { title, caption = "", x, metric, unit } = options;
  const { scale = "linear", limit = null, published = null } = options;
  const points = published?.points ?? [];
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const placed = [...rows, ...points];
  if (scale === "log" && placed.some(({ x, value }) => !(x > 0 && value > 0))) {
    throw new RangeError(
      `Cannot draw ${title} on a logarithmic scale as some values are not above 0`,
    );
  }
  const document = figureDocument();
  const distinct = (valueOf: (row: CaseRow) => string) => [
    ...new Set(rows.map(valueOf)),
  ];
  const columns = distinct(({ column }) => column);
  const lines = distinct(({ row }) => row);
  const names = distinct(({ series }) => series);
  const styleOf = stylesOf(names, published ? ["published"] : []);
  const best = bestCase(rows);
  const frame = (WIDTH - MARGIN_LEFT - GAP * columns.length) / columns.length;
  const xs = [...new Set(placed.map(({ x }) => x))].toSorted((a, b) => a - b);
  // Each has its own suffix where the ends are far apart.
  const ticks = xs.map((x) => formatAxis(x, 0, scale === "log" ? [x] : xs));
  const values = placed.map(({ value }) => value);
  const panels = lines.flatMap((line, i) =>
    putBeside(
      columns.map((column, j) => {
        const isBottom = i === lines.length - 1;
        const own = rows.filter((row) =>
          row.column === column && row.row === line
        );
        const marginBottom = isBottom ? MARGIN_BOTTOM : 12;
        return Plot.plot({
          document,
          ...slotOptions({
            ...{ from: MARGIN_LEFT + j * (frame + GAP), width: frame },
            ...{ marginLeft: 0, marginRight: 0 },
          }),
          height: HEAD + FRAME + marginBottom,
          marginTop: HEAD,
          marginBottom,
          x: {
            type: scale,
            domain: scale === "log" ? logDomain(xs) : xDomain(xs),
            axis: null,
          },
          y: {
            type: scale,
            domain: scale === "log"
              ? logDomain([...values, ...limit ? [limit.value] : []])
              : [0, Math.max(0, limit?.value ?? 0, ...values) * 1.2 || 1],
            label: j === 0
              ? [line, axisLabel(metric, unit)].filter(Boolean).join(": ")
              : null,
            labelOffset: MARGIN_LEFT - 12,
            grid: true,
            ticks: 4,
            ...(j === 0 ? { tickFormat: formatAxis } : { axis: null }),
          },
          marks: [
            // With texts, as a logarithmic scale leaves out those of some ticks.
            Plot.axisX(xs, {
              text: isBottom ? ticks : ticks.map(() => ""),
              label: isBottom ? x : null,
              labelAnchor: "center",
            }),
            ...scale === "log" ? [] : [zeroLine()],
            ...limit ? [Plot.ruleY([limit.value], limitLine)] : [],
            ...names.flatMap((name) =>
              plotRuns(
                own.filter((row) => row.series === name),
                { x: "x", series: name, style: styleOf(name) },
              )
            ),
            ...(published ? [plotPublished(published, column, line)] : []),
            ...(best?.column === column && best.row === line
              ? [writeBest(best)]
              : []),
          ],
        });
      }),
    )
  );
  const runs = new Set(rows.map(({ run_id }) => run_id)).size;
  const legend = names.length < 2 && !published ? [] : names.map((label) => ({
    label,
    style: styleOf(label),
    kind: "dotted line" as const,
  }));
  return toFigure([
    ...plotLegend([
      ...legend,
      ...published
        ? [{
          label: published.label,
          style: meaningStyle("published"),
          kind: "dot" as const,
        }]
        : [],
    ], document),
    plotNames(columns, frame, document),
    ...panels,
  ], {
    title,
    caption,
    n: runs,
    counted: nounFor(runs, "run"),
    notes: [
      "dot: a run",
      "line: medians",
      "number: highest median",
      ...limit ? [`dashed: ${limit.label}`] : [],
      ...noteDoubt(rows),
    ],
    data: {
      columns: [
        ...["column", "row", "series", x].map((label) => ({ label, unit: "" })),
        { label: metric, unit },
        { label: "in doubt", unit: "" },
      ],
      rows: [
        ...rows.map((row) => [
          row.column,
          row.row,
          row.series,
          row.x,
          row.value,
          row.doubtful ? "yes" : "no",
        ]),
        ...points.map(({ column, row, x, value }) => [
          ...[column, row, published?.label ?? "", x, value, ""],
        ]),
      ],
    },
  });
}

/** Draws what others say of the cases of one panel. */
function plotPublished(
  { label, points }: PublishedCases,
  column: string,
  row: string,
): Plot.Markish {
  return Plot.dot(
    points.filter((point) => point.column === column && point.row === row),
    {
      ...{ x: "x", y: "value" },
      ...dotted(meaningStyle("published")),
      ...tagSeries(label),
    },
  );
}

/** Leaves room for dots and numbers at the ends. */
function xDomain(xs: readonly number[]): [number, number] {
  const [low = 0] = xs;
  const high = xs.at(-1) ?? low;
  const pad = 0.16 * (high - low) || 1;
  return [low - pad, high + pad];
}

/** Returns the ends of a logarithmic scale, with the same room. */
function logDomain(values: readonly number[]): [number, number] {
  return [Math.min(...values) / 1.8, Math.max(...values) * 2.2];
}

/** Writes the names of the columns, each above the middle of its frames. */
function plotNames(
  columns: readonly string[],
  frame: number,
  document: Document,
): SVGSVGElement | HTMLElement {
  const texts = columns.map((name) => clipText(name, frame, FONT_SIZE));
  return plotPixels([
    writeTexts(texts, {
      x: (_, i) => MARGIN_LEFT + i * (frame + GAP) + frame / 2,
      y: NAMES / 2 + 2,
      fontWeight: 600,
    }),
  ], { document, height: NAMES });
}
