/** Lines at every hop of a chain of forwarders over time, and how far each is behind. */
import * as Plot from "@observablehq/plot";
import { hatchPanel } from "../drawing/area.ts";
import { noteLeftOut } from "../drawing/events.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import { dashed, plotLegend, tagSeries } from "../drawing/legend.ts";
import { meaningStyle, stylesOf } from "../drawing/meaning.ts";
import { INK, type SeriesStyle } from "../drawing/palette.ts";
import {
  clockAxis,
  type ClockPanel,
  plotClockPanels,
  type RunClock,
} from "./clock.ts";
import {
  HEIGHT,
  legendOf,
  linePoints,
  ratePanel,
  type RatePoint,
  ratePoints,
  type TimedValue,
  topOf,
} from "./rate_panel.ts";

/** Where lines are counted between forwarders, or behind the last. */
export interface ChainHop {
  /** What counts: `hop-1`; and which forwarder is before it: `rsyslog`, or empty. */
  readonly name: string;
  readonly forwarder: string;
  /** Lines that the hop before had, and this one never got. */
  readonly lost: number;
  readonly received: readonly TimedValue[];
  /** Seconds since as many lines had been sent as have arrived here. */
  readonly lag: readonly TimedValue[];
}

/** A run of a chain; hops in the order in which lines pass them. */
export interface ChainLines {
  readonly clock: RunClock;
  readonly sent: readonly TimedValue[];
  readonly hops: readonly ChainHop[];
}

/**
 * Draws the rate at every hop of a chain beside the rate sent, a panel a hop, and below them how far each hop is behind
 * the generator. Throws `RangeError` without a hop.
 */
export function plotChain(
  { clock, sent, hops }: ChainLines,
  { title, caption = "" }: FigureText,
): Figure {
  if (hops.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no hops`);
  }
  const document = figureDocument();
  const { place, unit } = clockAxis(clock);
  const top = topOf(sent, hops.flatMap(({ received }) => received));
  // No hop has the colour of what was received.
  const styleOf = stylesOf(["ok", ...hops.map(({ name }) => name)]);
  const sentPoints = ratePoints(sent, place, top);
  const mostLag = hops.flatMap(({ lag }) => lag)
    .reduce((max, { value }) => Math.max(max, value), 0);
  const lines = hops.map((hop) => ({
    ...hop,
    received: ratePoints(hop.received, place, top),
    lag: linePoints(hop.lag, place, mostLag),
  }));
  const drawn = plotClockPanels(
    [
      ...lines.map(({ name, forwarder, lost, received }) =>
        ratePanel({
          label: `${name} (lines/s)${
            forwarder === "" ? "" : `, after ${forwarder}`
          }: ${lost.toLocaleString("en-US")} lost on the way to it`,
          top,
          sent: sentPoints,
          received,
        })
      ),
      lagPanel(lines, mostLag, styleOf),
    ],
    clock,
    document,
  );
  return toFigure([
    hatchPanel([meaningStyle("fault")], document),
    ...plotLegend([
      ...legendOf(true),
      ...hops.map(({ name }) => ({
        label: `${name} behind`,
        style: styleOf(name),
        kind: "line" as const,
        series: name,
      })),
    ], document),
    ...drawn.panels,
  ], {
    title,
    caption,
    n: hops.length,
    counted: hops.length === 1 ? "hop" : "hops",
    notes: noteLeftOut([drawn.labels], "events"),
    data: {
      columns: [
        { label: "hop", unit: "" },
        { label: "value", unit: "" },
        { label: `time since ${clock.zero}`, unit: unit.symbol },
        { label: "lines/s, or seconds behind", unit: "" },
      ],
      rows: [
        { name: "generator", points: sentPoints, what: "sent" },
        ...lines.flatMap(({ name, received, lag }) => [
          { name, points: received, what: "received" },
          { name, points: lag, what: "behind" },
        ]),
      ].flatMap(({ name, points, what }) =>
        points.map(({ x, y }) => [name, what, x, y])
      ),
    },
  });
}

function lagPanel(
  hops: readonly {
    readonly name: string;
    readonly lag: readonly RatePoint[];
  }[],
  largest: number,
  styleOf: (name: string) => SeriesStyle,
): ClockPanel {
  return {
    label: "behind the generator (s)",
    height: HEIGHT,
    y: { domain: [0, largest * 1.05 || 1] },
    marks: [
      Plot.ruleY([0], { stroke: INK, strokeOpacity: 0.4 }),
      ...hops.map(({ name, lag }) =>
        Plot.lineY(lag, {
          x: "x",
          y: "y",
          stroke: styleOf(name).colour,
          strokeWidth: 1.6,
          ...dashed(styleOf(name)),
          ...tagSeries(name),
        })
      ),
    ],
  };
}
