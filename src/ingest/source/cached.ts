/** Caches what is read from names that a file repeats. */

/** Names kept; a file with more of them is read without a cache from there on. */
const MAX_NAMES = 1000;

/** Returns `read` with a cache: there are few names, and a file may repeat one a million times. */
export function cached<T>(read: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    if (known.size >= MAX_NAMES) return read(name);
    const own = copyOf(name);
    const value = read(own);
    known.set(own, value);
    return value;
  };
}

/** Returns a text of its own: a part of a text, such as a name of a line, keeps all of it in memory. */
function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text));
}
