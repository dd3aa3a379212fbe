/**
 * Keeping up with the peers: each is pinged, and once a second what it holds and we lack is pulled from it. It is how a
 * node that was restarted or paused gets back what it lost or missed.
 */
import { majorityOf } from "./majority.ts";
import { askPage, decodePage, PAGE_BYTES } from "./data_page.ts";
import type { Comparison } from "./peer.ts";
import type { Store } from "./store.ts";

/** Seconds between two pings of a peer; less while starting. */
const PING = 0.25;
const PING_AT_START = 0.05;

/** Milliseconds between two comparisons with a peer. */
const COMPARE = 1000;

/** Milliseconds one exchange of a comparison may take. */
const EXCHANGE = 10_000;

/** Milliseconds between heartbeats, and between two after which we must have been paused. */
const BEAT = 100;
const PAUSED = 1000;

/** What is asked of a peer; `peer.ts` says what is answered. */
export interface SyncPeer {
  readonly up: boolean;
  readonly life: string;
  ping(): Promise<void>;
  compare(self: string, deadline: number): Promise<Comparison>;
  page(question: string, deadline: number): Promise<Uint8Array<ArrayBuffer>>;
}

export interface Sync {
  /**
   * Whether our store knows all that was acknowledged before we started: it has pulled from so many nodes that do that
   * every majority has one of them, or, in a cluster that is new or has lost a majority, from all nodes.
   */
  isReady(): boolean;
  /** Whether since the last pause, and since it came back, all was pulled from every peer that answers, and they are a majority. */
  isCaughtUp(): boolean;
  isSynced(peer: SyncPeer): boolean;
}

export interface SyncOptions {
  readonly name: string;
  readonly store: Store;
  readonly peers: readonly SyncPeer[];
  /** Ends it. */
  readonly signal: AbortSignal;
}

interface PeerState {
  /** Null until all was pulled from it once; then whether it was ready itself. */
  heard: { readonly ready: boolean } | null;
  synced: boolean;
  /** The life of the peer that `synced` is about. */
  life: string;
  /** Goes up with every pause of ours, which makes a comparison under way worthless. */
  pauses: number;
  compared: number;
}

/** Starts to keep up; goes on until `signal`. */
export function startSync({ name, store, peers, signal }: SyncOptions): Sync {
  const states = new Map(peers.map((peer): [SyncPeer, PeerState] => [
    peer,
    { heard: null, synced: false, life: "", pauses: 0, compared: 0 },
  ]));
  const all = [...states.values()];
  const majority = majorityOf(peers.length + 1);
  let ready = peers.length === 0;
  let beat = performance.now();

  function noticePause(): void {
    const now = performance.now();
    if (now - beat > PAUSED) {
      for (const state of all) {
        state.pauses++;
        state.synced = false;
      }
    }
    beat = now;
  }

  async function pull(peer: SyncPeer, state: PeerState): Promise<void> {
    const { pauses } = state;
    const soon = () => performance.now() + EXCHANGE;
    const theirs = await peer.compare(name, soon());
    const ours = store.digests();
    for (const [bucket, digest] of theirs.digests.entries()) {
      for (let full = digest !== ours[bucket]; full;) {
        const page = decodePage(
          await peer.page(askPage(store, bucket), soon()),
        );
        for (const [key, item] of page) store.merge(key, item);
        const bytes = page.reduce(
          (sum, [, { value }]) => sum + (value?.length ?? 0),
          0,
        );
        full = bytes >= PAGE_BYTES;
      }
    }
    state.heard = { ready: theirs.ready };
    noticePause();
    state.synced = theirs.reaches && pauses === state.pauses;
    state.compared = performance.now();
    const complete = all.filter(({ heard }) => heard?.ready).length;
    ready ||= all.every(({ heard }) => heard) ||
      complete > peers.length + 1 - majority;
  }

  async function watch(peer: SyncPeer, state: PeerState): Promise<void> {
    while (!signal.aborted) {
      await peer.ping();
      const due = performance.now() - state.compared > COMPARE;
      if (!peer.up || peer.life !== state.life) state.synced = false;
      state.life = peer.life;
      if (peer.up && (!state.synced || due)) {
        await pull(peer, state).catch(() => {
          state.synced = false;
        });
      }
      await pause(ready ? PING : PING_AT_START);
    }
  }

  const heart = setInterval(noticePause, BEAT);
  signal.addEventListener("abort", () => clearInterval(heart));
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

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
