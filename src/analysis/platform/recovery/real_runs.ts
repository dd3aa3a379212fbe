/** Runs on real control planes, beside those of the simulator: what was pushed, and what came back. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";
import { type PlatformRun, platformRuns } from "../runs/platform_runs.ts";
import {
  type DeathSettings,
  deathSettings,
  noDeathSettings,
} from "./death_settings.ts";
import { lostInstances } from "./lost_instances.ts";
import {
  ALL_KINDS,
  type RecoveryCurve,
  recoveryCurves,
} from "./recovery_curves.ts";

const Pushes = z.strictObject({
  run_id: z.string(),
  pushes: z.number(),
  /** Pushes of which the start ended well, too: every instance has run. */
  ok: z.number(),
  /** Instances that ran at least once. */
  instances: z.number(),
  /** Seconds from the first push to the end of the last start. */
  filled: z.number().nullable(),
  /** Seconds from the request until an instance ran, of those that did. */
  p50: z.number().nullable(),
  p99: z.number().nullable(),
});
type Pushes = z.infer<typeof Pushes>;

/** A run on a real control plane. */
export interface RealRun extends PlatformRun {
  /** Null if nothing was pushed. */
  readonly own: Pushes | null;
  /** Of all instances that its fault took away; null if it took none. */
  readonly all: RecoveryCurve | null;
  /** When a dead cell is noticed. */
  readonly death: DeathSettings;
}

const sql = `
  SELECT run_id,
    count(*) FILTER (kind = 'push') AS pushes,
    count(*) FILTER (kind = 'start' AND outcome = 'ok') AS ok,
    count(*) FILTER (kind = 'lrp' AND outcome = 'ok') AS instances,
    max(epoch(operations.started_at) + duration_s) FILTER (kind = 'start')
      - min(epoch(operations.started_at)) FILTER (kind = 'push') AS filled,
    quantile_cont(duration_s, 0.5) FILTER (kind = 'lrp' AND outcome = 'ok') AS p50,
    quantile_cont(duration_s, 0.99) FILTER (kind = 'lrp' AND outcome = 'ok') AS p99
  FROM operations SEMI JOIN (SELECT run_id FROM runs WHERE experiment = $1 AND mode = 'real') USING (run_id)
  GROUP BY run_id HAVING count(*) FILTER (kind = 'push') > 0`;

/** Returns all runs of these experiments on real control planes, of every status, by system and number of cells. */
export async function realRuns(
  store: Store,
  experiments: readonly string[],
): Promise<RealRun[]> {
  const runs = await Promise.all(
    experiments.map((experiment) => readRuns(store, experiment)),
  );
  return runs.flat().sort((a, b) =>
    a.system.localeCompare(b.system, "en") || (a.cells ?? 0) - (b.cells ?? 0)
  );
}

async function readRuns(store: Store, experiment: string): Promise<RealRun[]> {
  const runs = (await platformRuns(store, experiment))
    .filter(({ mode }) => mode === "real");
  const pushes = new Map(
    (await store.query(Pushes, sql, [experiment]))
      .map((row): [string, Pushes] => [row.run_id, row]),
  );
  const curves = new Map(
    recoveryCurves(await lostInstances(store, { experiment, runs }))
      .filter(({ kind }) => kind === ALL_KINDS)
      .map((curve) => [curve.run_id, curve]),
  );
  const deaths = await deathSettings(store, experiment);
  return runs.map((run) => ({
    ...run,
    own: pushes.get(run.run_id) ?? null,
    all: curves.get(run.run_id) ?? null,
    death: deaths.get(run.run_id) ?? noDeathSettings,
  }));
}
