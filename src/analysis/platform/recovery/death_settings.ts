/** When a platform takes a cell or node that died for dead: a setting of each, without which a time of recovery says little. */
import { z } from "zod";
import { formatDuration, formatValue } from "../../../record/mod.ts";
import type { Store } from "../../../store/mod.ts";
import { parameters as diego } from "../../../systems/diego/diego_settings.ts";
import { kubernetesParameters as kubernetes } from "../../../systems/kubernetes/kubernetes_settings.ts";

const Row = z.strictObject({
  run_id: z.string(),
  /** Seconds for which a cell of a Diego counts as present, and from one convergence, which finds it gone, to the next. */
  presence: z.number().nullable(),
  convergence: z.number().nullable(),
  /** Seconds without a sign of a Kubernetes node, those until its pods are given up, and nodes given up a second. */
  grace: z.number().nullable(),
  toleration: z.number().nullable(),
  rate: z.number().nullable(),
});
type Row = z.infer<typeof Row>;

/** The settings of one run. */
export interface DeathSettings {
  /** `grace 20 s, toleration 5 s, 10 nodes/s`; empty where none is on record. */
  readonly text: string;
  /** Whether one of them has a dead cell noticed sooner than its default. */
  readonly isSooner: boolean;
}

/** Those of a run of which none is on record. */
export const noDeathSettings: DeathSettings = { text: "", isSooner: false };

const sql = `
  SELECT run_id,
    any_value(number) FILTER (key = 'diego_presence_ttl') AS presence,
    any_value(number) FILTER (key = 'diego_convergence') AS convergence,
    any_value(number) FILTER (key = 'kubernetes_grace_period') AS grace,
    any_value(number) FILTER (key = 'kubernetes_toleration') AS toleration,
    any_value(number) FILTER (key = 'kubernetes_eviction_rate') AS rate
  FROM params SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1) USING (run_id)
  GROUP BY run_id`;

/** Returns the settings of each run of an experiment, by its id. */
export async function deathSettings(
  store: Store,
  experiment: string,
): Promise<ReadonlyMap<string, DeathSettings>> {
  const rows = await store.query(Row, sql, [experiment]);
  return new Map(
    rows.map((row) => [
      row.run_id,
      { text: describe(row), isSooner: isSooner(row) },
    ]),
  );
}

function describe(
  { presence, convergence, grace, toleration, rate }: Row,
): string {
  const time = (name: string, seconds: number | null) =>
    seconds === null ? [] : [`${name} ${formatDuration(seconds)}`];
  return [
    ...time("presence", presence),
    ...time("convergence", convergence),
    ...time("grace", grace),
    ...time("toleration", toleration),
    ...rate === null ? [] : [`${formatValue(rate, "")} nodes/s`],
  ].join(", ");
}

function isSooner(
  { presence, convergence, grace, toleration, rate }: Row,
): boolean {
  const shorter = (seconds: number | null, usual: number) =>
    seconds !== null && seconds < usual;
  return shorter(presence, diego.presence_ttl.value) ||
    shorter(convergence, diego.convergence.value) ||
    shorter(grace, kubernetes.grace_period.value) ||
    shorter(toleration, kubernetes.toleration.value) ||
    (rate !== null && rate > kubernetes.eviction_rate.value);
}
