/** Series of a platform's own metrics in one run. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";
import type { Point } from "../../series/counter.ts";

/** Values of one metric of one component, in order of time. Points have seconds since 1970 and base units. */
export interface PlatformSeries {
  /** Component: `bbs`. */
  readonly source: string;
  readonly metric: string;
  readonly unit: string;
  readonly points: readonly Point[];
}

const SampleColumns = z.tuple([
  z.array(z.string()),
  z.array(z.string()),
  z.array(z.string()),
  z.array(z.number()),
  z.array(z.number()),
]);

/** Returns the series of a run with these metrics, by metric and source. Samples without a time are left out. */
export async function platformSeries(
  store: Store,
  run_id: string,
  metrics: readonly string[],
): Promise<PlatformSeries[]> {
  // A week has millions of samples: they are checked by column, and their times are never text.
  const { values } = await store.columns(
    `SELECT source, metric, unit, CAST(epoch_us(samples.at) AS DOUBLE) / 1e6 AS second, value FROM samples
     WHERE run_id = $1 AND samples.at IS NOT NULL
       AND metric IN (SELECT UNNEST($2::JSON::VARCHAR[]))
     ORDER BY metric, source, samples.at, value`,
    [run_id, JSON.stringify(metrics)],
  );
  // A result without rows has no columns either.
  if (values.length === 0) return [];
  const [sources, names, units, seconds, numbers] = SampleColumns.parse(values);
  const series: (PlatformSeries & { readonly points: Point[] })[] = [];
  for (const [i, source] of sources.entries()) {
    const metric = names[i] ?? "";
    let last = series.at(-1);
    if (last?.source !== source || last.metric !== metric) {
      last = { source, metric, unit: units[i] ?? "", points: [] };
      series.push(last);
    }
    last.points.push({ at: seconds[i] ?? NaN, value: numbers[i] ?? NaN });
  }
  return series;
}

/** Returns the series of a metric of any component; empty without one. */
export function metricPoints(
  series: readonly PlatformSeries[],
  metric: string,
): readonly Point[] {
  const own = series.filter((one) => one.metric === metric);
  return own.length === 1
    ? own[0]?.points ?? []
    : own.flatMap(({ points }) => points).sort((a, b) => a.at - b.at);
}
