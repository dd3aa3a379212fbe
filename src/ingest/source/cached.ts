/** Caches what is read from names that a file repeats. */

/** Names kept; a file with more of them is read without a cache from there on. */
const MAX_NAMES = 1000;

interface Known<T> {
  readonly name: string;
  readonly value: T;
  /** The one that was asked for after it; null if there is none yet. */
  next: Known<T> | null;
}

/** Returns `read` with a cache: there are few names, and a file may repeat one a million times. */
export function cached<T>(read: (name: string) => T): (name: string) => T {
  const known = new Map<string, Known<T>>();
  let last: Known<T> | null = null;
  return (name) => {
    // Names often follow themselves, or each other as before: a comparison takes less than a look-up.
    if (last?.name === name) return last.value;
    let found = last?.next ?? null;
    if (found?.name !== name) {
      found = known.get(name) ?? null;
      if (found === null) {
        if (known.size >= MAX_NAMES) return read(name);
        const own = copyOf(name);
        found = { name: own, value: read(own), next: null };
        known.set(own, found);
      }
      if (last !== null) last.next = found;
    }
    last = found;
    return found.value;
  };
}

/** Returns a text of its own: a part of a text, such as a name of a line, keeps all of it in memory. */
function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
