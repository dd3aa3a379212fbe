import type { FigureTable } from "../drawing/figure.ts";
import type { ClockAxis } from "./clock.ts";

/** Operations of a run that ended within a span of time. */
export interface TimelineBin {
  /** Seconds from the clock's zero. */
  readonly from: number;
  readonly until: number;
  /** Answered within the run's timeout; null in a gap, when nothing was asked. */
  readonly in_time: number | null;
  /** Answered after it. */
  readonly late: number | null;
  readonly failed: number | null;
  /** Latency of the answered ones in seconds; null where there are too few. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** Outcomes of operations from below upwards, with their meaning and their name in the legend. */
export const outcomes = [
  ["in_time", "ok", "answered in time"],
  ["late", "late", "answered late"],
  ["failed", "failed", "failed"],
] as const;
/** Percentiles drawn as lines. */
export const percentiles = ["p50", "p95", "p99"] as const;

type Count = (typeof outcomes)[number][0];

/** Returns how many operations had an outcome. */
export function countOf(bins: readonly TimelineBin[], key: Count): number {
  return bins.reduce((sum, bin) => sum + (bin[key] ?? 0), 0);
}

/** Returns bins as a table: outcomes a second, and latencies in the unit of the axis. */
export function toBinTable(
  bins: readonly TimelineBin[],
  { place, unit }: ClockAxis,
  scale: { readonly unit: string; readonly factor: number },
): FigureTable {
  return {
    columns: [
      { label: "from", unit: unit.symbol },
      { label: "until", unit: unit.symbol },
      ...outcomes.map(([, , label]) => ({ label, unit: "1/s" })),
      ...[...percentiles, "slowest"]
        .map((label) => ({ label, unit: scale.unit })),
    ],
    rows: bins.map((bin) => [
      place(bin.from),
      place(bin.until),
      ...outcomes.map(([key]) => {
        const count = bin[key];
        return count === null ? null : count / (bin.until - bin.from);
      }),
      ...[...percentiles, "max" as const].map((key) => {
        const seconds = bin[key];
        return seconds === null ? null : seconds * scale.factor;
      }),
    ]),
  };
}
