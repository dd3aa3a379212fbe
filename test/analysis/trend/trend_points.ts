/** Builds series of runs for tests. */
import type { TrendPoint } from "../../../src/analysis/trend/trend.ts";

/** Returns the date `offset` days after 1 January 2026. */
export function day(offset: number): string {
  return new Date(Date.UTC(2026, 0, 1) + offset * 86_400_000).toISOString();
}

/** Returns a series with a run a day: `v0`, `v1` ... */
export function toSeries(
  series: string,
  medians: readonly number[],
  { from = 0, kind = "PUT" }: { from?: number; kind?: string } = {},
): TrendPoint[] {
  return medians.map((median, i) => ({
    series,
    subject: "",
    kind,
    run_id: `${series}-${kind}-${i}`,
    started_at: day(from + i),
    version: `v${from + i}`,
    system_version: `1.${from + i}`,
    n: 3,
    median,
    min: median,
    max: median,
  }));
}

/** Returns `n` distinct, reproducible values within one percent around `level`. */
export function steady(level: number, n: number): number[] {
  return Array.from(
    { length: n },
    (_, i) => level * (1 + (i * 37 % 101 - 50) / 10_000),
  );
}
