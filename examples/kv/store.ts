/** In-memory store of one node: the newest item per key, and digests by which two nodes find their differences. */
import type { Item } from "./item.ts";
import {
  compareVersions,
  formatVersion,
  NO_VERSION,
  type Version,
} from "./version.ts";

/** Number of partitions of the keys; nodes compare and sync bucket by bucket. */
export const BUCKETS = 256;

/** Time that tombstones of deleted and expired items are kept. */
export const TOMBSTONE_TTL_MS = 3_600_000;

interface Entry {
  readonly item: Item;
  readonly hash: number;
}

export interface Store {
  /** Returns keys with a value, and the bytes of these values; expired ones count until the next `sweep()`. */
  size(): { readonly items: number; readonly bytes: number };
  /** Returns a counter above every one seen. */
  nextCounter(): number;
  /** Advances the clock to a counter seen elsewhere. */
  observe(counter: number): void;
  /** Returns the version of a key, of tombstones too. */
  version(key: string): Version;
  /** Returns the item of a key; null if unknown. An expired item has no value. */
  get(key: string): Item | null;
  /** Stores the item if it is newer than the current one; returns whether it was. */
  merge(key: string, item: Item): boolean;
  /** Returns one number per bucket, equal for two stores with the same versions. */
  digests(): readonly number[];
  bucket(index: number): Iterable<readonly [string, Item]>;
  /** Frees the values of expired items, and drops old tombstones. */
  sweep(): void;
}

/** Creates an empty store; `now` returns milliseconds since 1970. */
export function makeStore(now: () => number = Date.now): Store {
  const buckets = Array.from(
    { length: BUCKETS },
    () => new Map<string, Entry>(),
  );
  const digests = new Array<number>(BUCKETS).fill(0);
  const expiring = new Set<string>();
  let items = 0;
  let bytes = 0;
  let counter = 0;

  const entriesOf = (index: number) => buckets[index] ?? new Map();

  function count(item: Item | undefined, sign: 1 | -1): void {
    if (!item?.value) return;
    items += sign;
    bytes += sign * item.value.length;
  }

  function replace(key: string, item: Item | null): void {
    const index = bucketOf(key);
    const entries = entriesOf(index);
    const old: Entry | undefined = entries.get(key);
    count(old?.item, -1);
    let digest = (digests[index] ?? 0) ^ (old?.hash ?? 0);
    if (item) {
      const hash = hashOf(`${key} ${formatVersion(item.version)}`);
      entries.set(key, { item, hash });
      count(item, 1);
      digest ^= hash;
    } else {
      entries.delete(key);
    }
    if (item && item.expires > 0) expiring.add(key);
    else expiring.delete(key);
    digests[index] = digest;
  }

  function readItem(key: string): Item | null {
    return entriesOf(bucketOf(key)).get(key)?.item ?? null;
  }

  function applyExpiry(item: Item): Item {
    const expired = item.value && item.expires > 0 && item.expires <= now();
    return expired ? { ...item, value: null } : item;
  }

  const isTombstoneExpired = ({ expires }: Item) =>
    expires > 0 && expires + TOMBSTONE_TTL_MS <= now();

  return {
    size: () => ({ items, bytes }),
    nextCounter: () => ++counter,
    observe(seen) {
      counter = Math.max(counter, seen);
    },
    version: (key) => readItem(key)?.version ?? NO_VERSION,
    get(key) {
      const item = readItem(key);
      return item && applyExpiry(item);
    },
    merge(key, item) {
      counter = Math.max(counter, item.version.counter);
      const current = readItem(key)?.version ?? NO_VERSION;
      if (compareVersions(item.version, current) <= 0) return false;
      if (!isTombstoneExpired(item)) replace(key, applyExpiry(item));
      return true;
    },
    digests: () => [...digests],
    *bucket(index) {
      for (const [key, { item }] of entriesOf(index)) yield [key, item];
    },
    sweep() {
      for (const key of [...expiring]) {
        const item = readItem(key);
        if (!item) continue;
        if (isTombstoneExpired(item)) replace(key, null);
        else if (item.value && item.expires <= now()) {
          replace(key, { ...item, value: null });
        }
      }
    },
  };
}

/** Returns the bucket of a key. */
export function bucketOf(key: string): number {
  return (hashOf(key) >>> 0) % BUCKETS;
}

/** Returns the 32-bit FNV-1a hash (Fowler, Noll, Vo) over code units below 256. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash;
}
