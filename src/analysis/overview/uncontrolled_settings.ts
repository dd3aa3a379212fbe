/** What differs among runs that a table is about to merge into one cell. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { counts, invalidRuns } from "../validity/counted_runs.ts";

const Difference = z.strictObject({
  key: z.string(),
  /** Cells in which the key has more than one value, and cells in all. */
  cells: z.number(),
  of: z.number(),
  /** Distinct values over all cells. */
  values: z.number(),
  /** Two of them, to show what is meant. */
  example: z.string(),
});

/** A key that was not held constant. */
export type HiddenKey = z.infer<typeof Difference>;

export interface HiddenKeyOptions {
  /** Params that make up a cell: runs that share them are merged. */
  readonly by: readonly string[];
  /** Keys that are meant to vary, such as the axis of a trend. @default {[]} */
  readonly along?: readonly string[];
}

/**
 * Settings, environment entries and versions that differ inside a cell, the worst first. A setting that only some runs
 * of a cell have counts as different. Invalid runs are left out, as in every statistic.
 */
export async function hiddenKeys(
  store: Store,
  { by, along = [] }: HiddenKeyOptions,
): Promise<HiddenKey[]> {
  return await store.query(
    Difference,
    `WITH valid AS (SELECT * FROM runs WHERE ${counts("$invalid")}),
     settings AS (
       SELECT run_id, key, value FROM params SEMI JOIN valid USING (run_id)
       UNION ALL
       SELECT run_id, 'environment.' || entry.key, json_extract_string(entry.value, '$')
       FROM (SELECT run_id, UNNEST(map_entries(environment::MAP(VARCHAR, JSON))) AS entry FROM valid)
       UNION ALL SELECT run_id, 'system', system FROM valid
       UNION ALL SELECT run_id, 'system_version', system_version FROM valid
       UNION ALL SELECT run_id, 'tool', tool FROM valid
       UNION ALL SELECT run_id, 'tool_version', tool_version FROM valid
       UNION ALL SELECT run_id, 'mode', mode FROM valid),
     cells AS (
       SELECT run_id, coalesce(list(key || '=' || value ORDER BY key)
         FILTER (list_contains($by::JSON::VARCHAR[], key)), []) AS cell
       FROM valid LEFT JOIN settings USING (run_id) GROUP BY run_id),
     sizes AS (SELECT cell, count(*) AS runs FROM cells GROUP BY cell),
     spread AS (
       SELECT cell, key, count(DISTINCT value) AS distinct_values,
         count(DISTINCT run_id) AS with_key, min(value) AS low, max(value) AS high
       FROM settings JOIN cells USING (run_id)
       WHERE NOT list_contains($by::JSON::VARCHAR[], key) AND NOT list_contains($along::JSON::VARCHAR[], key)
       GROUP BY cell, key)
     SELECT key, count(*) AS cells, (SELECT count(*) FROM sizes) AS of,
       (SELECT count(DISTINCT value) FROM settings s WHERE s.key = spread.key) AS values,
       first(CASE WHEN with_key < runs THEN low || ' and none'
         ELSE low || ' and ' || high END ORDER BY distinct_values DESC, cell) AS example
     FROM spread JOIN sizes USING (cell)
     WHERE distinct_values > 1 OR with_key < runs
     GROUP BY key ORDER BY cells DESC, key`,
    {
      by: JSON.stringify(by),
      along: JSON.stringify(along),
      invalid: await invalidRuns(store),
    },
  );
}
