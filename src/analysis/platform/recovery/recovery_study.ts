/** Faults of one system's platforms: the runs, what each lost, when it was back, and what of it there is to compare. */
import type { Store } from "../../../store/mod.ts";
import { plannedPerCell } from "../pushes/mix_check.ts";
import {
  KILL_CELLS,
  type PlatformRun,
  platformRuns,
} from "../runs/platform_runs.ts";
import { compareFaults, faultName, killedCells } from "./fault_name.ts";
import { lostInstances } from "./lost_instances.ts";
import { type RecoveryCurve, recoveryCurves } from "./recovery_curves.ts";
import { recoverySummaries, type RecoverySummary } from "./recovery_summary.ts";
import { type RestartWaits, restartWaits } from "./restart_waits.ts";
import { type RunningShares, runningShares } from "./running_shares.ts";
import { type StoreProbes, storeProbes } from "./store_probes.ts";

/** A run with a fault. */
export interface FaultRun {
  readonly run: PlatformRun;
  /** `3 of 10 cells die`. */
  readonly name: string;
  /** Of all its lost instances and of each kind; empty if it lost none. */
  readonly curves: readonly RecoveryCurve[];
}

/** Runs of one kind of fault, with what they lost over their repetitions. */
export interface FaultGroup {
  /** Those that count, in order of cells and repetition. */
  readonly runs: readonly FaultRun[];
  readonly summaries: readonly RecoverySummary[];
}

/** Everything on record on the faults of one system's platforms. */
export interface RecoveryStudy {
  readonly system: string;
  /** Of every status. */
  readonly runs: readonly PlatformRun[];
  /** Cells died and the others have room; cells died and they have too little; the store was hit. */
  readonly cells: FaultGroup;
  readonly crowded: FaultGroup;
  readonly store: FaultGroup;
  readonly probes: readonly StoreProbes[];
  /** What ran of what was desired, of each run that sampled it. */
  readonly shares: readonly RunningShares[];
  /** Instances that waited for a restart when the fault came, of each run with some. */
  readonly restarts: readonly RestartWaits[];
}

/** Experiments with faults. */
export const faultExperiments = [
  "platform-recovery",
  "platform-failures",
] as const;

/** Reads the faults of a system's platforms. */
export async function recoveryStudy(
  store: Store,
  system: string,
): Promise<RecoveryStudy> {
  const runs: PlatformRun[] = [];
  const faults: FaultRun[] = [];
  const probes: StoreProbes[] = [];
  const shares: RunningShares[] = [];
  const restarts: RestartWaits[] = [];
  for (const experiment of faultExperiments) {
    const own = (await platformRuns(store, experiment))
      .filter((run) => run.system === system);
    const counted = own.filter(({ status, fault_at }) =>
      status === "ok" && fault_at !== null
    );
    const options = { experiment, runs: counted };
    const curves = recoveryCurves(await lostInstances(store, options));
    runs.push(...own);
    probes.push(...await storeProbes(store, options));
    restarts.push(...await restartWaits(store, options));
    for (const run of counted) {
      const found = await runningShares(store, run);
      if (found !== null) shares.push(found);
    }
    faults.push(...counted.map((run) => ({
      ...{ run, name: faultName(run) },
      curves: curves.filter(({ run_id }) => run_id === run.run_id),
    })));
  }
  const isFull = (run: PlatformRun) =>
    isCrowded(
      run,
      shares.find(({ run_id }) => run_id === run.run_id)?.memory_load ?? null,
    );
  const groupOf = (is: (run: PlatformRun) => boolean) =>
    toGroup(faults.filter(({ run }) => is(run)));
  return {
    ...{ system, runs, probes, shares, restarts },
    cells: groupOf((run) => killsCells(run) && !isFull(run)),
    crowded: groupOf((run) => killsCells(run) && isFull(run)),
    store: groupOf((run) => !killsCells(run)),
  };
}

/**
 * Tells whether what was desired needs more memory than the cells that are left have: by the recorded load, or else by the
 * plan's mix.
 */
export function isCrowded(
  run: PlatformRun,
  memory_load: number | null,
): boolean {
  if (memory_load !== null) return memory_load > 1;
  const { cells, fill, cell_memory } = run;
  const killed = killedCells(run);
  if (cells === null || cell_memory === null || killed === null) return false;
  const needed = cells * (fill ?? 1) * plannedPerCell.memory;
  return needed > (cells - killed) * cell_memory;
}

function killsCells({ fault }: PlatformRun): boolean {
  return fault === KILL_CELLS;
}

function toGroup(faults: readonly FaultRun[]): FaultGroup {
  const runs = faults.toSorted((a, b) => compareFaults(a.run, b.run));
  return {
    runs,
    summaries: recoverySummaries(
      runs.map(({ run }) => run),
      runs.flatMap(({ curves }) => curves),
    ),
  };
}
