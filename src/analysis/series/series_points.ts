/** Reads the points of many series at once: numbers alone, as names that repeat take many times as long to read. */
import { z } from "zod";
import { numberColumn } from "../../store/column_types.ts";
import type { QueryParams, Store } from "../../store/mod.ts";
import type { Point } from "./counter.ts";

const Columns = z.tuple([numberColumn, numberColumn]);

/** A series of a run, and the number of its points. */
interface CountedSeries {
  readonly run_id: string;
  readonly n: number;
}

/** A series with its points. */
type PointSeries<Series extends CountedSeries> =
  & Omit<Series, "run_id" | "n">
  & { readonly points: readonly Point[] };

/**
 * Returns series with their points, by run. `sql` selects the times, in seconds since 1970, and the values of all points in the
 * order of the series.
 */
export async function withPoints<Series extends CountedSeries>(
  store: Store,
  series: readonly Series[],
  { sql, params }: { readonly sql: string; readonly params: QueryParams },
): Promise<Map<string, PointSeries<Series>[]>> {
  const byRun = new Map<string, PointSeries<Series>[]>();
  // A result without rows has no columns.
  if (series.length === 0) return byRun;
  const { values } = await store.columns(sql, params);
  const [seconds, numbers] = Columns.parse(values);
  let from = 0;
  for (const { run_id, n, ...one } of series) {
    const points: Point[] = [];
    for (const until = from + n; from < until; from++) {
      points.push({ at: seconds[from] ?? NaN, value: numbers[from] ?? NaN });
    }
    const own = byRun.get(run_id) ?? [];
    byRun.set(run_id, own);
    own.push({ ...one, points });
  }
  return byRun;
}
