/** Rows of the figures on the recovery of a platform. */
import type {
  KindShareRow,
  Milestone,
  MilestoneRow,
  ShareCurve,
  SharePanel,
} from "../../../figures/mod.ts";
import { fromBase } from "../../../record/mod.ts";
import type { CensoredDuration } from "../../../statistics/mod.ts";
import type { CensoredTime } from "../../recovery/censored_time.ts";
import {
  ALL_KINDS,
  type RecoveryCurve,
} from "../../platform/recovery/recovery_curves.ts";
import type {
  FaultGroup,
  FaultRun,
  RecoveryStudy,
} from "../../platform/recovery/recovery_study.ts";
import type { RestartWaits } from "../../platform/recovery/restart_waits.ts";
import { KILL_CELLS } from "../../platform/runs/platform_runs.ts";

/** Milestones of a recovery, in their order. */
export const recoveryMilestones: readonly Milestone[] = [
  { name: "first noticed", meaning: "fault" },
  { name: "half back", meaning: "p50" },
  { name: "95 % back", meaning: "p95" },
  { name: "all back", meaning: "ok" },
  { name: "all reached by requests", meaning: "measured" },
];

/** Returns one panel with the curves of all runs, a series a case: `1 of 10 cells dies`; none without a loss. */
export function caseCurves(group: FaultGroup): SharePanel[] {
  const curves = group.runs.flatMap((fault) =>
    curvesOf(fault, (kind) => kind === ALL_KINDS)
      .map((curve) => ({ ...curve, series: fault.name }))
  );
  return curves.length === 0 ? [] : [{ label: "", curves, healed: null }];
}

/** Returns a panel for each case with a loss, with a series for each kind of application. */
export function kindCurves(group: FaultGroup): SharePanel[] {
  return [...Map.groupBy(group.runs, ({ name }) => name)].map((
    [label, runs],
  ) => ({
    label,
    curves: runs.flatMap((fault) =>
      curvesOf(fault, (kind) => kind !== ALL_KINDS)
    ),
    healed: healedOf(runs),
  })).filter(({ curves }) => curves.length > 0);
}

/** Returns the kinds of lost instances, so that each has its style in all figures. */
export function lostKinds(groups: readonly FaultGroup[]): string[] {
  const kinds = groups.flatMap(({ runs }) =>
    runs.flatMap(({ curves }) => curves.map(({ kind }) => kind))
  );
  return [...new Set(kinds)].filter((kind) => kind !== ALL_KINDS).sort();
}

/**
 * Returns one panel with the instances that waited for their restart when the fault of a run came, a series a case; none
 * where none waited.
 */
export function restartCurves(
  { runs }: FaultGroup,
  restarts: readonly RestartWaits[],
): SharePanel[] {
  const byRun = new Map(restarts.map((waits) => [waits.run_id, waits]));
  const curves = runs.flatMap(({ name, run: { run_id, repetition } }) => {
    const waits = byRun.get(run_id);
    return waits
      ? [{
        ...{ series: name, run: `repetition ${repetition}` },
        curve: waits.curve,
      }]
      : [];
  });
  return curves.length === 0 ? [] : [{ label: "", curves, healed: null }];
}

function curvesOf(
  { run, curves }: FaultRun,
  isShown: (kind: string) => boolean,
): ShareCurve[] {
  return curves.filter(({ kind }) => isShown(kind)).map(({ kind, curve }) => ({
    ...{ series: kind, run: `repetition ${run.repetition}`, curve },
  }));
}

/** Returns for how long the store was away, at the longest; null for cells, which are dead for as long as it is watched. */
function healedOf(runs: readonly FaultRun[]): number | null {
  const seconds = runs.flatMap(({ run: { fault, fault_at, heal_at } }) =>
    fault === KILL_CELLS || fault_at === null || heal_at === null
      ? []
      : [heal_at - fault_at]
  );
  return seconds.length === 0 ? null : Math.max(...seconds);
}

/** Returns a row for each case with a loss: when its runs reached each of `recoveryMilestones`. */
export function milestoneRows(group: FaultGroup): MilestoneRow[] {
  return [...Map.groupBy(group.runs, ({ name }) => name)].flatMap((
    [label, runs],
  ) => {
    const curves = runs.flatMap((fault) =>
      fault.curves.filter(({ kind }) => kind === ALL_KINDS)
    );
    const at = (of: (curve: RecoveryCurve) => CensoredTime | null) =>
      curves.flatMap((curve): CensoredDuration[] => {
        const time = of(curve);
        return time === null ? [] : [{
          seconds: time.seconds,
          known: time.censored ? "beyond" : "seen",
        }];
      });
    return curves.length === 0 ? [] : [{
      ...{ label, runs: curves.length },
      times: [
        at(({ first_noticed: seconds }) =>
          seconds === null ? null : { seconds, censored: false }
        ),
        ...[0, 1, 2].map((position) =>
          at(({ times }) => times[position]?.time ?? null)
        ),
        at(({ routable }) => routable),
      ],
    }];
  });
}

/** Returns a row for each kind: what ran of what was desired, in percent, in each run with too little room. */
export function kindShares(
  { crowded, shares }: Pick<RecoveryStudy, "crowded" | "shares">,
): KindShareRow[] {
  const ids = new Set(crowded.runs.map(({ run }) => run.run_id));
  const rows = shares.filter(({ run_id }) => ids.has(run_id))
    .flatMap(({ kinds }) => kinds);
  const percents = (values: readonly (number | null)[]) =>
    values.flatMap((value) => value === null ? [] : [fromBase(value, "%")]);
  return [...Map.groupBy(rows, ({ kind }) => kind)].map(([kind, own]) => ({
    kind,
    before: percents(own.map(({ before }) => before)),
    after: percents(own.map(({ after }) => after)),
  }));
}
