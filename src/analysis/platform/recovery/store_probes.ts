/** Whether a platform does what it is asked while its store is away: the small tasks of a run around its fault. */
import { z } from "zod";
import { wilson, type WilsonInterval } from "../../../statistics/mod.ts";
import type { CensoredTime } from "../../recovery/censored_time.ts";
import type { Store } from "../../../store/mod.ts";
import { type PlatformRun } from "../runs/platform_runs.ts";

/** Beginning of the ids of these tasks. */
export const PROBE_PREFIX = "task:probe-";

const Row = z.strictObject({
  run_id: z.string(),
  /** Seconds since 1970. */
  began: z.number(),
  seconds: z.number().nullable(),
  is_ok: z.boolean(),
});

/** Tasks of one run, by when they were asked for. */
export interface StoreProbes {
  readonly run_id: string;
  /** Share of the tasks that succeeded, from the fault to healing, and from there on. */
  readonly during: WilsonInterval;
  readonly after: WilsonInterval;
  /** Seconds from healing to the end of the first task that was asked for after it and succeeded; null without a healing. */
  readonly works_again: CensoredTime | null;
}

/** Returns a row for each of these runs with a task around its fault. */
export async function storeProbes(
  store: Store,
  { experiment, runs }: {
    readonly experiment: string;
    readonly runs: readonly PlatformRun[];
  },
): Promise<StoreProbes[]> {
  const rows = await store.query(
    Row,
    `SELECT run_id, epoch(operations.started_at) AS began, duration_s AS seconds, outcome = 'ok' AS is_ok
     FROM operations JOIN runs USING (run_id)
     WHERE experiment = $1 AND kind = 'task' AND starts_with(operation_id, $2) AND operations.started_at IS NOT NULL
     ORDER BY run_id, operations.started_at, operation_id`,
    [experiment, PROBE_PREFIX],
  );
  const probes = Map.groupBy(rows, ({ run_id }) => run_id);
  return runs.flatMap((run) => {
    const own = probes.get(run.run_id);
    return own ? [toRow(run, own)] : [];
  });
}

function toRow(
  { run_id, heal_at, end_at }: PlatformRun,
  probes: readonly z.infer<typeof Row>[],
): StoreProbes {
  const healed = heal_at ?? Infinity;
  const rateOf = (some: typeof probes) =>
    wilson(some.filter(({ is_ok }) => is_ok).length, some.length);
  const after = probes.filter(({ began }) => began >= healed);
  const first = after.find(({ is_ok, seconds }) => is_ok && seconds !== null);
  return {
    run_id,
    during: rateOf(probes.filter(({ began }) => began < healed)),
    after: rateOf(after),
    works_again: heal_at === null ? null : first
      ? {
        seconds: first.began + (first.seconds ?? 0) - heal_at,
        censored: false,
      }
      : { seconds: Math.max(0, (end_at ?? heal_at) - heal_at), censored: true },
  };
}
