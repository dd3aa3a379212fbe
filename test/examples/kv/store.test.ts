import { expect, test } from "vitest";
import type { Item } from "../../../examples/kv/item.ts";
import {
  bucketOf,
  BUCKETS,
  hashOf,
  makeStore,
  TOMBSTONE_TTL_MS,
} from "../../../examples/kv/store.ts";

function item(counter: number, { writer = "a", bytes = 1, expires = 0 } = {}) {
  const version = { counter, writer };
  return { version, expires, value: new Uint8Array(bytes) } satisfies Item;
}

test("hashOf() returns the 32-bit FNV-1a hash", () => {
  // Test vectors of the reference implementation (isthe.com/chongo, test_fnv.c).
  const known = { "": 0x811c9dc5, a: 0xe40c292c, foobar: 0xbf9cf968 };
  for (const [text, hash] of Object.entries(known)) {
    expect(hashOf(text) >>> 0).toBe(hash);
  }
});

test("merge() keeps the newest item, in any order", () => {
  const older = item(1);
  const newer = item(1, { writer: "b" });
  for (const order of [[older, newer], [newer, older]]) {
    const store = makeStore();
    const kept = order.map((item) => store.merge("k", item));
    expect(kept).toEqual([true, order[0] === older]);
    expect(store.get("k")).toBe(newer);
  }
});

test("size() counts keys with a value, and the bytes of the values", () => {
  const store = makeStore();
  store.merge("k", item(1, { bytes: 10 }));
  store.merge("k", item(2, { bytes: 3 }));
  store.merge("l", item(3, { bytes: 4 }));
  expect(store.size()).toEqual({ items: 2, bytes: 7 });
  store.merge("k", { ...item(4), value: null });
  expect(store.size()).toEqual({ items: 1, bytes: 4 });
});

test("nextCounter() is above every counter seen", () => {
  const store = makeStore();
  store.merge("k", item(7));
  expect(store.nextCounter()).toBe(8);
  store.observe(20);
  store.observe(3);
  expect(store.nextCounter()).toBe(21);
});

test("digests() are equal for equal versions, and differ only in buckets with differences", () => {
  const [one, two] = [makeStore(), makeStore()];
  const keys = Array.from({ length: 1000 }, (_, index) => `key-${index}`);
  for (const key of keys) one.merge(key, item(1));
  for (const key of keys.toReversed()) {
    two.merge(key, item(0, { writer: "z" }));
    two.merge(key, item(1));
  }
  expect(two.digests()).toEqual(one.digests());
  expect(new Set(one.digests()).size).toBeGreaterThan(BUCKETS / 2);
  two.merge("key-5", item(2));
  const differing = one.digests().flatMap((digest, bucket) =>
    digest === two.digests()[bucket] ? [] : bucket
  );
  expect(differing).toEqual([bucketOf("key-5")]);
});

test("get() returns no value for an expired item, which sweep() frees, and later drops", () => {
  let now = 1000;
  const store = makeStore(() => now);
  const empty = store.digests();
  store.merge("k", item(1, { expires: 2000 }));
  expect(store.get("k")?.value).not.toBe(null);
  now = 2000;
  expect(store.get("k")?.value).toBe(null);
  expect(store.size().items).toBe(1);
  store.sweep();
  expect(store.size()).toEqual({ items: 0, bytes: 0 });
  // An older value that arrives late must not replace the tombstone.
  expect(store.merge("k", item(0, { writer: "z" }))).toBe(false);
  now = 2000 + TOMBSTONE_TTL_MS;
  store.sweep();
  expect(store.get("k")).toBe(null);
  expect(store.digests()).toEqual(empty);
});

test("merge() does not store an expired tombstone", () => {
  const store = makeStore(() => 10 * TOMBSTONE_TTL_MS);
  store.merge("k", { ...item(1, { expires: TOMBSTONE_TTL_MS }), value: null });
  expect(store.get("k")).toBe(null);
});
