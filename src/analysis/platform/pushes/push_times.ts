/** How long pushes take: all of a run together, and each phase by the kind of application. */
import { compareText } from "../../../record/mod.ts";
import { type QuantileEstimate, quantiles } from "../../../statistics/mod.ts";
import { mostOf } from "../runs/share_times.ts";
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
    const apps = [...toApps(own)];
    const ok = apps.filter(({ isOk }) => isOk).length;
    const failed = apps.filter(({ hasFailed }) => hasFailed).length;
    const first = apps.reduce(
      (least, { from }) => Math.min(least, from),
      NEVER,
    );
    const last = apps.reduce((most, { to }) => Math.max(most, to), -NEVER);
    const seconds = last === -NEVER ? null : last - first;
    return {
      ...{ run_id, apps: apps.length, ok, failed, seconds },
      cancelled: apps.length - ok - failed,
      rate: seconds === null || seconds === 0 || ok === 0 ? null : ok / seconds,
      most_in_flight: mostInFlight(apps),
    };
  });
}

/** Time that is later than any. */
const NEVER = Infinity;

/** Both phases of the push of one application. */
interface AppPush {
  /** Whether both succeeded, and whether one failed of itself. */
  isOk: boolean;
  hasFailed: boolean;
  /** Seconds since 1970 of the first begin and the last end; `NEVER` and less than any for none. */
  from: number;
  to: number;
}

/** Joins the phases of each application, in one pass: a run may have pushed a hundred thousand. */
function toApps(operations: readonly PushOperation[]): Iterable<AppPush> {
  const apps = new Map<string, AppPush>();
  for (const operation of operations) {
    let app = apps.get(operation.app);
    if (app === undefined) {
      app = { isOk: true, hasFailed: false, from: NEVER, to: -NEVER };
      apps.set(operation.app, app);
    }
    app.isOk &&= isOk(operation);
    app.hasFailed ||= isFailure(operation);
    app.from = Math.min(app.from, operation.started ?? NEVER);
    app.to = Math.max(app.to, pushEnd(operation) ?? -NEVER);
  }
  return apps.values();
}

/** Returns a row for each run, phase and kind, in order. */
export function pushPhaseTimes(
  operations: readonly PushOperation[],
): PushPhaseTimes[] {
  // One key after the other, as to write all three of each operation takes longer than all else.
  const groups = [...Map.groupBy(operations, ({ run_id }) => run_id).values()]
    .flatMap((own) => [...Map.groupBy(own, ({ phase }) => phase).values()])
    .flatMap((own) =>
      [...Map.groupBy(own, ({ kind }) => kind)].map(
        ([, some]) => some,
      )
    );
  const keyOf = ([first]: readonly PushOperation[]) =>
    JSON.stringify([first?.run_id, first?.phase, first?.kind]);
  const keyed = groups.map((own) => ({ key: keyOf(own), own }));
  return keyed.sort((a, b) => compareText(a.key, b.key)).flatMap(({ own }) => {
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
      max: mostOf(seconds),
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
function mostInFlight(apps: readonly AppPush[]): number {
  const known = apps.filter(({ from, to }) => from !== NEVER && to !== -NEVER);
  // Twice the millisecond, and one more for a begin: numbers are sorted many times faster than what they stand for.
  const changes = new Float64Array(2 * known.length);
  for (const [i, { from, to }] of known.entries()) {
    changes[2 * i] = 2 * Math.round(1000 * from) + 1;
    changes[2 * i + 1] = 2 * (Math.round(1000 * to) - 1);
  }
  let [now, most] = [0, 0];
  for (const change of changes.sort()) {
    now += change % 2 === 0 ? -1 : 1;
    most = Math.max(most, now);
  }
  return most;
}
