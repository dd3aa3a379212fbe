/** Finds factors that vary between runs which a table merges into one cell. */
import { z } from "zod";
import { groupDigits } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { invalidRuns, isCounted } from "../validity/counted_runs.ts";

const Difference = z.strictObject({
  key: z.string(),
  /** As the lab recorded it, or the key in words. */
  label: z.string(),
  /** Cells in which the key has more than one value, out of `of` cells. */
  cells: z.number(),
  of: z.number(),
  /** Distinct values over all cells. */
  values: z.number(),
  /** Two differing values. */
  example: z.string(),
});

/** A setting, environment entry or version that was not held constant within a cell. */
export type UncontrolledFactor = z.infer<typeof Difference>;

/** Options of `uncontrolledFactors`. */
export interface UncontrolledFactorOptions {
  /** Params that identify a cell: runs that share their values are merged. */
  readonly by: readonly string[];
  /** Keys that vary by design, such as the axis of a trend. @default {[]} */
  readonly varies?: readonly string[];
}

/**
 * Returns the settings, environment entries and versions that differ within a cell, the most frequent first. A setting
 * that only some runs of a cell have counts as different. Invalid runs are excluded, as in every statistic.
 */
export async function uncontrolledFactors(
  store: Store,
  { by, varies = [] }: UncontrolledFactorOptions,
): Promise<UncontrolledFactor[]> {
  const rows = await store.query(
    Difference,
    `WITH valid AS (SELECT * FROM runs WHERE ${isCounted("$invalid")}),
     -- Labels of an import are its author's, and may be as short as a column of a table.
     labels AS (
       SELECT key, max(label) AS label FROM params
       SEMI JOIN (SELECT run_id FROM valid WHERE mode <> 'imported') USING (run_id) GROUP BY key),
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
     differences AS (
       SELECT cell, key, count(DISTINCT value) AS distinct_values,
         count(DISTINCT run_id) AS with_key, min(value) AS low, max(value) AS high
       FROM settings JOIN cells USING (run_id)
       WHERE NOT list_contains($by::JSON::VARCHAR[], key) AND NOT list_contains($varies::JSON::VARCHAR[], key)
       GROUP BY cell, key)
     SELECT key, coalesce(any_value(label), '') AS label,
       count(*) AS cells, (SELECT count(*) FROM sizes) AS of,
       (SELECT count(DISTINCT value) FROM settings s WHERE s.key = differences.key) AS values,
       first(CASE WHEN with_key < runs THEN low || ' and none'
         ELSE low || ' and ' || high END ORDER BY distinct_values DESC, cell) AS example
     FROM differences JOIN sizes USING (cell) LEFT JOIN labels USING (key)
     WHERE distinct_values > 1 OR with_key < runs
     GROUP BY key ORDER BY cells DESC, key`,
    {
      by: JSON.stringify(by),
      varies: JSON.stringify(varies),
      invalid: await invalidRuns(store),
    },
  );
  return rows.map((row) => ({
    ...row,
    label: row.label || toLabel(row.key),
    example: groupDigits(row.example),
  }));
}

/** Returns a key in words: `environment.memory_bytes` is `Environment: memory bytes`. */
function toLabel(key: string): string {
  const words = key.replace(/^environment\./, "environment: ").replaceAll(
    "_",
    " ",
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}
