import * as Plot from "@observablehq/plot";
import { boundedMedian, type CensoredDuration } from "../../statistics/mod.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM } from "../drawing/frame.ts";
import { HALO, writeTexts } from "../drawing/label.ts";
import { type LegendItem, plotLegend, tagSeries } from "../drawing/legend.ts";
import { type Meaning, meaningStyle } from "../drawing/meaning.ts";
import { INK } from "../drawing/palette.ts";
import { rowAxis } from "../drawing/row_axis.ts";
import { textWidth } from "../drawing/text.ts";
import {
  axisLabel,
  elapsedUnit,
  formatAxis,
  formatValue,
  nounFor,
} from "../drawing/ticks.ts";

/** A point in the course of every run, which all rows have: `half back`. */
export interface Milestone {
  readonly name: string;
  readonly meaning: Meaning;
}

/** When the runs of one case reached each milestone. */
export interface MilestoneRow {
  readonly label: string;
  readonly runs: number;
  /** Seconds from zero, a list for each milestone; those of runs that do not tell are left out. */
  readonly times: readonly (readonly CensoredDuration[])[];
}

/** Options of `plotMilestones`. */
export interface MilestonesOptions extends FigureText {
  readonly milestones: readonly Milestone[];
  /** What zero is, in words after "time since". */
  readonly zero: string;
}

/** Height of the lane of a milestone, and the gap between rows, in pixels. */
const LANE = 15;
const GAP = 12;
const TOP = 12;

/** Lane with its times; `y` in rows. */
interface Lane extends Milestone {
  readonly row: MilestoneRow;
  readonly y: number;
  readonly times: readonly CensoredDuration[];
  readonly least: number;
  readonly most: number;
  /** Null where fewer than half of the runs got there. */
  readonly median: number | null;
}

/**
 * Draws when the runs of each case reached each milestone: a dot a run, a bar at the median with its number, a triangle
 * where watching ended first. Throws `RangeError` without a time.
 */
export function plotMilestones(
  rows: readonly MilestoneRow[],
  { title, caption = "", milestones, zero }: MilestonesOptions,
): Figure {
  const lanes = rows.flatMap((row, i) => toLanes(row, milestones, i));
  if (lanes.length === 0) {
    throw new RangeError(`Cannot draw ${title} as no run tells a time`);
  }
  const document = figureDocument();
  const end = Math.max(...lanes.map(({ most }) => most));
  const unit = elapsedUnit(end);
  const place = (seconds: number) => seconds / unit.seconds;
  const axis = rowAxis(
    rows.map(({ label, runs }) => `${label} (${runs})`),
    { widest: 200, lines: 3 },
  );
  const texts = lanes.map(({ median }) =>
    median === null ? "not seen" : formatValue(place(median))
  );
  const room = Math.max(...texts.map((text) => textWidth(text, FONT_SIZE)));
  const panel = Plot.plot({
    document,
    width: WIDTH,
    height: TOP + rows.length * (milestones.length * LANE + GAP) +
      MARGIN_BOTTOM,
    marginLeft: axis.margin,
    marginRight: Math.ceil(room) + 24,
    marginTop: TOP,
    marginBottom: MARGIN_BOTTOM,
    x: {
      domain: [0, place(end) || 1],
      label: axisLabel(`time since ${zero}`, unit.symbol),
      labelAnchor: "center",
      ticks: 7,
      tickFormat: formatAxis,
      grid: true,
    },
    y: axis.scale,
    marks: [
      axis.rules,
      axis.labels,
      Plot.ruleX([0], { stroke: INK, strokeOpacity: 0.4 }),
      ...milestones.flatMap(({ name }) =>
        plotLanes(lanes.filter((lane) => lane.name === name), place)
      ),
      writeTexts(texts, {
        x: (_, i) => place(lanes[i]?.most ?? 0),
        y: (_, i) => lanes[i]?.y ?? 0,
        textAnchor: "start",
        dx: 9,
        ...HALO,
      }),
    ],
  });
  const n = rows.reduce((sum, { runs }) => sum + runs, 0);
  const reached = milestones.filter(({ name }) =>
    lanes.some((lane) => lane.name === name)
  );
  return toFigure([
    ...plotLegend(
      reached.map(({ name, meaning }): LegendItem => ({
        label: name,
        style: meaningStyle(meaning),
        kind: "dot",
      })),
      document,
    ),
    panel,
  ], {
    title,
    caption,
    n,
    counted: nounFor(n, "run"),
    notes: [
      "dot: a run",
      `bar and number: median, in ${unit.symbol}`,
      ...lanes.some(({ times }) => times.some(isBeyond))
        ? ["triangle: watching ended first"]
        : [],
    ],
    data: {
      columns: [
        { label: "case", unit: "" },
        { label: "milestone", unit: "" },
        { label: `time since ${zero}`, unit: "s" },
        { label: "known", unit: "" },
      ],
      rows: lanes.flatMap(({ row, name, times }) =>
        times.map(({ seconds, known }) => [row.label, name, seconds, known])
      ),
    },
  });
}

function toLanes(
  row: MilestoneRow,
  milestones: readonly Milestone[],
  index: number,
): Lane[] {
  const share = LANE / (milestones.length * LANE + GAP);
  return milestones.flatMap((milestone, i) => {
    const times = row.times[i] ?? [];
    const seconds = times.map((time) => time.seconds);
    return times.length === 0 ? [] : [{
      ...{ ...milestone, row, times },
      y: index + share * (i - (milestones.length - 1) / 2),
      least: Math.min(...seconds),
      most: Math.max(...seconds),
      median: boundedMedian(times)?.upper ?? null,
    }];
  });
}

function isBeyond({ known }: CensoredDuration): boolean {
  return known === "beyond";
}

/** Draws one milestone of all rows. */
function plotLanes(
  lanes: readonly Lane[],
  place: (seconds: number) => number,
): Plot.Markish[] {
  const [first] = lanes;
  if (first === undefined) return [];
  const { colour, symbol } = meaningStyle(first.meaning);
  const tag = tagSeries(first.name);
  const dots = lanes.flatMap(({ y, times }) =>
    times.map(({ seconds, known }) => ({ x: place(seconds), y, known }))
  );
  const seen = dots.filter((dot) => dot.known !== "beyond");
  const beyond = dots.filter((dot) => dot.known === "beyond");
  const medians = lanes.flatMap(({ y, median }) =>
    median === null ? [] : [{ x: place(median), y }]
  );
  return [
    Plot.ruleY(lanes, {
      x1: ({ least }: Lane) => place(least),
      x2: ({ most }: Lane) => place(most),
      y: "y",
      stroke: colour,
      strokeOpacity: 0.5,
      ...tag,
    }),
    Plot.dot(seen, {
      x: "x",
      y: "y",
      symbol: symbol as Plot.SymbolType,
      r: 3.2,
      stroke: colour,
      strokeWidth: 1.4,
      fill: colour,
      fillOpacity: 0.35,
      ...tag,
    }),
    Plot.dot(beyond, {
      x: "x",
      y: "y",
      symbol: "triangle",
      rotate: 90,
      r: 4.5,
      fill: colour,
      ...tag,
    }),
    Plot.link(medians, {
      x1: "x",
      x2: "x",
      y1: ({ y }: { readonly y: number }) => y - 0.07,
      y2: ({ y }: { readonly y: number }) => y + 0.07,
      stroke: colour,
      strokeWidth: 3,
      ...tag,
    }),
  ];
}
