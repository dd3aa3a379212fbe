/** How many of the instances that are desired run, by kind: when a fault comes, and when a platform has done what it can. */
import type { Point } from "../../series/counter.ts";
import type { Store } from "../../../store/mod.ts";
import { type PlatformRun, recoveryEnd } from "../runs/platform_runs.ts";
import {
  type PlatformSeries,
  platformSeries,
} from "../runs/platform_series.ts";

/** Kind of applications that crash by themselves. */
export const CRASHING = "crashing";

/** Instances of one kind. Shares are of those that are desired, 1 = 100 %; null if not recorded. */
export interface RunningShare {
  readonly kind: string;
  readonly desired: number;
  /** When the fault came. */
  readonly before: number | null;
  /** When dead cells were brought back, or observation ended. */
  readonly after: number | null;
}

/** What runs of what is desired, in one run. */
export interface RunningShares {
  readonly run_id: string;
  /** Memory of the desired instances over that of the cells that are left, 1 = full; null if not recorded. */
  readonly memory_load: number | null;
  /** By name. */
  readonly kinds: readonly RunningShare[];
  /** Share of the kinds that run, less that of the kind that crashes by itself, in the end; null without both. */
  readonly favoured: number | null;
}

/** Seconds by which the time of a sample and that of an event may differ, as both are rounded. */
const ROUNDING_S = 1e-3;

/** Returns the shares of a run; null without a fault, or without samples of instances. */
export async function runningShares(
  store: Store,
  run: Pick<
    PlatformRun,
    "run_id" | "fault" | "fault_at" | "heal_at" | "end_at"
  >,
): Promise<RunningShares | null> {
  const { run_id, fault_at } = run;
  const end = recoveryEnd(run);
  if (fault_at === null || end === null) return null;
  const series = await platformSeries(store, run_id, [
    ...["desired_instances", "running_instances"],
    ...["desired_memory", "left_memory"],
  ]);
  const of = (metric: string) => series.filter((one) => one.metric === metric);
  const running = new Map(
    of("running_instances").map(({ source, points }) => [source, points]),
  );
  const counts = of("desired_instances").map(({ source, points }) =>
    toCount(source, {
      ...{ desired: points, running: running.get(source) ?? [] },
      ...{ fault_at, end },
    })
  );
  return counts.length === 0 ? null : {
    run_id,
    memory_load: loadOf(of("desired_memory"), of("left_memory")),
    kinds: counts.map(({ kind, desired, before, after }) => ({
      ...{ kind, desired },
      before: shareOf(before, desired),
      after: shareOf(after, desired),
    })),
    favoured: favouredOf(counts),
  };
}

interface Count {
  readonly kind: string;
  readonly desired: number;
  readonly before: number | null;
  readonly after: number | null;
}

function toCount(
  kind: string,
  { desired, running, fault_at, end }: {
    readonly desired: readonly Point[];
    readonly running: readonly Point[];
    readonly fault_at: number;
    readonly end: number;
  },
): Count {
  const last = (points: readonly Point[], until: number) =>
    points.findLast(({ at }) => at <= until + ROUNDING_S) ?? null;
  const after = last(running, end);
  return {
    kind,
    desired: last(desired, end)?.value ?? 0,
    before: last(running, fault_at)?.value ?? null,
    after: after !== null && after.at > fault_at + ROUNDING_S
      ? after.value
      : null,
  };
}

function loadOf(
  desired: readonly PlatformSeries[],
  left: readonly PlatformSeries[],
): number | null {
  const bytes = desired[0]?.points.at(-1)?.value;
  const room = left[0]?.points.at(-1)?.value;
  if (bytes === undefined || room === undefined) return null;
  return room === 0 ? Infinity : bytes / room;
}

function favouredOf(counts: readonly Count[]): number | null {
  const share = (own: readonly Count[]) =>
    shareOf(
      sum(own.map(({ after }) => after)),
      sum(own.map(({ desired }) => desired)) ?? 0,
    );
  const running = share(counts.filter(({ kind }) => kind !== CRASHING));
  const crashing = share(counts.filter(({ kind }) => kind === CRASHING));
  return running === null || crashing === null ? null : running - crashing;
}

function sum(values: readonly (number | null)[]): number | null {
  return values.reduce(
    (total, value) => total === null || value === null ? null : total + value,
    0,
  );
}

function shareOf(value: number | null, desired: number): number | null {
  return value === null || desired === 0 ? null : value / desired;
}
