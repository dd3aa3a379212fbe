/** Which of two values of a key is the newer one. */

/**
 * A Lamport clock's count (Lamport 1978, "Time, Clocks, and the Ordering of Events in a Distributed System"), and who
 * counted, which settles ties. A writer is a node's name with its moment of start, so that a node that has lost its
 * memory cannot give out a version twice.
 */
export interface Version {
  readonly counter: number;
  readonly writer: string;
}

/** Older than every version. */
export const never: Version = { counter: 0, writer: "" };

/** Far beyond what a node can count to, and far from where adding 1 does nothing. */
const LARGEST_COUNTER = 2 ** 48;

const VERSION = /^(\d{1,15})@([A-Za-z0-9.-]{0,80})$/;

/** Positive when `a` is newer than `b`, 0 for the same version. */
export function compareVersions(a: Version, b: Version): number {
  if (a.counter !== b.counter) return a.counter - b.counter;
  if (a.writer === b.writer) return 0;
  return a.writer > b.writer ? 1 : -1;
}

/** `12@node-1.mabc`. */
export function formatVersion({ counter, writer }: Version): string {
  return `${counter}@${writer}`;
}

/** Reads what `formatVersion` wrote; throws SyntaxError for anything else. */
export function parseVersion(text: string): Version {
  const [, digits, writer] = VERSION.exec(text) ?? [];
  const counter = Number(digits);
  if (writer === undefined || !(counter <= LARGEST_COUNTER)) {
    throw new SyntaxError(
      `Cannot read a version as it must be <count>@<writer>: ${
        JSON.stringify(text.slice(0, 100))
      }`,
    );
  }
  return { counter, writer };
}
