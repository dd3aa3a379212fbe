/**
 * Cost of a fault and recovery time, by several definitions, because they differ widely: the cluster may have a
 * leader again long before clients with a dead connection notice.
 *
 * Times count from the end of the injection; errors count from the request for the fault, because injecting takes a
 * while. A recovery that observation did not see is `censored`: its time is a lower bound, neither dropped nor taken
 * as complete.
 */
import { sourceKind } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import type { CensoredTime, Gap } from "./censored_time.ts";
import {
  type GapOptions,
  type RecoveryGap,
  recoveryGaps,
} from "./recovery_gaps.ts";
import { type RecoveryRow, recoveryRows } from "./recovery_rows.ts";
import { type SteadyOptions, timesToSteadyState } from "./steady_state.ts";
import {
  type RunValidity,
  validity,
  validityOf,
} from "../validity/validity.ts";

/** One run with a fault. Null where not measured, such as probes that did not run. */
export interface Recovery extends RecoveryRow, RunValidity {
  /** Time to a new leader; null when no leader was lost before healing. */
  readonly leader: CensoredTime | null;
  /** Longest time without a successful probe at any node outside the targets, begun before healing. */
  readonly probeGap: Gap | null;
  /** The same for the load, at any node: includes client timeouts. */
  readonly loadGap: Gap | null;
  /** Longest time without a successful probe at one node, over all nodes; usually the target. */
  readonly nodeGap: Gap | null;
  /** Longest time without a successful probe that began after healing: the cost of healing itself. */
  readonly healGap: Gap | null;
  /** Time from healing to a new leader; null when no leader was lost after healing. */
  readonly healLeader: CensoredTime | null;
  /** Time from injection until the load returned to near its rate before the fault, and held it for some seconds. */
  readonly recovered: CensoredTime | null;
  /** The same from healing. */
  readonly recoveredAfterHealing: CensoredTime | null;
  /** Time from healing until the targets had all data of the other nodes; null when they never were behind. */
  readonly caughtUp: CensoredTime | null;
}

/** Options of `recoveries`. */
export interface RecoveryOptions extends SteadyOptions, GapOptions {}

/** Returns every run of `experiment` with a fault, in order of fault and time, skipped and failed runs included. */
export async function recoveries(
  store: Store,
  experiment: string,
  options: RecoveryOptions = {},
): Promise<Recovery[]> {
  const rows = await recoveryRows(store, experiment);
  const validities = await validity(store, experiment);
  const gaps = Map.groupBy(
    await recoveryGaps(store, experiment, options),
    ({ run_id }) => run_id,
  );
  const steady = await timesToSteadyState(store, experiment, options);
  return rows.map((row) => {
    const { run_id, fault_s, heal_s } = row;
    const judged = validityOf(validities, run_id);
    const runGaps = gaps.get(run_id) ?? [];
    const observed = fault_s === null || heal_s === null
      ? null
      : fault_s + heal_s;
    const applies = (happened: boolean | null) =>
      happened !== false && judged.status === "ok";
    return {
      ...row,
      ...judged,
      leader: applies(row.lost_leader)
        ? toCensoredTime(row.leader_s, observed)
        : null,
      probeGap: longestGap(runGaps, "survivors", "fault"),
      loadGap: longestGap(runGaps, "load", "fault"),
      nodeGap: longestGap(runGaps, "node", "fault"),
      healGap: longestGap(runGaps, "survivors", "heal"),
      healLeader: applies(row.lost_leader_again)
        ? toCensoredTime(row.heal_leader_s, heal_s)
        : null,
      recovered: steady.get(run_id)?.sinceFault ?? null,
      recoveredAfterHealing: steady.get(run_id)?.sinceHealing ?? null,
      caughtUp: applies(row.behind)
        ? toCensoredTime(row.caught_up_s, heal_s)
        : null,
    };
  });
}

/** Returns the time, censored at `observed` seconds if it is null; null when it was not observed. */
function toCensoredTime(seconds: number | null, observed: number | null) {
  if (seconds !== null) return { seconds, censored: false };
  return observed === null ? null : { seconds: observed, censored: true };
}

/** Returns the longest detected gap of the scopes of one kind in one phase; without one, the longest of all. */
function longestGap(
  gaps: readonly RecoveryGap[],
  kind: "survivors" | "load" | "node",
  phase: RecoveryGap["phase"],
): Gap | null {
  const sorted = gaps
    .filter((gap) => gap.phase === phase && sourceKind(gap.scope) === kind)
    .sort((a, b) =>
      Number(b.detected) - Number(a.detected) || b.seconds - a.seconds
    );
  const [longest] = sorted;
  if (!longest) return null;
  const { seconds, censored, detected, baseline } = longest;
  // Without a detected gap, each is below its own limit, so all are below the highest.
  const limit = sorted.reduce<number | null>(
    (highest, gap) =>
      gap.limit === null ? highest : Math.max(highest ?? 0, gap.limit),
    null,
  );
  return { seconds, censored, detected, baseline, limit };
}
