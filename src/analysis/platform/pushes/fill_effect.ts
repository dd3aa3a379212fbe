/** Whether a push takes longer the more is on the platform already. */
import {
  type MeanInterval,
  meanInterval,
  type QuantileEstimate,
  quantiles,
} from "../../../statistics/mod.ts";
import { shiftBetween } from "../runs/shift_between.ts";
import {
  type PushOperation,
  type PushPhase,
  pushPhases,
} from "./push_operations.ts";
import { isFailure } from "./push_times.ts";

/** Parts of the order of pushes; the kinds are mixed evenly in each. */
const TENTHS = 10;
/**
 * The tenth to which the last is compared. The first pushes of a run all begin at once, share the uploads, and stay in step
 * for some rounds: what is slow in them is not the fill.
 */
const BASE_TENTH = 3;

/** Pushes of one tenth of a run's order: the platform was filled from `(tenth - 1) / 10` to `tenth / 10`. */
export interface FillTenth {
  readonly run_id: string;
  readonly phase: PushPhase;
  /** From 1 to 10. */
  readonly tenth: number;
  /** Phases that began in it, and those of them that failed. */
  readonly n: number;
  readonly failed: number;
  /** Seconds of those that succeeded. */
  readonly median: QuantileEstimate;
  readonly p95: QuantileEstimate;
}

/** By how much a phase takes longer in the last tenth than in the third. Seconds; bounds are null with too few values. */
export interface FillEffect {
  readonly run_id: string;
  readonly phase: PushPhase;
  readonly base_median: number;
  readonly shift: number;
  readonly lower: number | null;
  readonly upper: number | null;
  /** Beyond the interval: `slower`, `faster`; `same` if it contains zero. */
  readonly verdict: "slower" | "faster" | "same" | "unknown";
}

/** Returns ten rows for each run and phase, in order. */
export function fillTenths(operations: readonly PushOperation[]): FillTenth[] {
  return inTenths(operations).map(({ run_id, phase, tenth, own }) => {
    const [median, p95] = quantiles(secondsOf(own), [0.5, 0.95]) as [
      QuantileEstimate,
      QuantileEstimate,
    ];
    return {
      ...{ run_id, phase, tenth, n: own.length, median, p95 },
      failed: own.filter(isFailure).length,
    };
  });
}

/** Returns a row for each run and phase with a success in the third and the last tenth. */
export function fillEffects(
  operations: readonly PushOperation[],
): FillEffect[] {
  const groups = Map.groupBy(
    inTenths(operations),
    ({ run_id, phase }) => JSON.stringify([run_id, phase]),
  );
  return [...groups.values()].flatMap((tenths): FillEffect[] => {
    const [head] = tenths;
    const base = secondsOf(tenths[BASE_TENTH - 1]?.own ?? []);
    const last = secondsOf(tenths.at(-1)?.own ?? []);
    const found = shiftBetween(base, last);
    if (!head || !found) return [];
    const { shift, lower, upper } = found;
    const [median] = quantiles(base, [0.5]);
    return [{
      ...{ run_id: head.run_id, phase: head.phase, shift, lower, upper },
      base_median: median?.value ?? NaN,
      verdict: lower === null || upper === null
        ? "unknown"
        : lower > 0
        ? "slower"
        : upper < 0
        ? "faster"
        : "same",
    }];
  });
}

/** The shifts of all runs of a phase together. */
export interface PooledFill {
  readonly phase: PushPhase;
  /** Mean of the runs' shifts, as shares of their medians in the third tenth; each run has a seed of its own. */
  readonly shift: MeanInterval;
}

/** Returns the mean shift of each phase over the runs. */
export function pooledFill(effects: readonly FillEffect[]): PooledFill[] {
  return pushPhases.flatMap((phase) => {
    const shares = effects.filter((effect) =>
      effect.phase === phase && effect.base_median > 0
    ).map(({ shift, base_median }) => shift / base_median);
    return shares.length === 0 ? [] : [{ phase, shift: meanInterval(shares) }];
  });
}

interface Tenth {
  readonly run_id: string;
  readonly phase: PushPhase;
  readonly tenth: number;
  readonly own: readonly PushOperation[];
}

/** Splits the phases that began, in order of their start. */
function inTenths(operations: readonly PushOperation[]): Tenth[] {
  const runs = Map.groupBy(
    operations.filter(({ started }) => started !== null),
    ({ run_id }) => run_id,
  );
  return [...runs].flatMap(([run_id, all]) =>
    pushPhases.flatMap((phase) => {
      const own = all.filter((operation) => operation.phase === phase)
        .toSorted((a, b) => (a.started ?? 0) - (b.started ?? 0));
      return Array.from({ length: TENTHS }, (_, i) => ({
        ...{ run_id, phase, tenth: i + 1 },
        own: own.slice(
          Math.round(i * own.length / TENTHS),
          Math.round((i + 1) * own.length / TENTHS),
        ),
      }));
    })
  );
}

function secondsOf(operations: readonly PushOperation[]): number[] {
  return operations.flatMap(({ outcome, seconds }) =>
    outcome === "ok" && seconds !== null ? [seconds] : []
  );
}
