import { expect, test } from "vitest";
import { makeCoordinator, type Replica } from "../../../examples/kv/quorum.ts";
import { NoQuorumError } from "../../../examples/kv/majority.ts";
import { makeStore, type Store } from "../../../examples/kv/store.ts";
import { compareVersions } from "../../../examples/kv/version.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const words = (value: Uint8Array | null) =>
  value && new TextDecoder().decode(value);

/** A peer without a network, which can be down or hang. */
interface Fake extends Replica {
  up: boolean;
  hangs: boolean;
  readonly store: Store;
}

function makeFake(): Fake {
  const store = makeStore();
  const reached = () =>
    fake.up
      ? fake.hangs ? new Promise<void>(() => {}) : Promise.resolve()
      : Promise.reject(new Error("unreachable"));
  const fake: Fake = {
    up: true,
    hangs: false,
    store,
    async put(key, item) {
      await reached();
      store.merge(key, item);
      return store.version(key);
    },
    async get(key, known) {
      await reached();
      const item = store.get(key);
      const newer = item && compareVersions(item.version, known) > 0;
      return { version: store.version(key), newer: newer ? item : null };
    },
  };
  return fake;
}

function makeCluster({ ready = true } = {}) {
  const store = makeStore();
  const peers = [makeFake(), makeFake()] as const;
  const coordinator = makeCoordinator({
    store,
    peers,
    writer: "node-0.a",
    isReady: () => ready,
    timeout: 1,
  });
  return { ...coordinator, store, peers };
}

test("write() and read() need a majority, not all", async () => {
  const { write, read, peers } = makeCluster();
  await write("k", bytes("1"), 0);
  peers[0].hangs = true;
  await write("k", bytes("2"), 0);
  expect(words(await read("k"))).toBe("2");
  expect(words(peers[1].store.get("k")?.value ?? null)).toBe("2");
});

test("write() and read() fail at once without a majority, and store nothing", async () => {
  const { write, read, store, peers } = makeCluster();
  for (const peer of peers) peer.up = false;
  await expect(write("k", bytes("1"), 0)).rejects.toThrow(NoQuorumError);
  await expect(read("k")).rejects.toThrow(NoQuorumError);
  expect(store.get("k")).toBe(null);
});

test("write() wins over an acknowledged value unknown to this node", async () => {
  const { write, read, peers } = makeCluster();
  // Acknowledged by the other two while this node was paused, far ahead of its clock.
  const version = { counter: 100, writer: "node-1.a" };
  for (const { store } of peers) {
    store.merge("k", { version, expires: 0, value: bytes("old") });
  }
  await write("k", bytes("new"), 0);
  expect(words(await read("k"))).toBe("new");
  for (const { store } of peers) {
    expect(words(store.get("k")?.value ?? null)).toBe("new");
  }
});

test("read() returns the newest value of a majority, and stores it on a majority", async () => {
  const { read, store, peers } = makeCluster();
  const [fresh, stale] = peers;
  const old = { version: { counter: 1, writer: "x" }, expires: 0 };
  const latest = { version: { counter: 2, writer: "x" }, expires: 0 };
  for (const replica of [store, stale.store, fresh.store]) {
    replica.merge("k", { ...old, value: bytes("old") });
  }
  fresh.store.merge("k", { ...latest, value: bytes("latest") });
  stale.hangs = true;
  expect(words(await read("k"))).toBe("latest");
  // The next read, without the node that had it, must not return an older value.
  stale.hangs = false;
  fresh.up = false;
  expect(words(await read("k"))).toBe("latest");
});

test("read() returns null for a deleted key although a node still has an older value", async () => {
  const { write, read, peers } = makeCluster();
  await write("k", bytes("1"), 0);
  peers[0].up = false;
  await write("k", null, Date.now());
  peers[0].up = true;
  peers[1].up = false;
  expect(await read("k")).toBe(null);
  expect(await read("unknown")).toBe(null);
});

test("read() does not count the local store while catching up", async () => {
  const { read, write, peers } = makeCluster({ ready: false });
  for (const { store } of peers) {
    store.merge("k", {
      version: { counter: 1, writer: "x" },
      expires: 0,
      value: bytes("1"),
    });
  }
  expect(words(await read("k"))).toBe("1");
  peers[0].up = false;
  await expect(read("k")).rejects.toThrow(NoQuorumError);
  // It does count for writes, as it does not lose new ones.
  await write("l", bytes("2"), 0);
});
