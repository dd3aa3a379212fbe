/**
 * Numbers the pods of an application, which have names without an order: an instance is a place, and the pod that takes
 * the place of one that is going is the same instance again.
 */
import type {
  InstanceEvent,
  InstanceState,
  InstanceStatus,
} from "../platform/platform.ts";
import type { PodView } from "./pod_view.ts";

/** What is known of the pods of an application. */
export interface AppState {
  /** Pods that are not going. */
  readonly pods: number;
  readonly running: number;
  /** Running, or have run and wait for their restart. */
  readonly started: number;
  /** Why the scheduler finds no node for one of them; empty if it does not say. */
  readonly blocked: string;
}

export interface InstanceSlots {
  /** An application is asked for, or another number of its instances; `at` in milliseconds since 1970. */
  declare(app: string, replicas: number, at: number): void;
  /** What was asked for was accepted: its instances are desired since then. */
  desire(app: string): void;
  /** An application is no longer asked for; its pods may go on for a while. */
  forget(app: string): void;
  /** A pod is there, or has changed. */
  onPod(pod: PodView, at: number): void;
  /** A pod is gone. */
  onGone(pod: Pick<PodView, "uid" | "app">, at: number): void;
  /** Returns what is known; of an application that was forgotten, only how many pods are left. */
  state(app: string): AppState;
  all(): readonly InstanceState[];
}

interface Slot {
  /** Its pod; empty for none. */
  pod: string;
  state: InstanceStatus;
  cell: string;
  since: number;
}

interface Held {
  view: PodView;
  /** Place of the pod; -1 for one that waits for a place. */
  index: number;
}

interface App {
  replicas: number;
  /** When its number of instances was last asked for. */
  askedAt: number;
  readonly slots: Slot[];
  readonly pods: Map<string, Held>;
}

const statuses: Readonly<
  Record<Exclude<PodView["state"], "ended">, InstanceStatus>
> = {
  pending: "unclaimed",
  bound: "claimed",
  running: "running",
  crashed: "crashed",
  // A pod of a node that is not heard of: nobody knows whether it runs.
  lost: "unclaimed",
};

/** Calls `onEvent` for each change of an instance's state or cell. */
export function toInstanceSlots(
  onEvent: (event: InstanceEvent) => void,
): InstanceSlots {
  const apps = new Map<string, App>();
  /** Pods of applications that were forgotten. */
  const leaving = new Map<string, Set<string>>();

  const show = (
    name: string,
    { app, index, at }: { app: App; index: number; at: number },
    next: Pick<Slot, "state" | "cell"> & { readonly reason: string },
  ) => {
    const slot = app.slots[index];
    if (!slot) return;
    if (slot.state === next.state && slot.cell === next.cell) return;
    const { reason, ...state } = next;
    Object.assign(slot, { ...state, since: at });
    onEvent({
      kind: "instance",
      ...{ app: name, index, ...state, since: at, at, reason, number: null },
    });
  };

  const showPod = (name: string, app: App, held: Held, at: number) => {
    const { view: { state, node }, index } = held;
    if (state === "ended") return;
    show(name, { app, index, at }, {
      state: statuses[state],
      cell: state === "lost" ? "" : node,
      reason: state === "lost" ? "cell-lost" : "",
    });
  };

  /** Makes the places that are asked for; each is desired from the time of asking on. */
  const fill = (name: string, app: App) => {
    while (app.slots.length < app.replicas) {
      const index = app.slots.length;
      const at = app.askedAt;
      app.slots.push({ pod: "", state: "missing", cell: "", since: at });
      show(name, { app, index, at }, {
        state: "unclaimed",
        ...{ cell: "", reason: "desired" },
      });
    }
  };

  const seat = (name: string, app: App, held: Held, at: number) => {
    const index = app.slots.findIndex(({ pod }) => pod === "");
    if (index < 0) return;
    held.index = index;
    app.slots[index]!.pod = held.view.uid;
    showPod(name, app, held, at);
  };

  /** Frees the place of a pod, for one that waits or, after a scaling down, for one whose place is to go. */
  const release = (name: string, uid: string, at: number) => {
    leaving.get(name)?.delete(uid);
    const app = apps.get(name);
    const held = app?.pods.get(uid);
    if (!app || !held) return;
    app.pods.delete(uid);
    const slot = app.slots[held.index];
    if (!slot) return;
    slot.pod = "";
    const isKept = held.index < app.replicas;
    const next = isKept
      ? [...app.pods.values()].find(({ index }) =>
        index < 0 || index >= app.replicas
      )
      : undefined;
    if (next) {
      const old = app.slots[next.index];
      if (old) old.pod = "";
      next.index = held.index;
      slot.pod = next.view.uid;
      showPod(name, app, next, at);
    } else if (isKept) {
      show(name, { app, index: held.index, at }, {
        state: "unclaimed",
        ...{ cell: "", reason: "pod-gone" },
      });
    }
    while (app.slots.length > app.replicas && app.slots.at(-1)?.pod === "") {
      app.slots.pop();
    }
  };

  return {
    declare(name, replicas, at) {
      const app = apps.get(name);
      if (app) Object.assign(app, { replicas, askedAt: at });
      else {
        apps.set(name, {
          ...{ replicas, askedAt: at, slots: [], pods: new Map() },
        });
      }
    },
    desire(name) {
      const app = apps.get(name);
      if (app) fill(name, app);
    },
    forget(name) {
      const app = apps.get(name);
      if (!app) return;
      apps.delete(name);
      leaving.set(name, new Set(app.pods.keys()));
    },
    onPod(view, at) {
      const { uid, app: name, state } = view;
      if (state === "ended") return release(name, uid, at);
      const app = apps.get(name);
      if (!app) return;
      // The first pod may be told before the request that asked for it is answered.
      fill(name, app);
      const held = app.pods.get(uid) ?? { view, index: -1 };
      held.view = view;
      app.pods.set(uid, held);
      if (held.index < 0) seat(name, app, held, at);
      else showPod(name, app, held, at);
    },
    onGone: ({ app, uid }, at) => release(app, uid, at),
    state(name) {
      const app = apps.get(name);
      const pods = [...app?.pods.values() ?? []].map(({ view }) => view);
      const count = (...states: readonly PodView["state"][]) =>
        pods.filter(({ state }) => states.includes(state)).length;
      return {
        pods: app ? pods.length : leaving.get(name)?.size ?? 0,
        running: count("running"),
        started: count("running", "crashed"),
        blocked: pods.find(({ blocked }) => blocked !== "")?.blocked ?? "",
      };
    },
    all: () =>
      [...apps].flatMap(([name, { slots }]) =>
        slots.map(({ state, cell, since }, index) => ({
          ...{ app: name, index, cell, state, since },
        }))
      ),
  };
}
