/** The axis of loads that all panels of a load line share. */
import * as Plot from "@observablehq/plot";
import { WIDTH } from "../../drawing/figure.ts";
import { MARGIN_RIGHT } from "../../drawing/frame.ts";
import { logAxis } from "../../drawing/log_axis.ts";
import { formatAxis } from "../../drawing/ticks.ts";

/** Scale of the loads. */
export interface LoadAxis {
  readonly type: "log" | "linear";
  readonly domain: [number, number];
  readonly marginLeft: number;
  /** Place of a load, in pixels. */
  readonly place: (load: number) => number;
}

/** What every panel of a load line needs. */
export interface LoadPanelOptions {
  readonly document: Document;
  readonly axis: LoadAxis;
  /** Label of the x axis; null for a panel without. */
  readonly label: string | null;
}

/** Returns the axis from the lowest to the highest load, with some room; loads of 0 and below have a linear one. */
export function loadAxis(
  loads: readonly number[],
  marginLeft: number,
): LoadAxis {
  const low = Math.min(...loads);
  const high = Math.max(...loads);
  const isLog = low > 0;
  const domain: [number, number] = isLog
    ? [low / 1.12, high * 1.12]
    : [Math.min(0, low), high * 1.06 || 1];
  const [from, to] = domain;
  const along = (load: number) =>
    isLog
      ? Math.log(load / from) / Math.log(to / from)
      : (load - from) / (to - from);
  return {
    type: isLog ? "log" : "linear",
    domain,
    marginLeft,
    place: (load) =>
      marginLeft + along(load) * (WIDTH - marginLeft - MARGIN_RIGHT),
  };
}

/** Returns the options of a Plot for a panel on this axis. */
export function loadFrame({ document, axis }: LoadPanelOptions) {
  const { type, domain, marginLeft } = axis;
  return {
    document,
    width: WIDTH,
    marginLeft,
    marginRight: MARGIN_RIGHT,
    x: { type, domain: [...domain], axis: null },
  };
}

/** Draws the grid and the axis. */
export function plotLoadAxis(
  { axis: { type, domain }, label }: LoadPanelOptions,
) {
  if (type === "log") {
    return logAxis({ axis: "x", domain, label, labelOffset: 36 });
  }
  const ticks = { ticks: 8 };
  const tickFormat = label === null ? () => "" : formatAxis;
  return [Plot.gridX(ticks), Plot.axisX({ ...ticks, label, tickFormat })];
}
