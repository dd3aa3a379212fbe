/**
 * What a fault cost and how long recovery took, by several definitions, as they differ by far: the cluster may have a
 * leader again long before clients that hang on a dead connection notice.
 *
 * Times count from the moment the injection was done; what went wrong is counted from when the fault was asked for, as
 * injecting takes a while. What had not come when watching ended is `censored`: it took at least so long, and is neither
 * dropped nor taken for the whole.
 */
import { faults } from "../../lab/faults/fault_catalogue.ts";
import type { Store } from "../../store/mod.ts";
import type { Gap, Waiting } from "./censored_time.ts";
import {
  type GapOptions,
  type RecoveryGap,
  recoveryGaps,
} from "./recovery_gaps.ts";
import { type RecoveryRow, recoveryRows } from "./recovery_rows.ts";
import { steadyAgain, type SteadyOptions } from "./steady_state.ts";
import { type RunValidity, validity, validityOf } from "../validity/validity.ts";

/** One run with a fault. Null is what was not measured, such as probes that did not run. */
export interface Recovery extends RecoveryRow, RunValidity {
  /** What the fault is, in words; empty for one that the lab does not know. */
  readonly title: string;
  /** Time to a new leader; null when no leader was lost before healing. */
  readonly leader: Waiting | null;
  /** Longest time without a successful probe at any node that was not hit, begun before healing. */
  readonly probeGap: Gap | null;
  /** The same of the load, at any node: includes the time-outs of clients. */
  readonly loadGap: Gap | null;
  /** Longest time without a successful probe at one node, over all nodes; the node hit, as a rule. */
  readonly nodeGap: Gap | null;
  /** Longest time without a successful probe that began after healing: what healing itself cost. */
  readonly healGap: Gap | null;
  /** Time from healing to a new leader; null when no leader was lost after healing. */
  readonly healLeader: Waiting | null;
  /** Time until the load was back near its rate before the fault, and stayed there; from injection, and from healing. */
  readonly steady: Waiting | null;
  readonly settled: Waiting | null;
  /** Time from healing until the nodes hit had all that the others had; null when they never were behind. */
  readonly caughtUp: Waiting | null;
}

export interface RecoveryOptions extends SteadyOptions, GapOptions {}

const titles = new Map(faults.map(({ name, title }) => [name, title]));

/** Every run of `experiment` that has a fault, in order of fault and time; also those that were skipped or failed. */
export async function recoveries(
  store: Store,
  experiment: string,
  options: RecoveryOptions = {},
): Promise<Recovery[]> {
  const rows = await recoveryRows(store, experiment);
  const found = await validity(store, experiment);
  const gaps = Map.groupBy(
    await recoveryGaps(store, experiment, options),
    ({ run_id }) => run_id,
  );
  const steady = await steadyAgain(store, experiment, options);
  return rows.map((row) => {
    const { run_id, fault_s, heal_s } = row;
    const judged = validityOf(found, run_id);
    const mine = gaps.get(run_id) ?? [];
    const watched = fault_s === null || heal_s === null
      ? null
      : fault_s + heal_s;
    const when = (happened: boolean | null) =>
      happened !== false && judged.status === "ok";
    return {
      ...row,
      ...judged,
      title: titles.get(row.fault) ?? "",
      leader: when(row.lost_leader) ? waiting(row.leader_s, watched) : null,
      probeGap: longest(mine, /^survivors$/, "fault"),
      loadGap: longest(mine, /^load$/, "fault"),
      nodeGap: longest(mine, /^node-/, "fault"),
      healGap: longest(mine, /^survivors$/, "heal"),
      healLeader: when(row.lost_leader_again)
        ? waiting(row.heal_leader_s, heal_s)
        : null,
      steady: steady.get(run_id)?.sinceFault ?? null,
      settled: steady.get(run_id)?.sinceHealing ?? null,
      caughtUp: when(row.behind) ? waiting(row.caught_up_s, heal_s) : null,
    };
  });
}

/** A time, or that it took longer than it was watched; null when it was not watched. */
function waiting(seconds: number | null, watched: number | null) {
  if (seconds !== null) return { seconds, censored: false };
  return watched === null ? null : { seconds: watched, censored: true };
}

/** The longest gap of some scopes in one phase, one that is none only when all are. */
function longest(
  gaps: readonly RecoveryGap[],
  scope: RegExp,
  phase: RecoveryGap["phase"],
): Gap | null {
  const mine = gaps
    .filter((gap) => gap.phase === phase && scope.test(gap.scope))
    .sort((a, b) =>
      Number(b.detected) - Number(a.detected) || b.seconds - a.seconds
    );
  const [most] = mine;
  if (!most) return null;
  const { seconds, censored, detected, usual } = most;
  // None of several was seen: each is below its own limit, so all are below the highest.
  const limit = mine.reduce<number | null>(
    (highest, one) =>
      one.limit === null ? highest : Math.max(highest ?? 0, one.limit),
    null,
  );
  return { seconds, censored, detected, usual, limit };
}
