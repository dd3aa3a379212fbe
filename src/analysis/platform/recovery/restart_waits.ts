/**
 * Instances that had crashed by themselves and waited for their restart when a fault came: they ran on no cell, and are not
 * among the lost. When each ran again tells whether the fault delayed what waited.
 */
import { z } from "zod";
import { type KaplanMeier, kaplanMeier } from "../../../statistics/mod.ts";
import type { Store } from "../../../store/mod.ts";
import { type PlatformRun, recoveryEnd } from "../runs/platform_runs.ts";
import { everyShare, type ShareTime } from "../runs/share_times.ts";
import { faultName } from "./fault_name.ts";
import { type RepeatedTime, repeatedTime } from "./recovery_summary.ts";

/** The waits of one run. Times are seconds from the fault. */
export interface RestartWaits {
  readonly run_id: string;
  readonly n: number;
  /** Instances that ran again during observation. */
  readonly back: number;
  /** Share that does not run again yet, with those that never did as censored. */
  readonly curve: KaplanMeier;
  readonly times: readonly ShareTime[];
}

/** The waits of all runs of one fault. */
export interface RestartSummary {
  /** `3 of 10 cells die`. */
  readonly name: string;
  readonly runs: number;
  readonly n: number;
  readonly back: number;
  /** Time until half, 95 % and all of them ran again. */
  readonly half: RepeatedTime;
  readonly most: RepeatedTime;
  readonly all: RepeatedTime;
}

const Row = z.strictObject({
  run_id: z.string(),
  is_back: z.boolean(),
  seconds: z.number().nullable(),
  /** Seconds since 1970. */
  since: z.number().nullable(),
});

const sql = `
  SELECT run_id, outcome = 'ok' AND duration_s IS NOT NULL AS is_back, duration_s AS seconds,
    epoch(operations.started_at) AS since
  FROM operations JOIN (SELECT run_id FROM runs WHERE experiment = $1) USING (run_id)
  WHERE kind = 'restart' ORDER BY run_id, operations.started_at, operation_id`;

/** Returns a row for each of these runs of an experiment in which an instance waited; watched as long as the lost ones. */
export async function restartWaits(
  store: Store,
  { experiment, runs }: {
    readonly experiment: string;
    readonly runs: readonly Pick<
      PlatformRun,
      "run_id" | "fault" | "heal_at" | "end_at"
    >[];
  },
): Promise<RestartWaits[]> {
  const rows = await store.query(Row, sql, [experiment]);
  const byRun = Map.groupBy(rows, ({ run_id }) => run_id);
  return runs.flatMap((run) => {
    const end = recoveryEnd(run);
    const waits = (byRun.get(run.run_id) ?? []).flatMap((row) =>
      toWait(row, end)
    );
    if (waits.length === 0) return [];
    const curve = kaplanMeier(
      waits.map(({ seconds }) => seconds),
      waits.map(({ isBack }) => isBack),
    );
    return [{
      ...{ run_id: run.run_id, n: waits.length },
      ...{ back: waits.length - curve.censored, curve },
      times: everyShare(curve),
    }];
  });
}

/** Returns the wait, ended or cut off when observation ended; none if its length cannot be told. */
function toWait(
  { is_back, seconds, since }: z.infer<typeof Row>,
  end: number | null,
): { readonly seconds: number; readonly isBack: boolean }[] {
  const watched = since === null || end === null
    ? null
    : Math.max(0, end - since);
  if (is_back && seconds !== null && seconds <= (watched ?? Infinity)) {
    return [{ seconds, isBack: true }];
  }
  return watched === null ? [] : [{ seconds: watched, isBack: false }];
}

/** Puts the waits of the runs of each fault together, in order of these runs. */
export function restartSummaries(
  runs: readonly PlatformRun[],
  waits: readonly RestartWaits[],
): RestartSummary[] {
  const byRun = new Map(waits.map((wait) => [wait.run_id, wait]));
  const pairs = runs.flatMap((run) => {
    const wait = byRun.get(run.run_id);
    return wait ? [{ name: faultName(run), wait }] : [];
  });
  return [...Map.groupBy(pairs, ({ name }) => name)].map(([name, own]) => {
    const at = (position: number) =>
      repeatedTime(own.map(({ wait }) => wait.times[position]?.time ?? null));
    return {
      ...{ name, runs: own.length },
      n: own.reduce((sum, { wait }) => sum + wait.n, 0),
      back: own.reduce((sum, { wait }) => sum + wait.back, 0),
      ...{ half: at(0), most: at(1), all: at(2) },
    };
  });
}
