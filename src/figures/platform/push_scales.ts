import * as Plot from "@observablehq/plot";
import { putBeside, slotOptions } from "../drawing/beside.ts";
import {
  EDGE,
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM, MARGIN_TOP, zeroLine } from "../drawing/frame.ts";
import { type Meaning, meaningStyle } from "../drawing/meaning.ts";
import { type DoubtfulRun, noteDoubt, plotRuns } from "../drawing/run_dots.ts";
import { axisLabel, formatAxis, nounFor } from "../drawing/ticks.ts";

/** A run that pushed all applications, in the plotted units. */
export interface PushScaleRow extends DoubtfulRun {
  readonly cells: number;
  /** Minutes from the first push to the end of the last start; null if none ended. */
  readonly minutes: number | null;
  /** Applications pushed and started, per minute; null without any. */
  readonly perMinute: number | null;
  /** Share of the applications that failed or were cancelled, in percent. */
  readonly lost: number;
}

/** A measure of a run, with its panel. */
interface Measure {
  readonly label: string;
  readonly unit: string;
  readonly meaning: Meaning;
  readonly valueOf: (row: PushScaleRow) => number | null;
}

const measures: readonly Measure[] = [
  {
    ...{ label: "last push ended after", unit: "min", meaning: "measured" },
    valueOf: ({ minutes }) => minutes,
  },
  {
    ...{ label: "pushed and started", unit: "1/min", meaning: "measured" },
    valueOf: ({ perMinute }) => perMinute,
  },
  {
    ...{ label: "failed or cancelled", unit: "%", meaning: "failed" },
    valueOf: ({ lost }) => lost,
  },
];

const FRAME = 200;
/** Pixels left and right of the frame of each panel. */
const LEFT = 46;
const RIGHT = 14;

/**
 * Draws what it takes to fill platforms of different size: the time until the last push ended, the rate, and the share
 * that did not succeed, each against the number of cells on a logarithmic axis. A dot for every run, a line through the
 * medians. Throws `RangeError` without runs.
 */
export function plotPushScales(
  rows: readonly PushScaleRow[],
  { title, caption = "" }: FigureText,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const document = figureDocument();
  const sizes = [...new Set(rows.map(({ cells }) => cells))]
    .toSorted((a, b) => a - b);
  const width = (WIDTH - EDGE) / measures.length;
  const panels = measures.map(({ label, unit, meaning, valueOf }, i) => {
    const runs = rows.flatMap((row) => {
      const { cells, doubtful } = row;
      const value = valueOf(row);
      return value === null ? [] : [{ cells, value, doubtful }];
    });
    return Plot.plot({
      document,
      ...slotOptions({
        ...{ from: EDGE + i * width, width },
        ...{ marginLeft: LEFT, marginRight: RIGHT },
      }),
      height: FRAME + MARGIN_TOP + MARGIN_BOTTOM,
      marginTop: MARGIN_TOP,
      marginBottom: MARGIN_BOTTOM,
      x: {
        type: "log",
        // A dot at the end of the axis is not cut.
        domain: [(sizes[0] ?? 1) / 1.3, (sizes.at(-1) ?? 1) * 1.3],
        label: "cells",
        labelAnchor: "center",
        ticks: sizes,
        tickFormat: String,
      },
      y: {
        domain: [0, topOf(runs.map(({ value }) => value))],
        label: axisLabel(label, unit),
        labelOffset: LEFT,
        grid: true,
        nice: true,
        ticks: 5,
        tickFormat: formatAxis,
      },
      marks: [
        zeroLine(),
        ...plotRuns(runs, {
          ...{ x: "cells", series: label, style: meaningStyle(meaning) },
        }),
      ],
    });
  });
  return toFigure(putBeside(panels), {
    title,
    caption,
    n: rows.length,
    counted: nounFor(rows.length, "run"),
    notes: ["dot: a run", "line: medians", ...noteDoubt(rows)],
    data: {
      columns: [
        { label: "cells", unit: "" },
        ...measures.map(({ label, unit }) => ({ label, unit })),
        { label: "in doubt", unit: "" },
      ],
      rows: rows.map((row) => [
        row.cells,
        ...measures.map(({ valueOf }) => valueOf(row)),
        row.doubtful ? "yes" : "no",
      ]),
    },
  });
}

/** Returns the end of an axis from zero: of values that are all zero it still has a length. */
function topOf(values: readonly number[]): number {
  return values.reduce((top, value) => Math.max(top, value), 0) * 1.15 || 1;
}
