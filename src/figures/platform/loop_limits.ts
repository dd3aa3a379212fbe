/** What bounds the loops of a platform, in the same style in all figures. */
import type { LegendItem } from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";

/** Limits of a loop or a metric, in the plotted unit; null for no such limit. */
export interface LoopLimits {
  /** From the start of one loop to that of the next. */
  readonly interval: number | null;
  /** Levels at which operators are alerted. */
  readonly yellow: number | null;
  readonly red: number | null;
}

export const loopLimits = {
  interval: { label: "interval of the loop", style: meaningStyle("limit") },
  yellow: { label: "yellow alert", style: meaningStyle("late") },
  red: { label: "red alert", style: meaningStyle("failed") },
} as const;

/** Names of the limits, in the order of legends. */
export const limitNames = ["interval", "yellow", "red"] as const;

/** Returns the entries of the legend for the limits that some rows have. */
export function limitItems(
  rows: readonly LoopLimits[],
  alert: "line" | "band",
): LegendItem[] {
  return limitNames.filter((name) => rows.some((row) => row[name] !== null))
    .map((name): LegendItem => ({
      ...loopLimits[name],
      kind: name === "interval" ? "line" : alert,
    }));
}
