/** Whether a platform without room for all brings back applications that run before those that crash by themselves. */
import { wilson, type WilsonInterval } from "../../../statistics/mod.ts";
import { ALL_KINDS, type RecoveryCurve } from "./recovery_curves.ts";

/** Kind of applications that crash by themselves. */
export const CRASHING = "crashing";

/** Lost instances of one run. Shares are of those that ran again during observation, 1 = 100 %. */
export interface FavouredKinds {
  readonly run_id: string;
  /** Of applications that run, and of those that crash by themselves. */
  readonly running: WilsonInterval;
  readonly crashing: WilsonInterval;
  /**
   * Which had the larger share, beyond what chance makes of as many independent instances; `neither` if their intervals
   * overlap, and null where one of them lost no instance, or all of both returned.
   */
  readonly favoured: "running" | "crashing" | "neither" | null;
}

/** Returns a row for each run with lost instances. */
export function favouredKinds(
  curves: readonly RecoveryCurve[],
): FavouredKinds[] {
  const runs = Map.groupBy(
    curves.filter(({ kind }) => kind !== ALL_KINDS),
    ({ run_id }) => run_id,
  );
  return [...runs].map(([run_id, own]) => {
    const running = rateOf(own.filter(({ kind }) => kind !== CRASHING));
    const crashing = rateOf(own.filter(({ kind }) => kind === CRASHING));
    return { run_id, running, crashing, favoured: judge(running, crashing) };
  });
}

function rateOf(curves: readonly RecoveryCurve[]): WilsonInterval {
  const sum = (of: (curve: RecoveryCurve) => number) =>
    curves.reduce((total, curve) => total + of(curve), 0);
  return wilson(sum(({ returned }) => returned), sum(({ n }) => n));
}

function judge(
  running: WilsonInterval,
  crashing: WilsonInterval,
): FavouredKinds["favoured"] {
  if (running.rate === null || crashing.rate === null) return null;
  if (running.rate === 1 && crashing.rate === 1) return null;
  if (running.lower > crashing.upper) return "running";
  return crashing.lower > running.upper ? "crashing" : "neither";
}
