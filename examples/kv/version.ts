/** Versions, which order the values of a key. */

/**
 * A Lamport timestamp (Lamport 1978, "Time, Clocks, and the Ordering of Events in a Distributed System"), with the
 * writer as tie-breaker. A writer is a node's name and start time, so that a node that lost its memory cannot reuse a
 * version.
 */
export interface Version {
  readonly counter: number;
  readonly writer: string;
}

/** Older than every version. */
export const NO_VERSION: Version = { counter: 0, writer: "" };

/** Unreachable by counting, and well below 2^53, where adding 1 has no effect. */
const MAX_COUNTER = 2 ** 48;

const VERSION = /^(\d{1,15})@([A-Za-z0-9.-]{0,80})$/;

/** Returns a positive number if `a` is newer than `b`, 0 if they are equal. */
export function compareVersions(a: Version, b: Version): number {
  if (a.counter !== b.counter) return a.counter - b.counter;
  if (a.writer === b.writer) return 0;
  return a.writer > b.writer ? 1 : -1;
}

/** Formats a version: `12@node-1.mabc`. */
export function formatVersion({ counter, writer }: Version): string {
  return `${counter}@${writer}`;
}

/** Reads the output of `formatVersion`. Throws SyntaxError for any other text. */
export function parseVersion(text: string): Version {
  const [, digits, writer] = VERSION.exec(text) ?? [];
  const counter = Number(digits);
  if (writer === undefined || !(counter <= MAX_COUNTER)) {
    throw new SyntaxError(
      `Cannot read a version as it must be <count>@<writer>: ${
        JSON.stringify(text.slice(0, 100))
      }`,
    );
  }
  return { counter, writer };
}
