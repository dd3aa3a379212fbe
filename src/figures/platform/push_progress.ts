import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import {
  LABEL_OFFSET,
  MARGIN_BOTTOM,
  MARGIN_TOP,
  wideFrame,
  zeroLine,
} from "../drawing/frame.ts";
import {
  dashed,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { stylesOf } from "../drawing/meaning.ts";
import { axisLabel, formatAxis, nounFor } from "../drawing/ticks.ts";

/** A part of the time in which a run pushed, in the plotted units. */
export interface PushProgressRow {
  /** What its colour says: `10 cells`. */
  readonly series: string;
  readonly run: string;
  /** Minutes from the first push to the ends of the part. */
  readonly from: number;
  readonly to: number;
  /** Applications pushed and started until its end, in percent of all. */
  readonly done: number;
  /** Applications started in it, per minute and cell. */
  readonly rate: number;
  /** Phases that failed until its end, in percent of all applications. */
  readonly failed: number;
}

type Shown = "done" | "rate" | "failed";

const panels: readonly {
  readonly shown: Shown;
  readonly label: string;
  readonly unit: string;
  readonly height: number;
}[] = [
  { shown: "done", label: "pushed and started", unit: "%", height: 150 },
  {
    ...{ shown: "rate", label: "started per cell", unit: "1/min", height: 110 },
  },
  { shown: "failed", label: "failed so far", unit: "%", height: 90 },
];

/**
 * Draws pushes over the time of each run: the share of all applications that are there, how many were started a minute
 * and cell, and the share that failed so far. A line for each run. Throws `RangeError` without rows.
 */
export function plotPushProgress(
  rows: readonly PushProgressRow[],
  { title, caption = "" }: FigureText,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const document = figureDocument();
  const names = [...new Set(rows.map(({ series }) => series))];
  const styleOf = stylesOf(names);
  const end = rows.reduce((last, { to }) => Math.max(last, to), 0) || 1;
  const runs = new Set(rows.map(({ run }) => run)).size;
  const drawn = panels.map(({ shown, label, unit, height }, i) => {
    const isBottom = i === panels.length - 1;
    const marginBottom = isBottom ? MARGIN_BOTTOM : 8;
    const top = rows.reduce((most, row) => Math.max(most, row[shown]), 0);
    return Plot.plot({
      ...wideFrame(document),
      height: MARGIN_TOP + height + marginBottom,
      marginTop: MARGIN_TOP,
      marginBottom,
      x: {
        domain: [0, end],
        label: isBottom ? "time since the first push (min)" : null,
        ticks: 8,
        tickFormat: isBottom ? formatAxis : () => "",
        grid: true,
      },
      y: {
        domain: shown === "done" ? [0, 100] : [0, top || 1],
        label: axisLabel(label, unit),
        labelOffset: LABEL_OFFSET,
        grid: true,
        nice: true,
        ticks: shown === "done" ? 5 : 3,
        tickFormat: formatAxis,
      },
      marks: [
        zeroLine(),
        ...names.map((name) =>
          Plot.lineY(rows.filter(({ series }) => series === name), {
            // A rate is that of its part of the time, a share is that at its end.
            x: shown === "rate" ? "from" : "to",
            y: shown,
            z: "run",
            curve: shown === "done" ? "linear" : "step-after",
            stroke: styleOf(name).colour,
            strokeWidth: 1.4,
            ...dashed(styleOf(name)),
            ...tagSeries(name),
          })
        ),
      ],
    });
  });
  const legend = names.map((label): LegendItem => ({
    ...{ label, style: styleOf(label), kind: "line" },
  }));
  return toFigure([...plotLegend(legend, document), ...drawn], {
    title,
    caption,
    n: runs,
    counted: nounFor(runs, "run"),
    notes: ["a line for each run"],
    data: {
      columns: [
        { label: "series", unit: "" },
        { label: "run", unit: "" },
        { label: "from", unit: "min" },
        { label: "to", unit: "min" },
        ...panels.map(({ label, unit }) => ({ label, unit })),
      ],
      rows: rows.map((row) => [
        ...[row.series, row.run, row.from, row.to],
        ...panels.map(({ shown }) => row[shown]),
      ]),
    },
  });
}
