/** Keeps what was read of a store: an open store never changes, and several analyses of a report need the same. */
import type { Store } from "./store.ts";

/** Returns a function that reads a store by a key, such as an experiment, and does so once for each store and key. */
export function oncePerStore<Result>(
  read: (store: Store, key: string) => Promise<Result>,
): (store: Store, key: string) => Promise<Result> {
  const kept = new WeakMap<Store, Map<string, Promise<Result>>>();
  return (store, key) => {
    const known = kept.get(store) ?? new Map<string, Promise<Result>>();
    kept.set(store, known);
    const result = known.get(key) ?? read(store, key);
    known.set(key, result);
    return result;
  };
}
