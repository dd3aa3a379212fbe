import { afterEach, expect, test } from "vitest";
import { toPageResponse } from "../../../examples/kv/data_page.ts";
import { makeStore } from "../../../examples/kv/store.ts";
import { startSync, type SyncPeer } from "../../../examples/kv/sync.ts";
import { whileQuiet } from "../../testing/quiet.ts";

/** A node takes a wait of a second for a pause, after which it is synced with nobody. */
const STALL_MS = 800;

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

/** A fake peer with a mutable state. */
interface Fake extends SyncPeer {
  up: boolean;
  incarnation: string;
  ready: boolean;
  reaches: boolean;
  comparisons: number;
}

interface Kind {
  readonly up?: boolean;
  readonly ready?: boolean;
}

/** Creates a peer without a network, which has one key. */
function makePeer(name: string, { up = true, ready = true }: Kind = {}): Fake {
  const store = makeStore();
  const version = { counter: 1, writer: name };
  store.merge(name, { version, expires: 0, value: new Uint8Array(1) });
  const peer: Fake = {
    ...{ up, ready, reaches: true, incarnation: `${name}.a`, comparisons: 0 },
    ping: () => Promise.resolve(),
    compare() {
      peer.comparisons++;
      const { ready, reaches } = peer;
      return Promise.resolve({ ready, reaches, digests: store.digests() });
    },
    page: (request) => Promise.resolve(toPageResponse(store, request)),
  };
  return peer;
}

type Fakes = readonly Fake[];

function start(peers: Fakes) {
  const store = makeStore();
  const { signal } = stop;
  const sync = startSync({ name: "node-0", store, peers, signal });
  return { ...sync, store };
}

/** Waits until every peer that is up has had a number of comparisons. */
async function compared(peers: Fakes, times: number): Promise<void> {
  const reached = peers.filter(({ up }) => up);
  while (reached.some(({ comparisons }) => comparisons < times)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await new Promise((resolve) => setTimeout(resolve, 5));
}

test("isReady() needs so many ready nodes that every majority includes one of them", async () => {
  const down = { up: false };
  const starting = { ready: false };
  const cases: readonly (readonly [readonly Kind[], boolean])[] = [
    [[], true],
    [[{}, {}], true],
    // Of three, only the node that is down may still have a write.
    [[{}, down], false],
    [[{}, {}, {}, down], true],
    [[{}, {}, down, down], false],
    [[{}, {}, starting, down], false],
    // A new cluster, or one that has lost a majority: no more data exists.
    [[starting, starting], true],
    [[starting, down], false],
    [[{}, {}, starting, starting], true],
  ];
  await Promise.all(cases.map(async ([kinds, expected]) => {
    const peers = kinds.map((kind, at) => makePeer(`node-${at + 1}`, kind));
    const { isReady, store } = start(peers);
    await compared(peers, 1);
    expect(isReady(), JSON.stringify(kinds)).toBe(expected);
    expect(store.size().items).toBe(peers.filter(({ up }) => up).length);
  }));
});

test("isCaughtUp() is true once a peer sends its writes again and was pulled from", () =>
  whileQuiet(STALL_MS, async () => {
    const peers = [makePeer("node-1"), makePeer("node-2")] as const;
    const [first, second] = peers;
    const { isCaughtUp, isSynced } = start(peers);
    expect(isCaughtUp()).toBe(false);
    await compared(peers, 1);
    expect(isCaughtUp()).toBe(true);
    // An unreachable peer does not count: the other two nodes are a majority.
    first.up = false;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([isSynced(first), isCaughtUp()]).toEqual([false, true]);
    Object.assign(first, { up: true, reaches: false });
    await compared([first], first.comparisons + 1);
    expect([isSynced(first), isCaughtUp()]).toEqual([false, false]);
    first.reaches = true;
    await compared([first], first.comparisons + 1);
    expect([isSynced(first), isCaughtUp()]).toEqual([true, true]);
    // A node without a majority is not caught up.
    Object.assign(first, { up: false });
    Object.assign(second, { up: false });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(isCaughtUp()).toBe(false);
  }));

test("isSynced() resets when a peer was restarted between two pings", () =>
  whileQuiet(STALL_MS, async () => {
    const peer = makePeer("node-1");
    const { isSynced } = start([peer]);
    await compared([peer], 1);
    expect(isSynced(peer)).toBe(true);
    Object.assign(peer, { incarnation: "node-1.b", reaches: false });
    // Pinged twice by then, but not yet due for a comparison.
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(isSynced(peer)).toBe(false);
  }));
