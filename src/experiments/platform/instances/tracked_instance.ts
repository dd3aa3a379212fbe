/** An instance in the course of its life, and what of it is recorded when a span of it ends. */
import type {
  AppKind,
  InstanceEvent,
  InstanceState,
  InstanceStatus,
} from "../../../systems/platform/platform.ts";
import type { InstanceRows } from "./instance_rows.ts";

/** What is known of an application before its instances are desired. */
export interface ExpectedApp {
  readonly kind: AppKind;
  /** Bytes that each instance may use. */
  readonly memory: number;
  /** Whether stages of `lrp` are recorded. */
  readonly traced: boolean;
}

/** An application that nobody named, as on a platform that has others as well. */
export const unnamedApp: ExpectedApp = {
  kind: "hello",
  memory: 0,
  traced: true,
};

/** Times are milliseconds since 1970. */
export interface TrackedInstance extends ExpectedApp {
  readonly app: string;
  readonly index: number;
  /** Null if it was not seen before a cell had it, as its desire may be any time before. */
  readonly desiredAt: number | null;
  state: InstanceState["state"];
  cell: string;
  claimedAt: number | null;
  ran: boolean;
  /** Whether it counts as running. */
  isUp: boolean;
  recovery: Recovery | null;
  recoveries: number;
  restart: Restart | null;
  restarts: number;
  /** Operation that ends with the route to the instance, as a stage of its own; empty for none. */
  awaitsRoute: string;
}

/** The way back of an instance that a fault befell. */
export interface Recovery {
  readonly since: number;
  /** What was lost: the cell that it was on, or its record in the store. */
  readonly lost: "cell" | "record";
  /**
   * When the platform noticed: it no longer took an instance of a dead cell for running, or did something about a record
   * that is missing. A store that loses a record does not notice that.
   */
  noticedAt: number | null;
  claimedAt: number | null;
}

/** A wait for a restart that the fault came upon. */
interface Restart {
  readonly since: number;
}

const NOTICED = {
  cell: "Noticed-Missing-Cell",
  record: "Noticed-Missing-Record",
} as const;

/** Takes up a state that the platform tells of a recovering instance. */
export function notice(
  recovery: Recovery,
  state: InstanceStatus,
  at: number,
): void {
  const unnoticed = recovery.lost === "cell" ? "running" : "missing";
  if (state !== unnoticed) recovery.noticedAt ??= at;
}

/** Creates an instance from its first event. */
export function toTrackedInstance(
  { app, index, state, cell, at }: Omit<InstanceEvent, "kind">,
  expected: ExpectedApp,
): TrackedInstance {
  return {
    ...{ ...expected, app, index, state, cell },
    desiredAt: state === "unclaimed" || state === "missing" ? at : null,
    ...{ claimedAt: null, ran: false, isUp: false, awaitsRoute: "" },
    ...{ recovery: null, recoveries: 0, restart: null, restarts: 0 },
  };
}

/** Records an instance from its desire to its first running; null for one that never ran. */
export function recordFirst(
  rows: InstanceRows,
  instance: TrackedInstance,
  until: number | null,
): void {
  rows.add({
    ...commonOf(instance),
    kind: "lrp",
    ...{ times: 1, since: instance.desiredAt, until },
    stages: instance.traced
      ? [
        ["Creating-ALRP", instance.desiredAt],
        ["Claimed-ALRP", instance.claimedAt],
        ["Running-In-BBS", until],
      ]
      : [],
  });
}

/** Ends a recovery and records it; null for one that does not run again. Returns false if there was none. */
export function endRecovery(
  rows: InstanceRows,
  instance: TrackedInstance,
  until: number | null,
): boolean {
  const { recovery } = instance;
  if (recovery === null) return false;
  instance.recovery = null;
  const operation_id = rows.add({
    ...commonOf(instance),
    kind: "recover",
    ...{ times: ++instance.recoveries, since: recovery.since, until },
    stages: [
      ["Lost", recovery.since],
      [NOTICED[recovery.lost], recovery.noticedAt],
      ["Claimed-ALRP", recovery.claimedAt],
      ["Running-In-BBS", until],
    ],
  });
  instance.awaitsRoute = until === null ? "" : operation_id;
  return true;
}

/** Ends a wait for a restart and records it, if there was one. */
export function endRestart(
  rows: InstanceRows,
  instance: TrackedInstance,
  until: number | null,
): void {
  const { restart } = instance;
  if (restart === null) return;
  instance.restart = null;
  rows.add({
    ...commonOf(instance),
    kind: "restart",
    ...{ times: ++instance.restarts, since: restart.since, until },
    stages: [],
  });
}

function commonOf({ app, index, kind, cell, state }: TrackedInstance) {
  return { app, index, appKind: kind, cell, state };
}
