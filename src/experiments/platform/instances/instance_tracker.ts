/**
 * Turns what happens to instances into operations: `lrp`, an instance from its desire to its first running; `recover`, one
 * whose cell died, or whose record the store lost, from the fault until the platform takes it for running again; `restart`,
 * one that waited for its restart when the fault came.
 * Stages have the names of Diego's own analysis.
 */
import type {
  AppSpec,
  InstanceEvent,
  RoutesEvent,
} from "../../../systems/platform/platform.ts";
import { toInstanceIndex } from "./instance_index.ts";
import { type InstanceRowsOptions, toInstanceRows } from "./instance_rows.ts";
import { type KindCount, toKindCounts } from "./kind_counts.ts";
import {
  endRecovery,
  endRestart,
  type ExpectedApp,
  notice,
  recordFirst,
  toTrackedInstance,
  type TrackedInstance,
  unnamedApp,
} from "./tracked_instance.ts";

/** A fault, as the tracker needs to know it. Times are milliseconds since 1970, by the platform's clock. */
export interface TrackedFault {
  readonly at: number;
  /** Cells that died; none for a fault of the store. */
  readonly cells: readonly string[];
}

export interface InstanceTracker {
  /** Describes an application before its instances are desired. `traced`: whether stages of `lrp` are recorded. */
  expect(
    app: Pick<AppSpec, "name" | "kind" | "memory">,
    options: { readonly traced: boolean },
  ): void;
  onEvent(event: Omit<InstanceEvent, "kind">): void;
  /** The instances of an application from an index on are no longer desired; what is open of them is unfinished. */
  drop(app: string, from: number): void;
  /** A route leads to the instance. */
  onRoute(event: Pick<RoutesEvent, "app" | "index" | "at">): void;
  /**
   * From now on, instances are recovering that were on one of the cells, or that are no longer recorded as running and
   * are not of the kind that crashes by itself. Returns the number of those on the cells.
   */
  beginFault(fault: TrackedFault): number;
  /** What does not run again by now is recorded as unfinished; what stops running later does so for another reason. */
  endFault(): void;
  /** Instances that are desired and have not run yet. */
  readonly pending: () => number;
  /** Instances that the fault befell and that do not run again yet. */
  readonly recovering: () => number;
  /** Instances whose records the last fault's store lost, and that are not followed as they crash by themselves. */
  readonly unfollowed: () => number;
  /** Instances of each kind that are desired, and those that run, on cells that are not known to be dead. */
  readonly counts: () => readonly KindCount[];
  /** Records what is still pending or recovering as unfinished, and all rows that are held back. */
  close(): void;
}

/** Follows instances from their first event on. */
export function trackInstances(options: InstanceRowsOptions): InstanceTracker {
  const rows = toInstanceRows(options);
  const counts = toKindCounts();
  const expected = new Map<string, ExpectedApp>();
  const instances = toInstanceIndex();
  /** Those that run again, and that no route leads to yet. */
  const unreachable = new Set<TrackedInstance>();
  let fault: TrackedFault | null = null;
  let dead: ReadonlySet<string> = new Set();
  let pending = 0;
  let recovering = 0;
  let unfollowed = 0;

  const count = (instance: TrackedInstance) => {
    const isUp = instance.state === "running" && !dead.has(instance.cell);
    if (isUp === instance.isUp) return;
    instance.isUp = isUp;
    counts.run(instance.kind, isUp ? 1 : -1);
  };

  const create = (event: Omit<InstanceEvent, "kind">): TrackedInstance => {
    const created = toTrackedInstance(
      event,
      expected.get(event.app) ?? unnamedApp,
    );
    instances.add(event, created);
    counts.desire(created, 1);
    pending++;
    return created;
  };

  const beginRecovery = (
    instance: TrackedInstance,
    { at, cells }: TrackedFault,
  ) => {
    const lost = cells.length > 0 ? "cell" : "record";
    instance.recovery = { since: at, lost, noticedAt: null, claimedAt: null };
    recovering++;
  };

  const endWaits = (instance: TrackedInstance, until: number | null) => {
    if (endRecovery(rows, instance, until)) {
      recovering--;
      if (instance.awaitsRoute === "") unreachable.delete(instance);
      else unreachable.add(instance);
    }
    endRestart(rows, instance, until);
  };

  const end = (instance: TrackedInstance) => {
    if (!instance.ran) {
      pending--;
      recordFirst(rows, instance, null);
    }
    endWaits(instance, null);
  };

  const onRunning = (instance: TrackedInstance, at: number) => {
    if (!instance.ran) {
      instance.ran = true;
      pending--;
      if (instance.desiredAt !== null) recordFirst(rows, instance, at);
    }
    if (!dead.has(instance.cell)) endWaits(instance, at);
  };

  return {
    expect: ({ name, kind, memory }, { traced }) =>
      void expected.set(name, { kind, memory, traced }),
    onEvent(event) {
      const { state, cell, at } = event;
      const instance = instances.find(event) ?? create(event);
      const wasRunning = instance.state === "running";
      instance.state = state;
      instance.cell = cell;
      const isGone = wasRunning && state !== "running";
      // One that crashes by itself does so during a fault as well: how long it is away tells nothing of the fault.
      const isFollowed = instance.kind !== "crashing";
      if (fault && isGone && !isFollowed && state === "missing") unfollowed++;
      if (fault && isGone && isFollowed && !instance.recovery) {
        beginRecovery(instance, fault);
      }
      const { recovery } = instance;
      if (recovery) notice(recovery, state, at);
      if (state === "claimed") {
        if (!instance.ran) instance.claimedAt = at;
        if (recovery) recovery.claimedAt = at;
      } else if (state === "running") onRunning(instance, at);
      count(instance);
    },
    drop(app, from) {
      for (const instance of instances.drop(app, from)) {
        end(instance);
        counts.desire(instance, -1);
        if (instance.isUp) counts.run(instance.kind, -1);
      }
    },
    onRoute({ app, index, at }) {
      // Routes change whenever an instance crashes, and a fault is rare.
      if (unreachable.size === 0) return;
      const instance = instances.find({ app, index, number: null });
      if (!instance || !unreachable.delete(instance)) return;
      rows.addStage(instance.awaitsRoute, "Routable", at);
      instance.awaitsRoute = "";
    },
    beginFault(began) {
      fault = began;
      unfollowed = 0;
      dead = new Set(began.cells);
      let hit = 0;
      for (const instance of instances.all()) {
        const { state, ran, recovery } = instance;
        count(instance);
        if (!ran || recovery) continue;
        if (state !== "running" && state !== "claimed") {
          // It waits for its restart on any cell, and has lost nothing.
          instance.restart ??= { since: began.at };
        } else if (dead.has(instance.cell)) {
          beginRecovery(instance, began);
          hit++;
        }
      }
      return hit;
    },
    endFault() {
      fault = null;
      dead = new Set();
      for (const instance of instances.all()) {
        endWaits(instance, null);
        count(instance);
      }
    },
    pending: () => pending,
    recovering: () => recovering,
    unfollowed: () => unfollowed,
    counts: counts.all,
    close() {
      for (const instance of instances.all()) end(instance);
      rows.flush();
    },
  };
}
