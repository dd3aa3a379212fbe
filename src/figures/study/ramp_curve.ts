import * as Plot from "@observablehq/plot";
import {
  type EventMark,
  noteLeftOut,
  plotMarkLabels,
  plotMarks,
} from "../drawing/events.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import {
  MARGIN_BOTTOM,
  MARGIN_LEFT,
  MARGIN_RIGHT,
  MARGIN_TOP,
  valueAxis,
  wideFrame,
  zeroLine,
} from "../drawing/frame.ts";
import { plotLegend, tagSeries } from "../drawing/legend.ts";
import { stylesOf } from "../drawing/meaning.ts";
import type { SeriesStyle } from "../drawing/palette.ts";
import { type DoubtfulRun, noteDoubt, plotRuns } from "../drawing/run_dots.ts";
import {
  axisLabel,
  formatAxis,
  formatValue,
  nounFor,
} from "../drawing/ticks.ts";

/** Value of one metric in one run, in its plotted unit. */
export interface RampRow extends DoubtfulRun {
  readonly series: string;
  readonly load: number;
  /** One of the metrics of the options. */
  readonly metric: string;
  readonly value: number;
}

/** Load from which on a series carries no more. */
export interface Knee {
  readonly series: string;
  readonly load: number;
  /** Interval of the load; null where it is not known. */
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Options of `plotRampCurve`. */
export interface RampCurveOptions extends FigureText {
  readonly load: { readonly label: string; readonly unit: string };
  /** Panels from top to bottom: throughput, then latencies. */
  readonly metrics: readonly {
    readonly metric: string;
    readonly unit: string;
  }[];
  /** How knees were looked for: `peak of the Universal Scalability Law`. */
  readonly method: string;
  /** Empty if none was seen. */
  readonly knees: readonly Knee[];
}

const FRAME = 130;

/**
 * Draws metrics against load, a panel each: a dot for every run, a ring around doubtful ones, a rule from the least to the
 * greatest run of a load, and a line through the medians of each series. Knees are labelled rules with their intervals as
 * bands; without one, a note says that none was seen. Throws `RangeError` without rows.
 */
export function plotRampCurve(
  rows: readonly RampRow[],
  { title, caption = "", load, metrics, method, knees }: RampCurveOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const document = figureDocument();
  const names = [...new Set(rows.map(({ series }) => series))];
  const styleOf = stylesOf(names);
  const loads = [...new Set(rows.map((row) => row.load))]
    .toSorted((a, b) => a - b);
  const domain = loadDomain(loads);
  const labels = plotMarkLabels(
    knees.map((knee) => ({
      ...{ from: knee.load, to: null, colour: styleOf(knee.series).colour },
      label: names.length < 2
        ? `knee at ${formatValue(knee.load)}`
        : `${knee.series}: ${formatValue(knee.load)}`,
    })),
    { domain, marginLeft: MARGIN_LEFT, marginRight: MARGIN_RIGHT },
  );
  const shown = metrics.filter(({ metric }) =>
    rows.some((row) => row.metric === metric)
  );
  const panels = shown.map(({ metric, unit }, i) => {
    const isFirst = i === 0;
    const isLast = i === shown.length - 1;
    const marginTop = MARGIN_TOP + (isFirst ? labels.height : 0);
    const marginBottom = isLast ? MARGIN_BOTTOM : 12;
    const own = rows.filter((row) => row.metric === metric);
    return Plot.plot({
      ...wideFrame(document),
      height: marginTop + FRAME + marginBottom,
      marginTop,
      marginBottom,
      x: {
        domain: [...domain],
        ticks: 10,
        tickFormat: isLast ? formatAxis : () => "",
        label: isLast ? axisLabel(load.label, load.unit) : null,
      },
      y: {
        ...valueAxis(axisLabel(metric, unit), 5),
        zero: true,
      },
      marks: [
        zeroLine(),
        ...plotMarks(knees.flatMap((knee) => toMarks(knee, domain, styleOf))),
        ...names.flatMap((name) =>
          plotSeries(
            own.filter(({ series }) => series === name),
            name,
            styleOf(name),
          )
        ),
        ...(isFirst ? labels.marks : []),
      ],
    });
  });
  const n = rows.filter(({ metric }) => metric === shown[0]?.metric).length;
  const legend = names.length < 2 ? [] : names.map((label) => ({
    label,
    style: styleOf(label),
    kind: "dotted line" as const,
  }));
  return toFigure([...plotLegend(legend, document), ...panels], {
    title,
    caption,
    n,
    counted: nounFor(n, "run"),
    notes: [
      "dot: a run",
      "line: medians",
      "faint rule: range of the runs",
      knees.length === 0
        ? `no knee seen within the loads tried (${method})`
        : `dashed: knee, ${method}`,
      ...noteDoubt(rows),
      ...noteLeftOut([labels], "knees"),
    ],
    data: {
      columns: [
        { label: "series", unit: "" },
        load,
        { label: "metric", unit: "" },
        { label: "value", unit: "" },
        { label: "in doubt", unit: "" },
      ],
      rows: rows.map(({ series, load, metric, value, doubtful }) => [
        series,
        load,
        axisLabel(metric, unitOf(metrics, metric)),
        value,
        doubtful ? "yes" : "no",
      ]),
    },
  });
}

function unitOf(metrics: RampCurveOptions["metrics"], name: string): string {
  return metrics.find(({ metric }) => metric === name)?.unit ?? "";
}

/** Starts at 0, unless the loads are far from it. */
function loadDomain(loads: readonly number[]): readonly [number, number] {
  const low = loads[0] ?? 0;
  const high = loads.at(-1) ?? low;
  const pad = 0.04 * (high - Math.min(0, low)) || 1;
  return [Math.min(0, low), high + pad];
}

/** Returns a rule at a knee, and a band over what of its interval is within the loads. */
function toMarks(
  { series, load, lower, upper }: Knee,
  [low, high]: readonly [number, number],
  styleOf: (name: string) => SeriesStyle,
): EventMark[] {
  const { colour } = styleOf(series);
  const mark = { label: "", colour };
  return [
    ...(lower === null || upper === null ? [] : [{
      ...mark,
      from: Math.max(low, lower),
      to: Math.min(high, upper),
    }]),
    { ...mark, from: load, to: null },
  ];
}

/** Draws the runs of one series, on faint rules from the least to the greatest of each load. */
function plotSeries(
  rows: readonly RampRow[],
  series: string,
  style: SeriesStyle,
): Plot.Markish[] {
  return [
    Plot.ruleX(
      rows,
      Plot.groupX({ y1: "min", y2: "max" }, {
        x: "load",
        y1: "value",
        y2: "value",
        stroke: style.colour,
        strokeOpacity: 0.35,
        strokeWidth: 2,
        ...tagSeries(series),
      }),
    ),
    ...plotRuns(rows, { x: "load", series, style }),
  ];
}
