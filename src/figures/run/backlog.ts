import * as Plot from "@observablehq/plot";
import { scaleBytes } from "../drawing/byte_unit.ts";
import { noteLeftOut } from "../drawing/events.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import { dashed, plotLegend, tagSeries } from "../drawing/legend.ts";
import { meaningStyle, stylesOf } from "../drawing/meaning.ts";
import { INK, PAPER, type SeriesStyle } from "../drawing/palette.ts";
import { axisLabel, formatValue } from "../drawing/ticks.ts";
import {
  clockAxis,
  type ClockPanel,
  plotClockPanels,
  type RunClock,
} from "./clock.ts";
import { hatchPanel } from "./hatch_panel.ts";
import { type RatePoint, type TimedValue, toPoints } from "./rate_panel.ts";

/** A line over time with its name: a sink, or the process that has a buffer. */
export interface NamedLine {
  readonly name: string;
  readonly values: readonly TimedValue[];
}

/** What waited during a run, and where. */
export interface Backlog {
  readonly clock: RunClock;
  /** Lines sent and not arrived, a line a sink. */
  readonly backlog: readonly NamedLine[];
  /** Bytes of the buffer on disk; empty for a forwarder without one. */
  readonly spool: readonly NamedLine[];
  /** Size of the buffer that was asked for, in bytes; null for none. */
  readonly cap: number | null;
  /** Share of the time in which the sender was blocked, 1 = all. */
  readonly blocked: readonly NamedLine[];
}

/** A limit that is higher than this many times the largest value would flatten the line. */
const MOST_TIMES_LARGEST = 4;

/**
 * Draws what waited over the time of a run: lines that had not arrived, bytes on disk beside the cap, and the share of
 * the time in which the sender was blocked, a panel each that has values, with outages as bands. Throws `RangeError`
 * without values.
 */
export function plotBacklog(
  { clock, backlog, spool, cap, blocked }: Backlog,
  { title, caption = "" }: FigureText,
): Figure {
  const panels: readonly PanelSpec[] = [
    { label: "not arrived", unit: "lines", lines: backlog, limit: null },
    { label: "buffer on disk", unit: "B", lines: spool, limit: cap },
    { label: "sender blocked", unit: "%", lines: blocked, limit: null },
  ].map((panel) => ({
    ...panel,
    lines: panel.lines.filter(({ values }) => values.length > 0),
  })).filter(({ lines }) => lines.length > 0);
  if (panels.length === 0) {
    throw new RangeError(`Cannot draw ${title} as nothing was sampled`);
  }
  const document = figureDocument();
  const axis = clockAxis(clock);
  const names = [
    ...new Set(panels.flatMap(({ lines }) => lines.map(({ name }) => name))),
  ];
  const styleOf = stylesOf(names);
  const drawn = plotClockPanels(
    panels.map((panel) => toPanel(panel, styleOf, axis.place)),
    clock,
    document,
  );
  const values = panels.flatMap(({ lines }) => lines)
    .reduce((sum, { values }) => sum + values.length, 0);
  return toFigure([
    hatchPanel(document),
    ...plotLegend(
      names.map((label) => ({ label, style: styleOf(label), kind: "line" })),
      document,
    ),
    ...drawn.panels,
  ], {
    title,
    caption,
    n: values,
    counted: values === 1 ? "sample" : "samples",
    notes: noteLeftOut([drawn.labels], "events"),
    data: {
      columns: [
        { label: "what", unit: "" },
        { label: "of", unit: "" },
        { label: `time since ${clock.zero}`, unit: axis.unit.symbol },
        { label: "value", unit: "" },
        { label: "unit", unit: "" },
      ],
      rows: panels.flatMap(({ label, unit, lines }) =>
        lines.flatMap(({ name, values }) =>
          values.map(({ seconds, value }) => [
            label,
            name,
            axis.place(seconds),
            unit === "%" ? value * 100 : value,
            unit,
          ])
        )
      ),
    },
  });
}

interface PanelSpec {
  readonly label: string;
  readonly unit: string;
  readonly lines: readonly NamedLine[];
  readonly limit: number | null;
}

function toPanel(
  { label, unit, lines, limit }: PanelSpec,
  styleOf: (name: string) => SeriesStyle,
  place: (seconds: number) => number,
): ClockPanel {
  const largest = lines.flatMap(({ values }) => values)
    .reduce((max, { value }) => Math.max(max, value), 0);
  const isNear = limit !== null && limit <= largest * MOST_TIMES_LARGEST;
  const scaled = unit === "%"
    ? { unit, factor: 100 }
    : scaleBytes(unit, isNear ? Math.max(limit, largest) : largest);
  const cap = limit === null ? null : scaleBytes(unit, limit);
  const far = cap === null || limit === null || isNear
    ? ""
    : `, far below the cap of ${formatValue(limit * cap.factor)} ${cap.unit}`;
  const style = meaningStyle("limit");
  return {
    label: `${axisLabel(label, scaled.unit)}${far}`,
    height: 100,
    // An empty panel keeps a scale: its zero must be a line at the bottom.
    y: largest === 0 && !isNear
      ? { domain: [0, 1] }
      : { nice: true, zero: true },
    marks: [
      Plot.ruleY([0], { stroke: INK, strokeOpacity: 0.4 }),
      ...isNear ? plotCap(limit * scaled.factor, style) : [],
      ...lines.map(({ name, values }) =>
        Plot.lineY(
          toPoints(values, place).map(({ x, y }): RatePoint => ({
            x,
            y: y * scaled.factor,
          })),
          {
            x: "x",
            y: "y",
            stroke: styleOf(name).colour,
            strokeWidth: 1.6,
            ...dashed(styleOf(name)),
            ...tagSeries(name),
          },
        )
      ),
    ],
  };
}

function plotCap(value: number, style: SeriesStyle): Plot.Markish[] {
  return [
    Plot.ruleY([value], {
      stroke: style.colour,
      strokeWidth: 1.3,
      ...dashed(style),
    }),
    Plot.text(["cap"], {
      y: () => value,
      text: (text: string) => text,
      frameAnchor: "left",
      textAnchor: "start",
      dx: 6,
      dy: 9,
      fill: INK,
      stroke: PAPER,
      strokeWidth: 3,
    }),
  ];
}
