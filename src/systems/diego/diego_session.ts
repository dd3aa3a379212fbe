/** A connection to a Diego: what is desired, what is known of its instances, and who waits for a change of them. */
import { delay } from "../../lab/timing/delay.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import { repeat } from "../../lab/timing/periodic.ts";
import { inTime } from "../../lab/timing/in_time.ts";
import type { PlatformEvent } from "../platform/platform.ts";
import {
  type BbsClient,
  connectBbs,
  type ServerAddress,
} from "./clients/bbs_client.ts";
import { followEvents } from "./clients/bbs_events.ts";
import type { Identity } from "./clients/tls_identity.ts";
import {
  compareDesired,
  type Comparison,
  type DesiredApp,
} from "./desired_apps.ts";
import { type LrpStates, toInstanceEvent, toLrpStates } from "./lrp_states.ts";
import { LRP_EVENTS_PATH, routes } from "./wire/routes.ts";

/** Seconds until a request is given up: an LRP of 10,000 instances is recorded one by one. */
const TIMEOUT_S = 60;

/** Connections for requests of single records, above those of 100 cells with two pushes each. */
const CONNECTIONS = 256;
const BULK_CONNECTIONS = 60;

export interface DiegoSession extends AsyncDisposable {
  readonly bbs: BbsClient;
  /** For what asks for all records, and for many at once in the background. */
  readonly bulk: BbsClient;
  readonly address: ServerAddress;
  readonly identity: Identity;
  readonly domain: string;
  /** By their guids. */
  readonly apps: Map<string, DesiredApp>;
  /** By their names, those that were removed too. */
  readonly guids: Map<string, string>;
  readonly states: LrpStates;
  readonly watchers: Set<(event: PlatformEvent) => void>;
  /** Called when something of an LRP has changed, by its guid. */
  readonly listeners: Map<string, Set<() => void>>;
  /** Called after each comparison of what is desired. */
  readonly onComparison: Set<(comparison: Comparison | null) => void>;
  /** Lists all instances, and takes up what the stream did not tell. Returns false if the BBS did not answer. */
  resync(): Promise<boolean>;
  readonly signal: AbortSignal;
}

export interface SessionOptions {
  readonly address: ServerAddress;
  readonly identity: Identity;
  readonly domain: string;
  /** Seconds from one comparison of what is desired to the next. */
  readonly sync: number;
  /** Ends the wait for the first events. */
  readonly starting: AbortSignal;
}

/**
 * Connects, and resolves once events of the BBS are told. Throws an Error if they are not within a while, the reason of
 * `starting` if it aborts.
 */
export async function openSession(
  { address, identity, domain, sync, starting }: SessionOptions,
): Promise<DiegoSession> {
  const stop = new AbortController();
  const { signal } = stop;
  const bbs = connectBbs(address, {
    ...{ identity, connections: CONNECTIONS, timeout: TIMEOUT_S },
  });
  const bulk = connectBbs(address, {
    ...{ identity, connections: BULK_CONNECTIONS, timeout: TIMEOUT_S },
  });
  const apps = new Map<string, DesiredApp>();
  const watchers = new Set<(event: PlatformEvent) => void>();
  const listeners = new Map<string, Set<() => void>>();
  const onComparison = new Set<(comparison: Comparison | null) => void>();
  const states = toLrpStates((change) => {
    const { guid } = change.instance;
    const app = apps.get(guid);
    if (!app) return;
    const event = toInstanceEvent(change, app.spec.name);
    for (const watcher of watchers) watcher(event);
    for (const listener of listeners.get(guid) ?? []) listener();
  });
  let connections = 0;
  const connected = Promise.withResolvers<void>();

  const resync = async () => {
    const at = now();
    const { value } = await bulk.call(routes.actualLrps, { domain, cell: "" });
    if (value === null) return false;
    states.onList(value.lrps, apps.values(), at);
    return true;
  };
  const following = followEvents(address, {
    ...{ identity, path: LRP_EVENTS_PATH, signal },
    onEvent: (event) => states.onEvent(event),
    onConnected() {
      connected.resolve();
      // What happened before is not told.
      if (connections++ > 0) void resyncUntilDone(resync, signal);
    },
    onLost() {
      // It is told when it is followed again.
    },
  });
  const disconnect = async () => {
    stop.abort();
    bbs[Symbol.dispose]();
    bulk[Symbol.dispose]();
    await following;
  };
  try {
    await inTime(connected.promise, {
      ...{ seconds: TIMEOUT_S, signal: starting },
      late: () =>
        new Error(
          `Cannot follow the events of the BBS at ${address.host}:${address.port} as it did not begin to tell them within ${TIMEOUT_S} s`,
        ),
    });
  } catch (error) {
    await disconnect();
    throw error;
  }
  const comparing = repeat(async () => {
    const comparison = await compareDesired(bulk, { apps, domain });
    for (const listener of onComparison) listener(comparison);
  }, { every: sync, signal });
  return {
    ...{ bbs, bulk, address, identity, domain, apps, guids: new Map() },
    ...{ states, watchers, listeners, onComparison, resync, signal },
    async [Symbol.asyncDispose]() {
      await disconnect();
      await comparing;
    },
  };
}

/** A BBS that has just come back may not answer yet. */
async function resyncUntilDone(
  resync: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && !await resync()) {
    await delay(1, signal).catch(() => {
      // Aborted, as the loop sees.
    });
  }
}

/** Waits until `isDone`, which is asked whenever something of an LRP has changed. */
export async function waitForLrp(
  { listeners, signal: own }: Pick<DiegoSession, "listeners" | "signal">,
  guid: string,
  { isDone, timeout, signal }: {
    readonly isDone: () => boolean;
    /** Seconds. */
    readonly timeout: number;
    readonly signal: AbortSignal;
  },
): Promise<"ok" | "timeout" | "cancelled"> {
  if (isDone()) return "ok";
  if (signal.aborted || own.aborted) return "cancelled";
  const { promise, resolve } = Promise.withResolvers<
    "ok" | "timeout" | "cancelled"
  >();
  const listener = () => {
    if (isDone()) resolve("ok");
  };
  const cancel = () => resolve("cancelled");
  const all = listeners.get(guid) ?? new Set();
  listeners.set(guid, all.add(listener));
  signal.addEventListener("abort", cancel, { once: true });
  own.addEventListener("abort", cancel, { once: true });
  const timer = setTimeout(
    () => resolve("timeout"),
    Math.max(0, timeout) * 1000,
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
    own.removeEventListener("abort", cancel);
    all.delete(listener);
    if (all.size === 0) listeners.delete(guid);
  }
}
