/** Noise of a metric in the absence of a change. */
import { median } from "../../statistics/mod.ts";
import { seriesOf, type TrendPoint } from "./trend.ts";

/** Noise of one series within and between runs. */
export interface Noise {
  readonly series: string;
  readonly subject: string;
  readonly kind: string;
  readonly runs: number;
  /** Median over runs of (max - min) / median within a run, 1 = 100 %; null where no median is above 0. */
  readonly within: number | null;
  /** Median absolute step between consecutive run medians / median, 1 = 100 %; null for a single run, and at a level of 0. */
  readonly between: number | null;
}

/** Returns the noise within and between runs of every series, by consecutive steps, so that a shift counts once. */
export function noise(points: readonly TrendPoint[]): Noise[] {
  return [...seriesOf(points).values()].map((points) => {
    const medians = points.map(({ median }) => median);
    const steps = medians.slice(1).map((value, i) =>
      Math.abs(value - medians[i]!)
    );
    const level = median(medians);
    // Coarse timings of a fast system may all be 0.
    const ranges = points.filter(({ median }) => median > 0)
      .map(({ min, max, median }) => (max - min) / median);
    return {
      series: points[0]!.series,
      subject: points[0]!.subject,
      kind: points[0]!.kind,
      runs: points.length,
      within: ranges.length > 0 ? median(ranges) : null,
      between: steps.length > 0 && level > 0 ? median(steps) / level : null,
    };
  });
}
