/** How much a metric moves when nothing has changed. */
import { median } from "../../statistics/mod.ts";
import { seriesOf, type TrendPoint } from "./trend.ts";

/** How much run medians of one series move from run to run when nothing shifts. */
export interface Noise {
  readonly series: string;
  readonly subject: string;
  readonly kind: string;
  readonly runs: number;
  /** Median over runs of (max - min) / median within a run, 1 = 100 %. */
  readonly within: number;
  /** Median absolute step between consecutive run medians over the median, 1 = 100 %; null of a single run. */
  readonly between: number | null;
}

/** Noise within and between runs of every series; consecutive steps, so that a shift of level counts once. */
export function noise(points: readonly TrendPoint[]): Noise[] {
  return [...seriesOf(points).values()].map((points) => {
    const medians = points.map(({ median }) => median);
    const steps = medians.slice(1).map((value, i) =>
      Math.abs(value - medians[i]!)
    );
    const level = median(medians);
    return {
      series: points[0]!.series,
      subject: points[0]!.subject,
      kind: points[0]!.kind,
      runs: points.length,
      within: median(
        points.map(({ min, max, median }) => (max - min) / median),
      ),
      between: steps.length > 0 ? median(steps) / level : null,
    };
  });
}
