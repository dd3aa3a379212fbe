/** What a node keeps under a key, and how it is written on the way to a peer. */
import { formatVersion, parseVersion, type Version } from "./version.ts";

export interface Item {
  readonly version: Version;
  /** Milliseconds since 1970 from which on it counts as missing; 0 for never. */
  readonly expires: number;
  /** Null for what was deleted or has expired: kept for a while, so that an older value cannot come back. */
  readonly value: Uint8Array<ArrayBuffer> | null;
}

/** Bytes of the largest value. */
export const LARGEST_VALUE = 10 * 1024 * 1024;

const KEY = /^[A-Za-z0-9._~:-]{1,256}$/;

/** Whether it is a key: 1 to 256 letters, digits and `. _ ~ : -`, which a URL needs not escape. */
export function isKey(text: string): boolean {
  return KEY.test(text) && text !== "." && text !== "..";
}

/** All but the value, in one line of ASCII: `12@node-1.mabc 1795212345678 kept`. */
export function formatMeta({ version, expires, value }: Item): string {
  return `${formatVersion(version)} ${expires} ${value ? "kept" : "gone"}`;
}

/** The item that `formatMeta` wrote about; throws SyntaxError when it did not. */
export function parseItem(
  meta: string,
  value: Uint8Array<ArrayBuffer>,
): Item {
  const [version = "", expires = "", state, ...rest] = meta.split(" ");
  const known = state === "kept" || state === "gone";
  if (!known || rest.length > 0 || !/^\d{1,16}$/.test(expires)) {
    throw new SyntaxError(
      `Cannot read an item as it must be <version> <expires> kept|gone: ${
        JSON.stringify(meta.slice(0, 100))
      }`,
    );
  }
  return {
    version: parseVersion(version),
    expires: Number(expires),
    value: state === "kept" ? value : null,
  };
}
