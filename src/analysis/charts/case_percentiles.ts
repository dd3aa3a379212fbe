/** Latency distributions of the cases of a study beside each other: of one load, by the number of nodes. */
import { z } from "zod";
import type { PercentileSeries } from "../../figures/mod.ts";
import { counted } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import type { ScaleCell } from "../scaling/scale_cells.ts";
import type { ScaleStudy } from "../scaling/scale_study.ts";
import { rankedPoints } from "../series/run_percentiles.ts";

const Ranked = z.strictObject({
  series: z.string(),
  n: z.number(),
  failed: z.number(),
  rank: z.number(),
  seconds: z.number(),
});

const sql = `
  WITH chosen AS (
    SELECT unnest(from_json($runs::JSON, '[{"run_id": "VARCHAR", "series": "VARCHAR", "place": "BIGINT"}]'),
      recursive := true)),
  groups AS (
    SELECT place, series, count(*) FILTER (outcome <> 'ok') AS failed,
      list_sort(list(duration_s) FILTER (outcome = 'ok' AND duration_s IS NOT NULL)) AS durations, len(durations) AS n
    FROM measured JOIN chosen USING (run_id) GROUP BY place, series),
  picked AS (
    SELECT place, series, n, failed, ranks_from_last(n) AS ranks, list_select(durations, ranks) AS seconds
    FROM groups WHERE n > 0)
  SELECT series, n, failed, unnest(ranks) AS rank, unnest(seconds) AS seconds
  FROM picked ORDER BY place, rank`;

/**
 * Returns latency against percentiles for the cases of the session, workers and value size of one case, a series for each
 * number of nodes: of the measured phases of all of its runs that are ok, in seconds.
 */
export async function casePercentiles(
  store: Store,
  { cells }: Pick<ScaleStudy, "cells">,
  of: Pick<ScaleCell, "session" | "workers" | "value_size">,
): Promise<PercentileSeries[]> {
  const cases = cells.filter(({ session, workers, value_size }) =>
    session === of.session && workers === of.workers &&
    value_size === of.value_size
  ).toSorted((a, b) => a.nodes - b.nodes);
  const runs = cases.flatMap(({ nodes, runs }, place) =>
    runs.filter(({ throughput }) => throughput !== null).map(({ run_id }) => ({
      ...{ run_id, place },
      series: counted(nodes, "node"),
    }))
  );
  const rows = await store.query(Ranked, sql, { runs: JSON.stringify(runs) });
  return [...Map.groupBy(rows, ({ series }) => series).values()].flatMap(
    (ranks) =>
      ranks.slice(0, 1).map(({ series, n, failed }) => ({
        ...{ series, n, failed },
        group: "",
        isBucketed: false,
        points: rankedPoints(ranks, n),
      })),
  );
}
