/** Faults of container platforms, made of few rows. */
import { recoveryCurves } from "../../src/analysis/platform/recovery/recovery_curves.ts";
import { faultName } from "../../src/analysis/platform/recovery/fault_name.ts";
import type { LostInstance } from "../../src/analysis/platform/recovery/lost_instances.ts";
import type {
  FaultGroup,
  FaultRun,
  RecoveryStudy,
} from "../../src/analysis/platform/recovery/recovery_study.ts";
import { recoverySummaries } from "../../src/analysis/platform/recovery/recovery_summary.ts";
import type { PlatformRun } from "../../src/analysis/platform/runs/platform_runs.ts";
import { noDeathSettings } from "../../src/analysis/platform/recovery/death_settings.ts";
import type { RealRun } from "../../src/analysis/platform/recovery/real_runs.ts";
import { BEGIN, toLostInstance, toPlatformRow } from "./platform_rows.ts";

const GIB = 2 ** 30;

/** A run in which a tenth of the cells died 100 s after it began, with these lost instances. */
export function toFaultRun(
  options: Partial<PlatformRun>,
  lost: readonly LostInstance[],
): FaultRun {
  const run = toPlatformRow({
    ...{ fault: "kill-cells", kill_share: 0.1, cell_memory: 32 * GIB },
    ...{ fault_at: BEGIN + 100, heal_at: BEGIN + 400, end_at: BEGIN + 500 },
    ...options,
  });
  const { run_id } = run;
  return {
    ...{ run, name: faultName(run) },
    curves: recoveryCurves(lost.map((one) => ({ ...one, run_id }))),
  };
}

/** Instances that were back after these seconds, noticed 5 s and routable 1 s from there. */
export function backAfter(
  seconds: readonly number[],
  options: Partial<LostInstance> = {},
): LostInstance[] {
  return seconds.map((one) =>
    toLostInstance(one, {
      ...{ noticed: one / 2, routable: one + 1 },
      ...options,
    })
  );
}

export function toFaultGroup(runs: readonly FaultRun[]): FaultGroup {
  return {
    runs,
    summaries: recoverySummaries(
      runs.map(({ run }) => run),
      runs.flatMap(({ curves }) => curves),
    ),
  };
}

/** A study of the simulator. */
export function toRecoveryStudy(
  groups: {
    readonly [Name in "cells" | "crowded" | "store"]?: readonly FaultRun[];
  },
  options: Partial<RecoveryStudy> = {},
): RecoveryStudy {
  const { cells = [], crowded = [], store = [] } = groups;
  return {
    system: "simulator",
    runs: [...cells, ...crowded, ...store].map(({ run }) => run),
    cells: toFaultGroup(cells),
    crowded: toFaultGroup(crowded),
    store: toFaultGroup(store),
    ...{ probes: [], shares: [], restarts: [] },
    ...options,
  };
}

/** A run on a real control plane, with what it pushed and what came back. */
export function toRealRun(
  { own = null, all = null, death = noDeathSettings, ...run }:
    & Omit<Partial<RealRun>, "own">
    & {
      readonly own?:
        | Partial<NonNullable<RealRun["own"]>>
        | null;
    },
): RealRun {
  const none = { run_id: "", pushes: 0, ok: 0, instances: 0, filled: null };
  return {
    ...toPlatformRow({ mode: "real", ...run }),
    own: own === null ? null : { ...none, p50: null, p99: null, ...own },
    ...{ all, death },
  };
}
