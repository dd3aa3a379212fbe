/**
 * Turns what happens to instances into operations: `lrp`, an instance from its desire to its first running; `recover`, one
 * that a fault befell, from the fault to running again. Stages have the names of Diego's own analysis.
 */
import type { Operation, Stage } from "../../record/mod.ts";
import { toTime } from "../../lab/timing/wall_clock.ts";
import type {
  AppKind,
  InstanceEvent,
  InstanceState,
  RoutesEvent,
} from "../../systems/platform/platform.ts";

/** Rows that are held back before they are recorded. */
const MAX_HELD_ROWS = 5000;

export interface TrackerOptions {
  readonly run_id: string;
  readonly onOperations: (rows: readonly Operation[]) => void;
  readonly onStages: (rows: readonly Stage[]) => void;
}

/** A fault, as the tracker needs to know it. Times are milliseconds since 1970, by the platform's clock. */
export interface TrackedFault {
  readonly at: number;
  /** Cells that died; none for a fault of the store. */
  readonly cells: readonly string[];
}

export interface InstanceTracker {
  /** Names the kind of an application before its instances are desired. */
  expect(app: string, kind: AppKind): void;
  onEvent(event: Omit<InstanceEvent, "kind">): void;
  /** A route leads to the instance. */
  onRoute(event: Pick<RoutesEvent, "app" | "index" | "at">): void;
  /**
   * From now on, instances are recovering that were on one of the cells, or that stop running and are not of the kind
   * that crashes by itself. Returns the number of those on the cells.
   */
  beginFault(fault: TrackedFault): number;
  /** What does not run again by now is recorded as unfinished; what stops running later does so for another reason. */
  endFault(): void;
  /** Instances that are desired and have not run yet. */
  readonly pending: () => number;
  /** Instances that the fault befell and that do not run again yet. */
  readonly recovering: () => number;
  /** Records what is still pending or recovering as unfinished, and all rows that are held back. */
  close(): void;
}

/** An instance in the course of its life. */
interface Tracked {
  readonly app: string;
  readonly index: number;
  readonly kind: AppKind;
  /** Null if it was not seen before a cell had it, as its desire may be any time before. */
  readonly desiredAt: number | null;
  state: InstanceState["state"];
  cell: string;
  claimedAt: number | null;
  ran: boolean;
  recovery: Recovery | null;
  recoveries: number;
  /** Operation that ends with the route to the instance, as a stage of its own; empty for none. */
  awaitsRoute: string;
}

interface Recovery {
  readonly since: number;
  /** When the platform no longer took it for running. */
  noticedAt: number | null;
  claimedAt: number | null;
}

/** Follows instances from their first event on. */
export function trackInstances(
  { run_id, onOperations, onStages }: TrackerOptions,
): InstanceTracker {
  const kinds = new Map<string, AppKind>();
  const instances = new Map<string, Tracked>();
  let fault: TrackedFault | null = null;
  let dead: ReadonlySet<string> = new Set();
  let pending = 0;
  let recovering = 0;
  let operations: Operation[] = [];
  let stages: Stage[] = [];

  const flush = () => {
    if (operations.length > 0) onOperations(operations);
    if (stages.length > 0) onStages(stages);
    operations = [];
    stages = [];
  };

  const record = (
    kind: "lrp" | "recover",
    instance: Tracked,
    { since, until, moments }: {
      readonly since: number | null;
      readonly until: number | null;
      readonly moments: readonly (readonly [string, number | null])[];
    },
  ) => {
    const times = kind === "recover" ? ++instance.recoveries : 1;
    const operation_id = `${kind}:${instance.app}/${instance.index}${
      times > 1 ? `#${times}` : ""
    }`;
    operations.push({
      ...{ run_id, operation_id, kind, subject: instance.kind },
      started_at: since === null ? null : toTime(since),
      duration_s: until === null || since === null
        ? null
        : Math.max(0, until - since) / 1000,
      outcome: until === null ? "unfinished" : "ok",
      ...{ error: "", code: until === null ? instance.state : "", bytes: null },
      worker: instance.cell,
    });
    for (const [stage, at] of moments) {
      if (at === null) continue;
      stages.push({ run_id, operation_id, stage, at: toTime(at) });
    }
    instance.awaitsRoute = kind === "recover" && until !== null
      ? operation_id
      : "";
    if (operations.length + stages.length > MAX_HELD_ROWS) flush();
  };

  const recordFirst = (instance: Tracked, until: number | null) =>
    record("lrp", instance, {
      ...{ since: instance.desiredAt, until },
      moments: [
        ["Creating-ALRP", instance.desiredAt],
        ["Claimed-ALRP", instance.claimedAt],
        ["Running-In-BBS", until],
      ],
    });

  const recordRecovery = (
    instance: Tracked,
    { since, noticedAt, claimedAt }: Recovery,
    until: number | null,
  ) =>
    record("recover", instance, {
      ...{ since, until },
      moments: [
        ["Lost", since],
        ["Noticed-Missing-Cell", noticedAt],
        ["Claimed-ALRP", claimedAt],
        ["Running-In-BBS", until],
      ],
    });

  const beginRecovery = (
    instance: Tracked,
    { at }: TrackedFault,
    noticedAt: number | null,
  ) => {
    instance.recovery = { since: at, noticedAt, claimedAt: null };
    recovering++;
  };

  const create = (event: Omit<InstanceEvent, "kind">): Tracked => {
    const { app, index, state, cell } = event;
    const created: Tracked = {
      ...{ app, index, kind: kinds.get(app) ?? "hello", state, cell },
      desiredAt: state === "unclaimed" || state === "missing" ? event.at : null,
      ...{ claimedAt: null, ran: false },
      ...{ recovery: null, recoveries: 0, awaitsRoute: "" },
    };
    instances.set(`${app}/${index}`, created);
    pending++;
    return created;
  };

  const recordUnrecovered = () => {
    for (const instance of instances.values()) {
      const { recovery } = instance;
      if (!recovery) continue;
      recordRecovery(instance, recovery, null);
      instance.recovery = null;
    }
    recovering = 0;
  };

  return {
    expect: (app, kind) => void kinds.set(app, kind),
    onEvent(event) {
      const { app, index, state, cell, at } = event;
      const instance = instances.get(`${app}/${index}`) ?? create(event);
      const wasRunning = instance.state === "running";
      instance.state = state;
      instance.cell = cell;
      // One that crashes by itself does so during a fault as well.
      const isLost = wasRunning && state !== "running" &&
        instance.kind !== "crashing";
      if (fault && isLost && !instance.recovery) {
        beginRecovery(instance, fault, at);
      }
      const { recovery } = instance;
      if (recovery && state !== "running") recovery.noticedAt ??= at;
      if (state === "claimed") {
        if (!instance.ran) instance.claimedAt = at;
        if (recovery) recovery.claimedAt = at;
      } else if (state === "running") {
        if (!instance.ran) {
          instance.ran = true;
          pending--;
          if (instance.desiredAt !== null) recordFirst(instance, at);
        }
        if (recovery && !dead.has(cell)) {
          instance.recovery = null;
          recovering--;
          recordRecovery(instance, recovery, at);
        }
      }
    },
    onRoute({ app, index, at }) {
      const instance = instances.get(`${app}/${index}`);
      if (!instance || instance.awaitsRoute === "") return;
      const operation_id = instance.awaitsRoute;
      stages.push({ run_id, operation_id, stage: "Routable", at: toTime(at) });
      instance.awaitsRoute = "";
    },
    beginFault(began) {
      fault = began;
      dead = new Set(began.cells);
      let hit = 0;
      for (const instance of instances.values()) {
        const { cell, ran, recovery } = instance;
        if (recovery || !ran || !dead.has(cell)) continue;
        // One that crashed waits for its restart on any cell, and has lost nothing.
        if (instance.state !== "running" && instance.state !== "claimed") {
          continue;
        }
        beginRecovery(instance, began, null);
        hit++;
      }
      return hit;
    },
    endFault() {
      recordUnrecovered();
      fault = null;
      dead = new Set();
    },
    pending: () => pending,
    recovering: () => recovering,
    close() {
      for (const instance of instances.values()) {
        if (!instance.ran) recordFirst(instance, null);
      }
      recordUnrecovered();
      flush();
    },
  };
}
