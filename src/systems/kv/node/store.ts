/** The memory of one node: newest item of each key, and digests that tell two nodes what they hold differently. */
import type { Item } from "./item.ts";
import {
  compareVersions,
  formatVersion,
  never,
  type Version,
} from "./version.ts";

/** Parts that a store's keys are spread over; nodes compare and exchange part by part. */
export const BUCKETS = 256;

/** Milliseconds that what is deleted or expired is remembered. */
export const REMEMBERED = 3_600_000;

interface Entry {
  readonly item: Item;
  readonly hash: number;
}

export interface Store {
  /** Keys with a value, and the bytes of these values; expired ones count until the next `sweep()`. */
  size(): { readonly items: number; readonly bytes: number };
  /** A count above every one seen. */
  nextCounter(): number;
  /** Notes a count that somebody else is at. */
  observe(counter: number): void;
  /** Version held of a key, deleted and expired ones too. */
  version(key: string): Version;
  /** What is held of a key, null if nothing. An expired item has no value. */
  get(key: string): Item | null;
  /** Keeps the item if it is newer than what is held; says whether it was. */
  merge(key: string, item: Item): boolean;
  /** One number a bucket, equal when two stores hold the same versions there. */
  digests(): readonly number[];
  bucket(index: number): Iterable<readonly [string, Item]>;
  /** Frees the values of expired items, and forgets those long gone. */
  sweep(): void;
}

/** Makes an empty store; `now` gives milliseconds since 1970. */
export function makeStore(now: () => number = Date.now): Store {
  const buckets = Array.from(
    { length: BUCKETS },
    () => new Map<string, Entry>(),
  );
  const digests = new Array<number>(BUCKETS).fill(0);
  const mortal = new Set<string>();
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
    if (item && item.expires > 0) mortal.add(key);
    else mortal.delete(key);
    digests[index] = digest;
  }

  function held(key: string): Item | null {
    return entriesOf(bucketOf(key)).get(key)?.item ?? null;
  }

  function asOfNow(item: Item): Item {
    const expired = item.value && item.expires > 0 && item.expires <= now();
    return expired ? { ...item, value: null } : item;
  }

  const isForgotten = ({ expires }: Item) =>
    expires > 0 && expires + REMEMBERED <= now();

  return {
    size: () => ({ items, bytes }),
    nextCounter: () => ++counter,
    observe(seen) {
      counter = Math.max(counter, seen);
    },
    version: (key) => held(key)?.version ?? never,
    get(key) {
      const item = held(key);
      return item && asOfNow(item);
    },
    merge(key, item) {
      counter = Math.max(counter, item.version.counter);
      const current = held(key)?.version ?? never;
      if (compareVersions(item.version, current) <= 0) return false;
      if (!isForgotten(item)) replace(key, asOfNow(item));
      return true;
    },
    digests: () => [...digests],
    *bucket(index) {
      for (const [key, { item }] of entriesOf(index)) yield [key, item];
    },
    sweep() {
      for (const key of [...mortal]) {
        const item = held(key);
        if (!item) continue;
        if (isForgotten(item)) replace(key, null);
        else if (item.value && item.expires <= now()) {
          replace(key, { ...item, value: null });
        }
      }
    },
  };
}

/** Bucket that a key belongs to. */
export function bucketOf(key: string): number {
  return (hashOf(key) >>> 0) % BUCKETS;
}

/** FNV-1a with 32 bits (Fowler, Noll, Vo), over code units below 256. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash;
}
