/** When a platform takes a cell or node that died for dead: a setting of each, without which a time of recovery says little. */
import { z } from "zod";
import { formatDuration, formatValue } from "../../../record/mod.ts";
import type { Store } from "../../../store/mod.ts";

const Row = z.strictObject({
  run_id: z.string(),
  /** Seconds for which a cell of a Diego counts as present. */
  presence: z.number().nullable(),
  /** Seconds without a sign of a Kubernetes node, those until its pods are given up, and nodes given up a second. */
  grace: z.number().nullable(),
  toleration: z.number().nullable(),
  rate: z.number().nullable(),
});
type Row = z.infer<typeof Row>;

const sql = `
  SELECT run_id,
    any_value(number) FILTER (key = 'diego_presence_ttl') AS presence,
    any_value(number) FILTER (key = 'kubernetes_grace_period') AS grace,
    any_value(number) FILTER (key = 'kubernetes_toleration') AS toleration,
    any_value(number) FILTER (key = 'kubernetes_eviction_rate') AS rate
  FROM params SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1) USING (run_id)
  GROUP BY run_id`;

/** Returns the settings of each run in words, by its id: `grace 20 s, toleration 5 s, 10 nodes/s`; empty where none is on record. */
export async function deathSettings(
  store: Store,
  experiment: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await store.query(Row, sql, [experiment]);
  return new Map(rows.map((row) => [row.run_id, describe(row)]));
}

function describe({ presence, grace, toleration, rate }: Row): string {
  const time = (name: string, seconds: number | null) =>
    seconds === null ? [] : [`${name} ${formatDuration(seconds)}`];
  return [
    ...time("presence", presence),
    ...time("grace", grace),
    ...time("toleration", toleration),
    ...rate === null ? [] : [`${formatValue(rate, "")} nodes/s`],
  ].join(", ");
}
