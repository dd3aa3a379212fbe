import * as Plot from "@observablehq/plot";
import type { CensoredDuration } from "../../statistics/mod.ts";
import { putBeside, slotOptions } from "../drawing/beside.ts";
import {
  type Figure,
  figureDocument,
  type FigureTable,
  type FigureText,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM, MARGIN_TOP } from "../drawing/frame.ts";
import { type LegendItem, plotLegend } from "../drawing/legend.ts";
import { INK } from "../drawing/palette.ts";
import { rowAxis } from "../drawing/row_axis.ts";
import { formatAxis, nounFor } from "../drawing/ticks.ts";
import {
  faultItem,
  lanes,
  type OutageRow,
  type OutageRun,
  plotFaultSpans,
  plotLane,
  plotShares,
} from "./parts/outage_marks.ts";

export type { OutageRow, OutageRun };

/** Options of `plotOutages`. */
export interface OutagesOptions extends FigureText {
  /** What the share is of: `failed or late`. */
  readonly share: string;
}

const ROW = 28;
/** Width of the frame of the shares, in pixels. */
const SHARES = 190;

/**
 * Draws all faults side by side, in order of rows: left the share of operations that were lost, with each run as a dot
 * and the mean with its interval; right the time without success and the time until the load was steady, with each run
 * as a dot and the median as a bar. Throws `RangeError` without rows.
 */
export function plotOutages(
  rows: readonly OutageRow[],
  { title, caption = "", share }: OutagesOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no faults`);
  }
  const document = figureDocument();
  const runs = rows.flatMap(({ runs }) => runs);
  const axis = rowAxis(
    rows.map(({ fault, runs }) => `${fault} (${runs.length})`),
  );
  const left = axis.margin + SHARES;
  const frame = {
    document,
    height: MARGIN_TOP + rows.length * ROW + MARGIN_BOTTOM,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
  };
  const shares = Plot.plot({
    ...frame,
    ...slotOptions({
      ...{ from: 0, width: left, marginLeft: axis.margin },
      // Room for the mean of the largest interval.
      marginRight: 50,
    }),
    x: {
      label: `${share} (%)`,
      labelAnchor: "center",
      nice: true,
      ticks: 4,
      tickFormat: formatAxis,
    },
    y: axis.scale,
    marks: [
      axis.rules,
      axis.labels,
      Plot.ruleX([0], { stroke: INK, strokeOpacity: 0.4 }),
      ...plotShares(rows),
    ],
  });
  const times = Plot.plot({
    ...frame,
    ...slotOptions({
      ...{ from: left, width: WIDTH - left },
      ...{ marginLeft: 14, marginRight: 24 },
    }),
    x: {
      label: "time since injection (s)",
      labelAnchor: "center",
      nice: true,
      zero: true,
      ticks: 7,
      tickFormat: formatAxis,
    },
    y: axis.scale,
    marks: [
      axis.rules,
      Plot.ruleX([0], { stroke: INK, strokeOpacity: 0.4 }),
      ...plotFaultSpans(rows),
      ...plotLane(rows, lanes.outage),
      ...plotLane(rows, lanes.steady),
    ],
  });
  const drawn = runs.flatMap(({ outage, steady }) => [outage, steady])
    .flatMap((time) => time ?? []);
  const has = (known: CensoredDuration["known"]) =>
    drawn.some((time) => time.known === known);
  return toFigure(
    [...plotLegend(legend, document), ...putBeside([shares, times])],
    {
      title,
      caption,
      n: runs.length,
      counted: nounFor(runs.length, "run"),
      notes: [
        "dot: a run",
        "bar: mean with 95 % interval on the left, median on the right",
        ...(has("below") ? ["hollow: at most this, too short to be seen"] : []),
        ...(has("beyond") ? ["triangle: watching ended first"] : []),
      ],
      data: toTable(rows, share),
    },
  );
}

const legend: readonly LegendItem[] = [
  ...Object.values(lanes).map(({ label, style }) => ({
    ...{ label, style },
    kind: "dot" as const,
  })),
  faultItem,
];

/** Returns a row for each run. */
function toTable(rows: readonly OutageRow[], share: string): FigureTable {
  return {
    columns: [
      { label: "fault", unit: "" },
      { label: share, unit: "%" },
      { label: "mean of the fault", unit: "%" },
      ...["without success", "steady again"].flatMap((label) => [
        { label, unit: "s" },
        { label: `${label}: known`, unit: "" },
      ]),
      { label: "healed", unit: "s" },
    ],
    rows: rows.flatMap(({ fault, share, runs }) =>
      runs.map((run) => [
        fault,
        run.share,
        share,
        ...[run.outage, run.steady].flatMap((time) => [
          time?.seconds ?? null,
          time?.known ?? null,
        ]),
        run.healed,
      ])
    ),
  };
}
