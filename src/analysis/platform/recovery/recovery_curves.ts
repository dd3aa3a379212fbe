/** The recovery of a platform: the share of lost instances that run again over time, and when a share of them does. */
import { compareText } from "../../../record/mod.ts";
import {
  type KaplanMeier,
  kaplanMeier,
  wilson,
  type WilsonInterval,
} from "../../../statistics/mod.ts";
import type { CensoredTime } from "../../recovery/censored_time.ts";
import { everyShare, mostOf, type ShareTime } from "../runs/share_times.ts";
import type { LostInstance } from "./lost_instances.ts";

/** Name of all kinds together. */
export const ALL_KINDS = "all";

/** Lost instances of one run, of one kind or of all. Times are seconds from the fault. */
export interface RecoveryCurve {
  readonly run_id: string;
  readonly kind: string;
  readonly n: number;
  /** Instances that ran again during observation, and their share with its interval. */
  readonly returned: number;
  readonly rate: WilsonInterval;
  /** Share that does not run again yet, with those that never did as censored. */
  readonly curve: KaplanMeier;
  readonly times: readonly ShareTime[];
  /** First and last time at which the platform noticed that an instance was lost; null if not recorded. */
  readonly first_noticed: number | null;
  readonly last_noticed: number | null;
  /** Longest time from the fault until requests reached an instance again; null if not recorded. */
  readonly routable: CensoredTime | null;
  /** Longest time from an instance's running until requests reached it; null if not recorded. */
  readonly routing_gap: number | null;
}

/** Returns the curves of each run: of all its instances, then of each kind by name. */
export function recoveryCurves(
  instances: readonly LostInstance[],
): RecoveryCurve[] {
  const runs = Map.groupBy(instances, ({ run_id }) => run_id);
  return [...runs].flatMap(([run_id, own]) => {
    const kinds = Map.groupBy(own, ({ kind }) => kind);
    return [
      toCurve(run_id, ALL_KINDS, own),
      ...[...kinds].sort(([a], [b]) => compareText(a, b))
        .map(([kind, some]) => toCurve(run_id, kind, some)),
    ];
  });
}

function toCurve(
  run_id: string,
  kind: string,
  instances: readonly LostInstance[],
): RecoveryCurve {
  const n = instances.length;
  const curve = kaplanMeier(
    instances.map(({ back }) => back.seconds),
    instances.map(({ back }) => !back.censored),
  );
  const returned = n - curve.censored;
  const noticed = instances.flatMap(({ noticed }) => noticed ?? []);
  return {
    ...{ run_id, kind, n, returned, curve },
    rate: wilson(returned, n),
    times: everyShare(curve),
    first_noticed: leastOf(noticed),
    last_noticed: mostOf(noticed),
    routable: routableOf(instances),
    routing_gap: mostOf(
      instances.flatMap(({ routable, back }) =>
        routable === null || back.censored
          ? []
          : [Math.max(0, routable - back.seconds)]
      ),
    ),
  };
}

function routableOf(instances: readonly LostInstance[]): CensoredTime | null {
  const times = instances.flatMap(({ routable }) => routable ?? []);
  const longest = mostOf(times);
  if (longest === null) return null;
  if (times.length === instances.length) {
    return { seconds: longest, censored: false };
  }
  const waited = instances.map(({ back, routable }) =>
    routable ?? back.seconds
  );
  return { seconds: mostOf(waited) ?? longest, censored: true };
}

function leastOf(values: readonly number[]): number | null {
  return values.length === 0
    ? null
    : values.reduce((least, value) => Math.min(least, value));
}
