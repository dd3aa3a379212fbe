/**
 * Anti-entropy: pings each peer, and once a second pulls the items that it has and this node lacks. A node recovers
 * this way what it lost in a restart or missed while paused.
 */
import { majorityOf } from "./majority.ts";
import { decodePage, PAGE_BYTES, toPageRequest } from "./data_page.ts";
import type { Comparison } from "./peer.ts";
import type { Store } from "./store.ts";

const PING_INTERVAL_S = 0.25;
const STARTUP_PING_INTERVAL_S = 0.05;

/** Interval of store comparisons per peer. */
const COMPARE_INTERVAL_MS = 1000;

/** Timeout of one request of a comparison. */
const EXCHANGE_TIMEOUT_MS = 10_000;

/** A gap between heartbeats above the threshold means that this process was paused. */
const HEARTBEAT_INTERVAL_MS = 100;
const PAUSE_THRESHOLD_MS = 1000;

/** Requests to a peer, documented in `peer.ts`. */
export interface SyncPeer {
  readonly up: boolean;
  readonly incarnation: string;
  ping(): Promise<void>;
  compare(self: string, deadline: number): Promise<Comparison>;
  page(request: string, deadline: number): Promise<Uint8Array<ArrayBuffer>>;
}

export interface Sync {
  /**
   * Whether the local store has all writes acknowledged before the start: it has pulled from so many ready nodes that
   * every majority includes one of them, or, in a new cluster or one that has lost a majority, from all nodes.
   */
  isReady(): boolean;
  /**
   * Whether this node and its reachable peers are a majority, and it has pulled from each since its last pause or
   * outage.
   */
  isCaughtUp(): boolean;
  isSynced(peer: SyncPeer): boolean;
}

export interface SyncOptions {
  readonly name: string;
  readonly store: Store;
  readonly peers: readonly SyncPeer[];
  /** Stops it. */
  readonly signal: AbortSignal;
}

interface PeerState {
  /** Null until the first complete pull; then whether the peer was ready itself. */
  pulled: { readonly ready: boolean } | null;
  synced: boolean;
  /** Incarnation of the peer that `synced` refers to. */
  incarnation: string;
  /** Pauses of this process so far; a pause invalidates a comparison in progress. */
  pauses: number;
  comparedAt: number;
}

/** Starts anti-entropy; runs until `signal`. */
export function startSync({ name, store, peers, signal }: SyncOptions): Sync {
  const states = new Map(peers.map((peer): [SyncPeer, PeerState] => [
    peer,
    { pulled: null, synced: false, incarnation: "", pauses: 0, comparedAt: 0 },
  ]));
  const all = [...states.values()];
  const majority = majorityOf(peers.length + 1);
  let ready = peers.length === 0;
  let lastHeartbeat = performance.now();

  function noticePause(): void {
    const now = performance.now();
    if (now - lastHeartbeat > PAUSE_THRESHOLD_MS) {
      for (const state of all) {
        state.pauses++;
        state.synced = false;
      }
    }
    lastHeartbeat = now;
  }

  async function pull(peer: SyncPeer, state: PeerState): Promise<void> {
    const { pauses } = state;
    const deadline = () => performance.now() + EXCHANGE_TIMEOUT_MS;
    const remote = await peer.compare(name, deadline());
    const digests = store.digests();
    for (const [bucket, digest] of remote.digests.entries()) {
      for (let full = digest !== digests[bucket]; full;) {
        const page = decodePage(
          await peer.page(toPageRequest(store, bucket), deadline()),
        );
        for (const [key, item] of page) store.merge(key, item);
        const bytes = page.reduce(
          (sum, [, { value }]) => sum + (value?.length ?? 0),
          0,
        );
        full = bytes >= PAGE_BYTES;
      }
    }
    state.pulled = { ready: remote.ready };
    noticePause();
    state.synced = remote.reaches && pauses === state.pauses;
    state.comparedAt = performance.now();
    const readyPeers = all.filter(({ pulled }) => pulled?.ready).length;
    ready ||= all.every(({ pulled }) => pulled) ||
      readyPeers > peers.length + 1 - majority;
  }

  async function watch(peer: SyncPeer, state: PeerState): Promise<void> {
    while (!signal.aborted) {
      await peer.ping();
      const due = performance.now() - state.comparedAt > COMPARE_INTERVAL_MS;
      if (!peer.up || peer.incarnation !== state.incarnation) {
        state.synced = false;
      }
      state.incarnation = peer.incarnation;
      if (peer.up && (!state.synced || due)) {
        await pull(peer, state).catch(() => {
          state.synced = false;
        });
      }
      await delay(ready ? PING_INTERVAL_S : STARTUP_PING_INTERVAL_S);
    }
  }

  const heartbeat = setInterval(noticePause, HEARTBEAT_INTERVAL_MS);
  signal.addEventListener("abort", () => clearInterval(heartbeat));
  for (const [peer, state] of states) watch(peer, state);

  return {
    isReady: () => ready,
    isCaughtUp() {
      noticePause();
      const reached = peers.filter(({ up }) => up);
      return ready && reached.length + 1 >= majority &&
        reached.every((peer) => states.get(peer)?.synced);
    },
    isSynced: (peer) => states.get(peer)?.synced ?? false,
  };
}

function delay(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
