/** The version and the settings of a system that determine its behaviour under faults, as recorded by its runs. */
import { z } from "zod";
import { groupDigits } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";

const Row = z.strictObject({
  key: z.string(),
  label: z.string(),
  unit: z.string(),
  /** Distinct values in order, each with the number of runs that record it. */
  values: z.array(z.strictObject({ value: z.string(), runs: z.number() })),
  /** Runs that record the setting, out of `of` runs. */
  recorded: z.number(),
  of: z.number(),
});

/** Setting that determines how a system behaves under faults, with its recorded values. */
export type DecidingSetting = z.infer<typeof Row>;

/** Deciding settings by system: failure detection, leader election and durability of writes. */
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

/** Returns the version, then a row for each deciding setting, recorded or not, over the given runs of `system`. */
export function decidingSettings(
  store: Store,
  system: string,
  run_ids: readonly string[],
): Promise<DecidingSetting[]> {
  const keys = Object.entries(deciding[system] ?? {})
    .map(([key, label]) => ({ key: `${system}_${key}`, label }));
  return store.query(
    Row,
    `WITH selected AS (SELECT run_id, system_version FROM runs WHERE list_contains($runs::JSON::VARCHAR[], run_id)),
     wanted AS (
       SELECT unnest(range(len(k))) AS place, unnest(k) AS key, unnest($labels::JSON::VARCHAR[]) AS label
       FROM (SELECT list_concat(['system_version'], $keys::JSON::VARCHAR[]) AS k)),
     stated AS (
       SELECT run_id, key, value, unit FROM params SEMI JOIN selected USING (run_id)
       UNION ALL SELECT run_id, 'system_version', system_version, '' FROM selected WHERE system_version <> ''),
     counted AS (
       SELECT key, value, any_value(unit) AS unit, count(*) AS runs
       FROM stated SEMI JOIN wanted USING (key) GROUP BY key, value)
     SELECT key, label, coalesce(any_value(unit), '') AS unit,
       coalesce(list({'value': value, 'runs': runs} ORDER BY value) FILTER (value IS NOT NULL), []) AS values,
       coalesce(sum(runs), 0)::BIGINT AS recorded, (SELECT count(*) FROM selected) AS of
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

/** Formats the values of a setting, with unit: `3.4.23`, `off in 40 runs, on in 20 runs`, `not recorded`. */
export function formatDeciding(
  { values, unit, recorded, of }: DecidingSetting,
): string {
  const [only] = values;
  if (!only) return "not recorded";
  const withUnit = (value: string) =>
    [groupDigits(value), unit].join(" ").trim();
  const unrecorded = of - recorded;
  if (values.length === 1 && unrecorded === 0) return withUnit(only.value);
  const parts = values.map(({ value, runs }) =>
    `${withUnit(value)} in ${runs} ${runs === 1 ? "run" : "runs"}`
  );
  return [...parts, ...unrecorded > 0 ? [`not recorded in ${unrecorded}`] : []]
    .join(", ");
}
