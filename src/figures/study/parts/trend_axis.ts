import type * as Plot from "@observablehq/plot";
import { WIDTH } from "../../drawing/figure.ts";
import { MARGIN_LEFT, MARGIN_RIGHT } from "../../drawing/frame.ts";
import { clipText, textWidth } from "../../drawing/text.ts";

/** What is placed on the axis. */
export interface AxisRow {
  /** ISO 8601. */
  readonly started_at: string;
  readonly version: string;
}

/** Scale of the x axis, and options to draw it. */
export interface TrendAxis {
  readonly domain: readonly [number, number];
  readonly place: (row: AxisRow) => number;
  readonly options: Plot.ScaleOptions;
  /** Height of ticks and their labels in pixels; labels of times may have two lines. */
  readonly tickHeight: number;
}

/** Places runs by their start. */
export function timeAxis(rows: readonly AxisRow[]): TrendAxis {
  const place = ({ started_at }: AxisRow) => Date.parse(started_at);
  const times = rows.map(place);
  // A record may have more runs than a call can have arguments.
  const first = times.reduce((a, b) => Math.min(a, b), Infinity);
  const last = times.reduce((a, b) => Math.max(a, b), -Infinity);
  // A single time still needs an axis around it: half a day to each side.
  const pad = (last - first) * 0.02 || 43_200_000;
  return {
    domain: [first - pad, last + pad],
    place,
    options: { type: "utc", label: "start of run (UTC)" },
    tickHeight: 34,
  };
}

/** Places runs evenly by version, in order of its first run. */
export function versionAxis(rows: readonly AxisRow[]): TrendAxis {
  const inOrder = rows.toSorted((a, b) =>
    Date.parse(a.started_at) - Date.parse(b.started_at)
  );
  const versions = [...new Set(inOrder.map(({ version }) => version))];
  const labels = versions.map((version) => clipText(version, 110, 13));
  const widest = Math.max(...labels.map((label) => textWidth(label, 13))) + 12;
  const room = (WIDTH - MARGIN_LEFT - MARGIN_RIGHT) / versions.length;
  const step = Math.ceil(widest / room);
  return {
    domain: [-0.5, versions.length - 0.5],
    place: ({ version }) => versions.indexOf(version),
    options: {
      type: "linear",
      label: "version, in order of first run",
      ticks: versions.map((_, i) => i).filter((i) => i % step === 0),
      tickFormat: (i: number) => labels[i] ?? "",
    },
    tickHeight: 20,
  };
}
