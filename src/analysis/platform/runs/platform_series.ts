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

const Series = z.strictObject({
  source: z.string(),
  metric: z.string(),
  unit: z.string(),
  n: z.number(),
});

const PointColumns = z.tuple([z.array(z.number()), z.array(z.number())]);

const where = `FROM samples WHERE run_id = $1 AND samples.at IS NOT NULL
  AND metric IN (SELECT UNNEST($2::JSON::VARCHAR[]))`;

/** Returns the series of a run with these metrics, by metric and source. Samples without a time are left out. */
export async function platformSeries(
  store: Store,
  run_id: string,
  metrics: readonly string[],
): Promise<PlatformSeries[]> {
  const params = [run_id, JSON.stringify(metrics)];
  const found = await store.query(
    Series,
    `SELECT source, metric, first(unit ORDER BY samples.at, value) AS unit, count(*) AS n
     ${where} GROUP BY metric, source ORDER BY metric, source`,
    params,
  );
  if (found.length === 0) return [];
  // A week has millions of samples: they are numbers alone, checked by column.
  const { values } = await store.columns(
    `SELECT CAST(epoch_us(samples.at) AS DOUBLE) / 1e6 AS second, value
     ${where} ORDER BY metric, source, samples.at, value`,
    params,
  );
  const [seconds, numbers] = PointColumns.parse(values);
  let from = 0;
  return found.map(({ n, ...series }) => {
    const start = from;
    from += n;
    return {
      ...series,
      points: Array.from({ length: n }, (_, i): Point => ({
        at: seconds[start + i] ?? NaN,
        value: numbers[start + i] ?? NaN,
      })),
    };
  });
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
