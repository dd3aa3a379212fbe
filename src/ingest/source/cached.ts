/** Caches what is read from names that a file repeats. */

/** Names kept; a file with more of them is read without a cache from there on. */
const MAX_NAMES = 1000;

/** Returns `read` with a cache: there are few names, and a file may repeat one a million times. */
export function cached<T>(read: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const value = read(name);
    if (known.size < MAX_NAMES) known.set(name, value);
    return value;
  };
}
