/** Lines over time at every sink: the picture of a run of a forwarder. */
import { hatchPanel } from "../drawing/area.ts";
import { noteLeftOut } from "../drawing/events.ts";
import {
  type Figure,
  figureDocument,
  type FigureTable,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import { plotLegend } from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { clockAxis, plotClockPanels, type RunClock } from "./clock.ts";
import {
  legendOf,
  ratePanel,
  type RatePoint,
  ratePoints,
  type TimedValue,
  topOf,
} from "./rate_panel.ts";

/** What one sink received over time. */
export interface SinkLines {
  readonly name: string;
  /** Of the lines that were sent to it; null where it is not known, as for one sink of a cluster. */
  readonly lost: number | null;
  /** Additional copies of lines. */
  readonly duplicated: number;
  /** Rate of arrival. */
  readonly received: readonly TimedValue[];
  /** Rate at which lines for this sink were sent; empty where the forwarder chooses among sinks. */
  readonly sent: readonly TimedValue[];
}

/** Rates of a run at all of its sinks. */
export interface LineRates {
  readonly clock: RunClock;
  readonly sinks: readonly SinkLines[];
}

/**
 * Draws what each sink received, a panel a sink, beside the rate that was sent to it, on one clock with outages as bands.
 * All panels have one scale; a peak above three times the sent rate is cut there and labelled. Throws `RangeError` without
 * a sink.
 */
export function plotLineRates(
  { clock, sinks }: LineRates,
  { title, caption = "" }: FigureText,
): Figure {
  if (sinks.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no sinks`);
  }
  const document = figureDocument();
  const { place, unit } = clockAxis(clock);
  const lines = placeSinks(sinks, place);
  const drawn = plotClockPanels(
    lines.map(ratePanel),
    clock,
    document,
  );
  return toFigure([
    hatchPanel([meaningStyle("fault")], document),
    ...plotLegend(
      [
        ...legendOf(sinks.some(({ sent }) => sent.length > 0)),
        ...clock.moments.some(({ kind }) => kind === "fault")
          ? [{
            label: "outage",
            style: meaningStyle("fault"),
            kind: "area" as const,
          }]
          : [],
      ],
      document,
    ),
    ...drawn.panels,
  ], {
    title,
    caption,
    n: sinks.length,
    counted: sinks.length === 1 ? "sink" : "sinks",
    notes: noteLeftOut([drawn.labels], "events"),
    data: toTable(lines, clock.zero, unit.symbol),
  });
}

/** Rates of one sink as they are drawn. */
export interface PlacedSink {
  readonly name: string;
  readonly label: string;
  /** Upper end of the y axis, the same for all sinks of a figure. */
  readonly top: number;
  readonly sent: readonly RatePoint[];
  readonly received: readonly RatePoint[];
}

/** Places the rates of sinks on the axis of a clock, for a panel each. */
export function placeSinks(
  sinks: readonly SinkLines[],
  place: (seconds: number) => number,
): PlacedSink[] {
  const top = topOf(
    sinks.flatMap(({ sent }) => sent),
    sinks.flatMap(({ received }) => received),
  );
  return sinks.map(({ name, sent, received, lost, duplicated }) => ({
    name,
    label: `${name} (lines/s)${describe(lost, duplicated)}`,
    top,
    sent: ratePoints(sent, place, top),
    received: ratePoints(received, place, top),
  }));
}

function describe(lost: number | null, duplicated: number): string {
  const count = (n: number) => n.toLocaleString("en-US");
  const parts = [
    ...lost === null ? [] : [`${count(lost)} lost`],
    ...duplicated === 0 ? [] : [`${count(duplicated)} duplicated`],
  ];
  return parts.length === 0 ? "" : `: ${parts.join(", ")}`;
}

/** Rates are those of the time before each row, from the row before it. */
function toTable(
  lines: readonly PlacedSink[],
  zero: string,
  symbol: string,
): FigureTable {
  return {
    columns: [
      { label: "sink", unit: "" },
      { label: "rate", unit: "" },
      { label: `until, since ${zero}`, unit: symbol },
      { label: "lines", unit: "1/s" },
    ],
    rows: lines.flatMap(({ name, sent, received }) =>
      [{ what: "sent", points: sent }, { what: "received", points: received }]
        .flatMap(({ what, points }) =>
          points.map(({ x, y }) => [name, what, x, y])
        )
    ),
  };
}
