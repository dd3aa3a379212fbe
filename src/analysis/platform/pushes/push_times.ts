/** How long pushes take: all of a run together, and each phase by the kind of application. */
import { type QuantileEstimate, quantiles } from "../../../statistics/mod.ts";
import {
  pushEnd,
  type PushOperation,
  type PushPhase,
} from "./push_operations.ts";

/** All pushes of one run. */
export interface PushRun {
  readonly run_id: string;
  readonly apps: number;
  /** Applications of which both phases succeeded; of which one failed; and of which none did, and one was cancelled. */
  readonly ok: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Seconds from the first push to the end of the last phase that ended; null if none did. */
  readonly seconds: number | null;
  /** Applications that were pushed and started, per second of that time; null without any. */
  readonly rate: number | null;
  /** Most applications in flight at once, from the begin of the push to the end of the start. */
  readonly most_in_flight: number;
}

/** One phase of the pushes of one kind. Percentiles are of those that succeeded, in seconds. */
export interface PushPhaseTimes {
  readonly run_id: string;
  readonly phase: PushPhase;
  /** Kind of the applications. */
  readonly kind: string;
  readonly n: number;
  readonly ok: number;
  readonly median: QuantileEstimate;
  readonly p95: QuantileEstimate;
  readonly p99: QuantileEstimate;
  readonly max: number | null;
}

/** Returns a row for each run. */
export function pushRuns(operations: readonly PushOperation[]): PushRun[] {
  const runs = Map.groupBy(operations, ({ run_id }) => run_id);
  return [...runs].map(([run_id, own]) => {
    const apps = [...Map.groupBy(own, ({ app }) => app).values()];
    const ok = apps.filter((phases) => phases.every(isOk)).length;
    const failed = apps.filter((phases) => phases.some(isFailure)).length;
    const starts = own.flatMap(({ started }) => started ?? []);
    const ends = own.flatMap((operation) => pushEnd(operation) ?? []);
    const seconds = ends.length === 0
      ? null
      : extreme(ends, Math.max) - extreme(starts, Math.min);
    return {
      ...{ run_id, apps: apps.length, ok, failed, seconds },
      cancelled: apps.length - ok - failed,
      rate: seconds === null || seconds === 0 || ok === 0 ? null : ok / seconds,
      most_in_flight: mostInFlight(own),
    };
  });
}

/** Returns a row for each run, phase and kind, in order. */
export function pushPhaseTimes(
  operations: readonly PushOperation[],
): PushPhaseTimes[] {
  const groups = Map.groupBy(
    operations,
    ({ run_id, phase, kind }) => JSON.stringify([run_id, phase, kind]),
  );
  return [...groups].sort(([a], [b]) => a < b ? -1 : 1).flatMap(([, own]) => {
    const [first] = own;
    if (!first) return [];
    const seconds = own.filter(isOk).flatMap(({ seconds }) => seconds ?? []);
    const [median, p95, p99] = quantiles(seconds, [0.5, 0.95, 0.99]) as [
      QuantileEstimate,
      QuantileEstimate,
      QuantileEstimate,
    ];
    const { run_id, phase, kind } = first;
    return [{
      ...{ run_id, phase, kind, n: own.length, median, p95, p99 },
      ok: own.filter(isOk).length,
      max: seconds.length === 0 ? null : extreme(seconds, Math.max),
    }];
  });
}

function isOk({ outcome }: PushOperation): boolean {
  return outcome === "ok";
}

/** A phase that was cancelled did not fail of itself. */
export function isFailure({ outcome }: PushOperation): boolean {
  return outcome !== "ok" && outcome !== "cancelled";
}

/** The next push of a pusher begins when the one before has ended, within a millisecond as both times are rounded. */
function mostInFlight(operations: readonly PushOperation[]): number {
  const apps = Map.groupBy(operations, ({ app }) => app);
  const changes = [...apps.values()].flatMap((own) => {
    const starts = own.flatMap(({ started }) => started ?? []);
    const ends = own.flatMap((operation) => pushEnd(operation) ?? []);
    return starts.length === 0 || ends.length === 0 ? [] : [
      { ms: Math.round(1000 * extreme(starts, Math.min)), by: 1 },
      { ms: Math.round(1000 * extreme(ends, Math.max)) - 1, by: -1 },
    ];
  }).sort((a, b) => a.ms - b.ms || a.by - b.by);
  let [now, most] = [0, 0];
  for (const { by } of changes) most = Math.max(most, now += by);
  return most;
}

/** Arguments of `Math.max` are limited in number. */
function extreme(
  values: readonly number[],
  pick: (a: number, b: number) => number,
): number {
  return values.reduce((found, value) => pick(found, value));
}
