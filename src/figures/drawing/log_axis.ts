import * as Plot from "@observablehq/plot";
import { formatAxis } from "./ticks.ts";
import { logTicks } from "./log_ticks.ts";

/** Options of `logAxis`. */
export interface LogAxisOptions {
  readonly axis: "x" | "y";
  readonly domain: readonly [number, number];
  /** Null for an axis with ticks only. */
  readonly label: string | null;
  /** Pixels from the frame to the label. */
  readonly labelOffset: number;
}

/**
 * Draws grid and axis of a logarithmic scale with every tick labelled: left to itself, Plot leaves out the labels that it
 * finds too many.
 */
export function logAxis(
  { axis, domain: [low, high], label, labelOffset }: LogAxisOptions,
): Plot.Markish[] {
  const ticks = logTicks(low, high);
  const options = {
    label,
    labelOffset,
    text: (tick: number) => label === null ? "" : formatAxis(tick, 0),
  };
  return axis === "x"
    ? [Plot.gridX(ticks), Plot.axisX(ticks, options)]
    : [Plot.gridY(ticks), Plot.axisY(ticks, options)];
}
