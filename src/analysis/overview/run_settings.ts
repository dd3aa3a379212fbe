/** Recorded settings of each run, to find what changed between two runs. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";

const Setting = z.strictObject({
  run_id: z.string(),
  key: z.string(),
  value: z.string(),
});

/** Settings by key; environment entries as `environment.KEY`. */
export type Settings = ReadonlyMap<string, string>;

/**
 * Returns the settings, environment entries, tool and mode of every run, by run id: only keys whose value differs
 * between runs. Keys in `varies`, such as the version that runs are compared by, are excluded; unrecorded keys have
 * no entry.
 */
export async function runSettings(
  store: Store,
  { varies = [] }: { readonly varies?: readonly string[] } = {},
): Promise<Map<string, Settings>> {
  const rows = await store.query(
    Setting,
    `WITH settings AS (
       SELECT run_id, key, value FROM params
       UNION ALL
       SELECT run_id, 'environment.' || entry.key, json_extract_string(entry.value, '$')
       FROM (SELECT run_id, UNNEST(map_entries(environment::MAP(VARCHAR, JSON))) AS entry FROM runs)
       UNION ALL SELECT run_id, 'tool', tool FROM runs
       UNION ALL SELECT run_id, 'tool_version', tool_version FROM runs
       UNION ALL SELECT run_id, 'mode', mode FROM runs),
     stated AS (
       SELECT * FROM settings WHERE coalesce(value, '') <> ''
         AND NOT list_contains($varies::JSON::VARCHAR[], key))
     SELECT run_id, key, any_value(value) AS value FROM stated
     WHERE key IN (SELECT key FROM stated GROUP BY key HAVING count(DISTINCT value) > 1)
     GROUP BY run_id, key ORDER BY run_id, key`,
    { varies: JSON.stringify(varies) },
  );
  const runs = new Map<string, Map<string, string>>();
  for (const { run_id, key, value } of rows) {
    const own = runs.get(run_id) ?? new Map<string, string>();
    own.set(key, value);
    runs.set(run_id, own);
  }
  return runs;
}

/** Lists the settings that both runs record with different values, as `key: old to new`. */
export function settingChanges(
  before: Settings,
  after: Settings,
): string[] {
  return [...before].flatMap(([key, old]) => {
    const value = after.get(key);
    return value === undefined || value === old
      ? []
      : [`${key.replace("environment.", "")}: ${old} to ${value}`];
  });
}
