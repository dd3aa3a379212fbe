import * as Plot from "@observablehq/plot";
import { hatchPanel } from "../drawing/area.ts";
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
import { placeSinks, type SinkLines } from "./line_rates.ts";
import {
  HEIGHT,
  legendOf,
  linePoints,
  ratePanel,
  type RatePoint,
  type TimedValue,
} from "./rate_panel.ts";

/** A line over time with its name: a sink, or the process that has a buffer. */
export interface NamedLine {
  readonly name: string;
  readonly values: readonly TimedValue[];
}

/** What waited during a run, and where. */
export interface Backlog {
  readonly clock: RunClock;
  /** Rates at the sinks for which lines waited, a panel each above all else; empty for none. */
  readonly sinks: readonly SinkLines[];
  /** Lines sent and not arrived, a line a sink. */
  readonly backlog: readonly NamedLine[];
  /** Lines that the forwarder says it has, in the same panel; empty for one that does not say. */
  readonly queued: readonly NamedLine[];
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
 * Draws what waited over the time of a run: lines that had not arrived beside those that the forwarder says it has, bytes
 * on disk beside the cap, and the share of the time in which the sender was blocked, a panel each that has values, with
 * outages as bands. Throws `RangeError` without values.
 */
export function plotBacklog(
  { clock, sinks, backlog, queued, spool, cap, blocked }: Backlog,
  { title, caption = "" }: FigureText,
): Figure {
  const panels: readonly PanelSpec[] = [
    {
      label: queued.length > 0 ? "not arrived, and queued" : "not arrived",
      ...{ unit: "lines", lines: [...backlog, ...queued], limit: null },
    },
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
  const rates = placeSinks(sinks, axis.place);
  // No line has the colour of what was received.
  const styleOf = stylesOf([...rates.length > 0 ? ["ok"] : [], ...names]);
  const placed = panels.map((panel) => toPlaced(panel, axis.place));
  const drawn = plotClockPanels(
    [
      ...rates.map(ratePanel),
      ...placed.map((panel) => toPanel(panel, styleOf)),
    ],
    clock,
    document,
  );
  const values = panels.flatMap(({ lines }) => lines)
    .reduce((sum, { values }) => sum + values.length, 0) +
    sinks.reduce((sum, { received }) => sum + received.length, 0);
  return toFigure([
    hatchPanel([meaningStyle("fault")], document),
    ...plotLegend([
      ...rates.length === 0
        ? []
        : legendOf(rates.some(({ sent }) => sent.length > 0)),
      ...names.map((label) => ({
        ...{ label, style: styleOf(label), kind: "line" as const },
      })),
    ], document),
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
      rows: [
        ...rates.flatMap(({ name, sent, received }) =>
          [{ what: "sent", points: sent }, {
            what: "received",
            points: received,
          }]
            .flatMap(({ what, points }) =>
              points.map(({ x, y }) => [what, name, x, y, "lines/s"])
            )
        ),
        ...placed.flatMap(({ label, unit, lines }) =>
          lines.flatMap(({ name, points }) =>
            points.map(({ x, y }) => [label, name, x, y, unit])
          )
        ),
      ],
    },
  });
}

interface PanelSpec {
  readonly label: string;
  readonly unit: string;
  readonly lines: readonly NamedLine[];
  readonly limit: number | null;
}

/** A panel in the unit that it is drawn in. */
interface PlacedPanel {
  readonly label: string;
  /** Said of a limit that is not drawn. */
  readonly note: string;
  readonly unit: string;
  readonly lines: readonly {
    readonly name: string;
    readonly points: readonly RatePoint[];
  }[];
  /** Null for none, and for one far above all values. */
  readonly limit: number | null;
  readonly isEmpty: boolean;
}

function toPlaced(
  { label, unit, lines, limit }: PanelSpec,
  place: (seconds: number) => number,
): PlacedPanel {
  const largest = lines.flatMap(({ values }) => values)
    .reduce((max, { value }) => Math.max(max, value), 0);
  const isNear = limit !== null && limit <= largest * MOST_TIMES_LARGEST;
  const top = isNear ? Math.max(limit, largest) : largest;
  const { unit: drawnUnit, factor } = unit === "%"
    ? { unit, factor: 100 }
    : scaleBytes(unit, top);
  const cap = limit === null ? null : scaleBytes(unit, limit);
  return {
    label,
    note: cap === null || limit === null || isNear
      ? ""
      : `, far below the cap of ${formatValue(limit * cap.factor)} ${cap.unit}`,
    unit: drawnUnit,
    lines: lines.map(({ name, values }) => ({
      name,
      points: linePoints(values, place, top)
        .map(({ x, y }) => ({ x, y: y * factor })),
    })),
    limit: isNear ? limit * factor : null,
    isEmpty: top === 0,
  };
}

function toPanel(
  { label, note, unit, lines, limit, isEmpty }: PlacedPanel,
  styleOf: (name: string) => SeriesStyle,
): ClockPanel {
  return {
    label: `${axisLabel(label, unit)}${note}`,
    height: HEIGHT,
    // An empty panel keeps a scale: its zero must be a line at the bottom.
    y: isEmpty ? { domain: [0, 1] } : { nice: true, zero: true },
    marks: [
      Plot.ruleY([0], { stroke: INK, strokeOpacity: 0.4 }),
      ...limit === null ? [] : plotCap(limit, meaningStyle("limit")),
      ...lines.map(({ name, points }) =>
        Plot.lineY(points, {
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
