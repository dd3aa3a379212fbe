import * as Plot from "@observablehq/plot";
import { boundedMedian, type CensoredDuration } from "../../statistics/mod.ts";
import {
  type Figure,
  figureDocument,
  type FigureTable,
  type FigureText,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import {
  BAND_OPACITY,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { INK, MUTED, PAPER, type SeriesStyle } from "../drawing/palette.ts";
import { formatAxis } from "../drawing/ticks.ts";
import { putBeside, slotOptions } from "../drawing/beside.ts";
import { rowAxis } from "../drawing/row_axis.ts";

/** A fault with its runs. Times are in seconds, shares in percent. */
export interface OutageRow {
  readonly fault: string;
  /** Mean over the runs of the share of operations that failed or were late; null without one. */
  readonly share: number | null;
  /** Interval of the mean; null where there is none. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** The mean as the tables print it. */
  readonly shareText: string;
  readonly runs: readonly OutageRun[];
}

/** A run of a fault. Null where not measured. */
export interface OutageRun {
  readonly share: number | null;
  /** Longest time without success. */
  readonly outage: CensoredDuration | null;
  /** From the injection until the load was steady again. */
  readonly steady: CensoredDuration | null;
  /** From the injection to healing. */
  readonly healed: number | null;
}

/** Options of `plotOutages`. */
export interface OutagesOptions extends FigureText {
  /** What the share is of: `failed or late`. */
  readonly share: string;
}

const ROW = 28;
const TOP = 30;
const BOTTOM = 44;
/** Width of the frame of the shares, in pixels. */
const SHARES = 190;
/** Distance of the two lanes of a row from its middle, in rows. */
const LANE = 0.2;

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
  const height = rows.length * ROW + TOP + BOTTOM;
  const frame = { document, height, marginTop: TOP, marginBottom: BOTTOM };
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
      ...plotLane(rows, -LANE, lanes.outage),
      ...plotLane(rows, LANE, lanes.steady),
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
      counted: runs.length === 1 ? "run" : "runs",
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

/** A time of a run, drawn as one lane of each row. */
interface Lane {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly timeOf: (run: OutageRun) => CensoredDuration | null;
}

// Circles and diamonds, because a hollow one says that a time is known from one side only; a cross cannot be hollow.
const lanes: Readonly<Record<"outage" | "steady", Lane>> = {
  outage: {
    label: "without success, longest time",
    style: { ...meaningStyle("failed"), symbol: "circle" },
    timeOf: ({ outage }) => outage,
  },
  steady: {
    label: "load steady again",
    style: { ...meaningStyle("ok"), symbol: "diamond" },
    timeOf: ({ steady }) => steady,
  },
};

const faultItem: LegendItem = {
  label: "fault in place, until healed",
  style: meaningStyle("fault"),
  kind: "band",
};

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

function plotShares(rows: readonly OutageRow[]): Plot.Markish[] {
  const runs = rows.flatMap((row, y) =>
    row.runs.flatMap(({ share }) => share === null ? [] : [{ y, share }])
  );
  const means = rows.flatMap((row, y) =>
    row.share === null ? [] : [{
      ...row,
      y,
      mean: row.share,
      most: Math.max(
        row.share,
        row.upper ?? 0,
        ...row.runs.flatMap(({ share }) => share ?? []),
      ),
    }]
  );
  const intervals = means.filter(({ lower, upper }) =>
    lower !== null && upper !== null
  );
  return [
    Plot.dot(runs, {
      x: "share",
      y: "y",
      r: 3,
      fill: MUTED,
      fillOpacity: 0.45,
    }),
    Plot.ruleY(intervals, {
      x1: "lower",
      x2: "upper",
      y: "y",
      stroke: INK,
      strokeWidth: 2.2,
    }),
    Plot.link(means, {
      x1: "mean",
      x2: "mean",
      y1: ({ y }) => y - 0.25,
      y2: ({ y }) => y + 0.25,
      stroke: INK,
      strokeWidth: 3,
    }),
    Plot.text(means, {
      x: "most",
      y: "y",
      text: "shareText",
      textAnchor: "start",
      dx: 8,
      fill: INK,
      stroke: PAPER,
      strokeWidth: 3,
    }),
  ];
}

/** Draws the time from injection to healing of the run that was disturbed longest, in each row. */
function plotFaultSpans(rows: readonly OutageRow[]): Plot.Markish[] {
  return rows.flatMap(({ runs }, y) => {
    const healed = runs.flatMap(({ healed }) => healed ?? []);
    return healed.length === 0 ? [] : [Plot.rect([0], {
      x1: 0,
      x2: Math.max(...healed),
      y1: y - 0.42,
      y2: y + 0.42,
      fill: faultItem.style.colour,
      fillOpacity: BAND_OPACITY,
      ...tagSeries(faultItem.label),
    })];
  });
}

/** Draws one time of all rows: a rule from the shortest to the longest, a dot a run, and a bar at the median. */
function plotLane(
  rows: readonly OutageRow[],
  offset: number,
  { label, style: { colour, symbol }, timeOf }: Lane,
): Plot.Markish[] {
  const lanes = rows.map(({ runs }, row) => {
    const times = runs.flatMap((run) => timeOf(run) ?? []);
    const y = row + offset;
    return {
      y,
      dots: times.map((time) => ({ ...time, y })),
      least: Math.min(...times.map(({ seconds }) => seconds)),
      most: Math.max(...times.map(({ seconds }) => seconds)),
      median: boundedMedian(times)?.upper ?? null,
    };
  }).filter(({ dots }) => dots.length > 0);
  const dots = lanes.flatMap(({ dots }) => dots);
  const tag = tagSeries(label);
  const place = {
    ...{ x: "seconds", y: "y", stroke: colour, strokeWidth: 1.4 },
    ...tag,
  };
  return [
    Plot.ruleY(lanes, {
      x1: "least",
      x2: "most",
      y: "y",
      stroke: colour,
      strokeOpacity: 0.5,
      ...tag,
    }),
    Plot.dot(dots.filter(({ known }) => known === "seen"), {
      ...place,
      symbol: symbol as Plot.SymbolType,
      r: 3.2,
      fill: colour,
      fillOpacity: 0.35,
    }),
    Plot.dot(dots.filter(({ known }) => known === "below"), {
      ...place,
      symbol: symbol as Plot.SymbolType,
      r: 3.2,
      fill: PAPER,
    }),
    Plot.dot(dots.filter(({ known }) => known === "beyond"), {
      ...place,
      symbol: "triangle",
      rotate: 90,
      r: 4.5,
      fill: colour,
    }),
    Plot.link(lanes.filter(({ median }) => median !== null), {
      x1: "median",
      x2: "median",
      y1: ({ y }) => y - 0.19,
      y2: ({ y }) => y + 0.19,
      stroke: colour,
      strokeWidth: 3,
      ...tag,
    }),
  ];
}
