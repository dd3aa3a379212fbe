/** Whether a figure drifts while the load stays the same. */
import { median, theilSen } from "../../statistics/mod.ts";
import type { Point } from "./counter.ts";
import type { Span } from "./run_rows.ts";

/** A trend in units of the figure a second, with the bounds of its 95 % interval; null where too little was seen for one. */
export interface Drift {
  readonly slope: number;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Median over the plateau, in the unit of the figure. */
  readonly level: number;
  /** Medians the trend was taken from. */
  readonly n: number;
  /** Correlation of neighbouring medians, for which the interval allows: 0 where each is news of its own. */
  readonly correlation: number;
  /** `grows` or `falls` where the whole interval lies on one side of 0. */
  readonly verdict: "grows" | "falls" | "flat" | "unknown";
}

export interface PlateauOptions {
  readonly span: Span;
  /** Shares of the span cut off at its beginning and its end, where load still ramps up, or down already. @default {0.1} */
  readonly cut?: number;
  /**
   * Seconds that are one point of the trend, by their median: neighbouring samples tell nearly the same. That neighbouring
   * medians still do is allowed for in the interval. @default {a sixtieth of what is left, but 10 at least}
   */
  readonly bin?: number;
}

/** Fewest points of a trend. */
const FEWEST = 6;

/** Trend of a series over the middle of a span by Theil and Sen; null when there are fewer than six points to take it from. */
export function driftOf(
  points: readonly Point[],
  { span, cut = 0.1, bin }: PlateauOptions,
): Drift | null {
  const length = span.until - span.from;
  const from = span.from + length * cut;
  const until = span.until - length * cut;
  const width = bin ?? Math.max(10, (until - from) / 60);
  const inside = points.filter(({ at }) => at >= from && at < until);
  const bins = [
    ...Map.groupBy(inside, ({ at }) => Math.floor((at - from) / width)),
  ].map(([index, mine]) => ({
    at: (index + 0.5) * width,
    value: median(mine.map(({ value }) => value)),
  }));
  if (bins.length < FEWEST) return null;
  const { slope, lower, upper, n, correlation } = theilSen(
    bins.map(({ at }) => at),
    bins.map(({ value }) => value),
    { serial: true },
  );
  return {
    slope,
    lower,
    upper,
    level: median(bins.map(({ value }) => value)),
    n,
    correlation,
    verdict: lower === null || upper === null
      ? "unknown"
      : lower > 0
      ? "grows"
      : upper < 0
      ? "falls"
      : "flat",
  };
}
