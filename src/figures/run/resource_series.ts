import * as Plot from "@observablehq/plot";
import { hatchPanel } from "../drawing/area.ts";
import { noteLeftOut } from "../drawing/events.ts";
import {
  type Figure,
  figureDocument,
  type FigureTable,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import { zeroLine } from "../drawing/frame.ts";
import { HALO, writeTexts } from "../drawing/label.ts";
import {
  BAND_OPACITY,
  dashed,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { meaningStyle, stylesOf } from "../drawing/meaning.ts";
import type { SeriesStyle } from "../drawing/palette.ts";
import { axisLabel, nounFor } from "../drawing/ticks.ts";
import {
  clockAxis,
  type ClockPanel,
  plotClockPanels,
  type RunClock,
} from "./clock.ts";
import {
  type ResourceLimit,
  type ResourcePanel,
  type ResourceRow,
  toPanels,
} from "./resource_panels.ts";

/** Event of the run: a fault, a restart, an OOM kill. */
export interface ResourceEvent {
  /** ISO 8601. */
  readonly from: string;
  /** End of the event, null for a single time. */
  readonly to: string | null;
  readonly label: string;
}

/** Options of `plotResourceSeries`. */
export interface ResourceSeriesOptions extends FigureText {
  /** Events, if there is no `clock` that has them. @default {[]} */
  readonly events?: readonly ResourceEvent[];
  /** ISO 8601 time that is zero on the axis. @default the first sample */
  readonly start?: string | null;
  /** What zero is, in words after "time since". @default {"start"} */
  readonly zero?: string;
  /** Clock of the run's other figures, whose zero is `start`; samples outside it are left out. @default {null} */
  readonly clock?: RunClock | null;
  /** Limits of metrics, drawn as rules. @default {[]} */
  readonly limits?: readonly ResourceLimit[];
}

/**
 * Draws samples over the time of a run, a panel a metric and a line a source, with bands for faults and rules for events
 * and limits. Lines break at gaps in sampling; of very many samples a line is the median of a bin, in a band from the
 * least to the largest. Bytes are in the unit with few digits. Throws `RangeError` without rows.
 */
export function plotResourceSeries(
  rows: readonly ResourceRow[],
  {
    title,
    caption = "",
    events = [],
    start = null,
    zero = "start",
    clock: given = null,
    limits = [],
  }: ResourceSeriesOptions,
): Figure {
  const begin = start === null
    ? rows.reduce((min, { at }) => Math.min(min, Date.parse(at)), Infinity)
    : Date.parse(start);
  const since = (at: string) => (Date.parse(at) - begin) / 1e3;
  const clock = given ?? toClock(rows, { events, since, zero });
  const inside = rows.filter(({ at }) =>
    since(at) >= clock.from && since(at) <= clock.until
  );
  if (inside.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no samples`);
  }
  const document = figureDocument();
  const axis = clockAxis(clock);
  const panels = toPanels(inside, limits, (at) => axis.place(since(at)));
  const sources = [...new Set(inside.map(({ source }) => source))];
  const styleOf = stylesOf(sources);
  const drawn = plotClockPanels(
    panels.map((panel) => toClockPanel(panel, sources, styleOf)),
    clock,
    document,
  );
  const legend = sources.map((label) => ({
    label,
    style: styleOf(label),
    kind: "line" as const,
  }));
  return toFigure([
    hatchPanel([meaningStyle("fault")], document),
    ...plotLegend(legend, document),
    ...drawn.panels,
  ], {
    title,
    caption,
    n: inside.length,
    counted: nounFor(inside.length, "sample"),
    notes: [
      ...(panels.some(({ isThinned }) => isThinned)
        ? ["line: median of a bin, band: its least to largest"]
        : []),
      ...noteLeftOut([drawn.labels], "events"),
    ],
    data: toTable(panels, axis.unit.symbol, clock.zero),
  });
}

/** Clock from the first sample or event to the last, of a run without a clock of its own. */
function toClock(
  rows: readonly ResourceRow[],
  { events, since, zero }: {
    readonly events: readonly ResourceEvent[];
    readonly since: (at: string) => number;
    readonly zero: string;
  },
): RunClock {
  const times = [
    ...rows.map(({ at }) => at),
    ...events.flatMap(({ from, to }) => [from, to ?? from]),
  ].map(since);
  return {
    zero,
    from: times.reduce((a, b) => Math.min(a, b), 0),
    until: times.reduce((a, b) => Math.max(a, b), 0),
    moments: events.map(({ from, to, label }) => ({
      kind: to === null ? "event" : "fault",
      label,
      from: since(from),
      until: to === null ? null : since(to),
      measured: false,
    })),
  };
}

function toClockPanel(
  { metric, unit, lines, limits }: ResourcePanel,
  sources: readonly string[],
  styleOf: (source: string) => SeriesStyle,
): ClockPanel {
  const names = lines.map(({ source }) => source);
  const limit = meaningStyle("limit");
  const label = axisLabel(metric, unit);
  return {
    // A panel with some of the sources says which, as the legend has all.
    label: names.length < sources.length
      ? `${label}: ${names.join(", ")}`
      : label,
    height: 110,
    y: { nice: true, zero: true },
    marks: [
      zeroLine(),
      ...lines.flatMap(({ source, points }) => {
        const style = styleOf(source);
        return [
          Plot.areaY(points, {
            x: "x",
            y1: "low",
            y2: "high",
            fill: style.colour,
            fillOpacity: BAND_OPACITY,
            ...tagSeries(source),
          }),
          Plot.lineY(points, {
            x: "x",
            y: "y",
            stroke: style.colour,
            strokeWidth: 1.6,
            ...dashed(style),
            ...tagSeries(source),
          }),
        ];
      }),
      ...limits.flatMap(({ label, value }) => [
        Plot.ruleY([value], {
          stroke: limit.colour,
          strokeWidth: 1.3,
          ...dashed(limit),
        }),
        writeTexts([label], {
          y: () => value,
          frameAnchor: "right",
          textAnchor: "end",
          ...{ dx: -6, dy: -8 },
          ...HALO,
        }),
      ]),
    ],
  };
}

function toTable(
  panels: readonly ResourcePanel[],
  symbol: string,
  zero: string,
): FigureTable {
  return {
    columns: [
      { label: "metric", unit: "" },
      { label: "source", unit: "" },
      { label: `time since ${zero}`, unit: symbol },
      { label: "value", unit: "" },
      { label: "least", unit: "" },
      { label: "largest", unit: "" },
      { label: "unit", unit: "" },
    ],
    rows: panels.flatMap(({ metric, unit, lines }) =>
      lines.flatMap(({ source, points }) =>
        points.filter(({ y }) => Number.isFinite(y)).map((
          { x, y, low, high },
        ) => [metric, source, x, y, low, high, unit])
      )
    ),
  };
}
