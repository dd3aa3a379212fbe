/** Detects drift of a metric under constant load. */
import { median, theilSen } from "../../statistics/mod.ts";
import type { Point } from "./counter.ts";
import type { Span } from "./run_rows.ts";

/** A linear trend in units of the metric per second, with its 95 % interval; bounds are null with too few data. */
export interface Drift {
  readonly slope: number;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Median over the plateau, in the unit of the metric. */
  readonly level: number;
  /** Number of bin medians that the trend is fitted to. */
  readonly n: number;
  /** Autocorrelation of neighbouring medians, which widens the interval; 0 if they are independent. */
  readonly correlation: number;
  /** `grows` or `falls` if the whole interval lies on one side of 0. */
  readonly verdict: "grows" | "falls" | "flat" | "unknown";
}

export interface PlateauOptions {
  readonly span: Span;
  /** Share of the span excluded at its start and at its end, where load ramps up or down. @default {0.1} */
  readonly cut?: number;
  /**
   * Seconds per bin; the median of a bin is one point of the trend, as neighbouring samples are correlated. The
   * interval allows for the correlation left between medians. @default {a sixtieth of the rest, at least 10}
   */
  readonly bin?: number;
}

/** Fewer bins give no trend. */
const MIN_BINS = 6;

/** Estimates the trend of a series over the middle of a span by Theil and Sen; null with fewer than six bins. */
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
  ].map(([index, binPoints]) => ({
    at: (index + 0.5) * width,
    value: median(binPoints.map(({ value }) => value)),
  }));
  if (bins.length < MIN_BINS) return null;
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
