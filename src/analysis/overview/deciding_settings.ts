/** The version and the settings of a system that decide how it takes a fault, and whether its runs say what they were. */
import { z } from "zod";
import type { Store } from "../../store/mod.ts";

const Row = z.strictObject({
  key: z.string(),
  label: z.string(),
  unit: z.string(),
  /** Values in order, each with the number of runs that record it; empty where none does. */
  values: z.array(z.strictObject({ value: z.string(), runs: z.number() })),
  /** Runs that record it, of how many. */
  recorded: z.number(),
  of: z.number(),
});
export type DecidingSetting = z.infer<typeof Row>;

/** What decides, by system: how long a leader is waited for, how the next is found, and what a write waits for. */
const deciding: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  etcd: {
    pre_vote: "Pre-vote",
    election_timeout: "Election time-out",
    heartbeat_interval: "Heartbeat interval",
    snapshot_count: "Snapshot count",
    fsync: "Write-ahead log is synced",
    data: "Data are kept in",
  },
  redis: {
    cluster_node_timeout: "Cluster node time-out",
    append_only: "Append-only file",
  },
};

/** The version first, then a row for each setting that decides, recorded or not, over the runs of `system` that are given. */
export function decidingSettings(
  store: Store,
  system: string,
  run_ids: readonly string[],
): Promise<DecidingSetting[]> {
  const keys = Object.entries(deciding[system] ?? {})
    .map(([key, label]) => ({ key: `${system}_${key}`, label }));
  return store.query(
    Row,
    `WITH mine AS (SELECT run_id, system_version FROM runs WHERE list_contains($runs::JSON::VARCHAR[], run_id)),
     wanted AS (
       SELECT unnest(range(len(k))) AS place, unnest(k) AS key, unnest($labels::JSON::VARCHAR[]) AS label
       FROM (SELECT list_concat(['system_version'], $keys::JSON::VARCHAR[]) AS k)),
     said AS (
       SELECT run_id, key, value, unit FROM params SEMI JOIN mine USING (run_id)
       UNION ALL SELECT run_id, 'system_version', system_version, '' FROM mine WHERE system_version <> ''),
     counted AS (
       SELECT key, value, any_value(unit) AS unit, count(*) AS runs
       FROM said SEMI JOIN wanted USING (key) GROUP BY key, value)
     SELECT key, label, coalesce(any_value(unit), '') AS unit,
       coalesce(list({'value': value, 'runs': runs} ORDER BY value) FILTER (value IS NOT NULL), []) AS values,
       coalesce(sum(runs), 0)::BIGINT AS recorded, (SELECT count(*) FROM mine) AS of
     FROM wanted LEFT JOIN counted USING (key) GROUP BY place, key, label ORDER BY place`,
    {
      runs: JSON.stringify(run_ids),
      keys: JSON.stringify(keys.map(({ key }) => key)),
      labels: JSON.stringify([
        "Version",
        ...keys.map(({ label }) => label),
      ]),
    },
  );
}

/** Values of one setting as text: `3.4.23`, `off in 40 runs, on in 20`, `not recorded`; with its unit where it has one. */
export function formatDeciding(
  { values, unit, recorded, of }: DecidingSetting,
): string {
  const [only] = values;
  if (!only) return "not recorded";
  const withUnit = (value: string) => [value, unit].join(" ").trim();
  const silent = of - recorded;
  if (values.length === 1 && silent === 0) return withUnit(only.value);
  const parts = values.map(({ value, runs }) =>
    `${withUnit(value)} in ${runs} ${runs === 1 ? "run" : "runs"}`
  );
  return [...parts, ...silent > 0 ? [`not recorded in ${silent}`] : []]
    .join(", ");
}
