/** Names, as readers can take them in: shortened, and in order. */

/** Names that are listed; more are counted. */
const MAX_NAMES = 9;

/** Shortens many names that are joined by commas: `cell-1 and 99 more`; few stay as they are. */
export function shortNames(subject: string): string {
  const names = subject.split(",");
  return names.length <= MAX_NAMES
    ? subject
    : `${names[0]} and ${names.length - 1} more`;
}

/** Orders texts by their UTF-16 units, for `sort()`: the same on each machine, whatever its language. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
