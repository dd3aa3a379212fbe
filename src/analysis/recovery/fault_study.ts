/** Everything that a report on faults asks of one system: its runs, the cost of each fault, and the recovery times. */
import { compareText } from "../../record/mod.ts";
import {
  type DecidingSetting,
  decidingSettings,
} from "../overview/deciding_settings.ts";
import type { Store } from "../../store/mod.ts";
import { type FaultCost, faultCosts } from "./fault_costs.ts";
import { recoveries, type Recovery, type RecoveryOptions } from "./recovery.ts";
import {
  type RecoveryDefinition,
  type RecoveryTimes,
  recoveryTimes,
} from "./recovery_times.ts";

/** The fault that every report on clusters is asked about first. */
export const KILL_LEADER = "kill-leader";

/** A fault, and the name by which the report calls it. */
export interface FaultRow extends FaultCost {
  readonly label: string;
}

/** Runs with faults of one system. */
export interface FaultStudy {
  readonly system: string;
  /** Every run, in order of fault and time. */
  readonly runs: readonly Recovery[];
  /** Runs that are ok, and those of them without background load. */
  readonly valid: readonly Recovery[];
  readonly undisturbed: readonly Recovery[];
  /** Faults with a valid run, in order of label. */
  readonly faults: readonly FaultRow[];
  /** Recovery times of the valid and of the undisturbed runs. */
  readonly times: readonly RecoveryTimes[];
  readonly undisturbedTimes: readonly RecoveryTimes[];
  /** Version and settings that decide how the system behaves under faults. */
  readonly deciding: readonly DecidingSetting[];
}

/** Options of `faultStudy`. */
export interface FaultStudyOptions extends RecoveryOptions {
  readonly system: string;
}

/** Returns the runs of one system with faults. */
export async function faultStudy(
  store: Store,
  experiment: string,
  { system, ...options }: FaultStudyOptions,
): Promise<FaultStudy> {
  const runs = (await recoveries(store, experiment, options))
    .filter((run) => run.system === system);
  const valid = runs.filter(({ status }) => status === "ok");
  const undisturbed = valid.filter(({ disturbed }) => !disturbed);
  return {
    system,
    runs,
    valid,
    undisturbed,
    faults: faultCosts(valid)
      .map((cost) => ({ ...cost, label: faultLabel({ valid }, cost) }))
      .toSorted((a, b) => compareText(a.label, b.label)),
    times: recoveryTimes(valid),
    undisturbedTimes: recoveryTimes(undisturbed),
    deciding: await decidingSettings(
      store,
      system,
      valid.map(({ run_id }) => run_id),
    ),
  };
}

/** Names a fault, with the state of pre-vote where the valid runs differ in it. */
export function faultLabel(
  { valid }: Pick<FaultStudy, "valid">,
  { fault, pre_vote }: Pick<FaultCost, "fault" | "pre_vote">,
): string {
  const several = new Set(valid.map((run) => run.pre_vote)).size > 1;
  return several ? `${fault}, pre-vote ${pre_vote ?? "not recorded"}` : fault;
}

/** Returns the costs of the variant of the system that was run most, highest first: only these are ranked. */
export function rankedCosts({ valid }: Pick<FaultStudy, "valid">): FaultCost[] {
  const [variant = null] = [...Map.groupBy(valid, ({ pre_vote }) => pre_vote)]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([pre_vote]) => pre_vote);
  return faultCosts(valid).filter(({ pre_vote }) => pre_vote === variant);
}

/** Returns the recovery times of a fault by one definition, if it was measured. */
export function timesOf(
  times: readonly RecoveryTimes[],
  { fault, pre_vote }: Pick<FaultCost, "fault" | "pre_vote">,
  definition: RecoveryDefinition,
): RecoveryTimes | undefined {
  return times.find((row) =>
    row.fault === fault && row.pre_vote === pre_vote &&
    row.definition === definition
  );
}
